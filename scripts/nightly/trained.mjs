// A sample project, trained for a moment in the engine's own process, and the formats: what nightly scripts export.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEngine } from '../bench/engine.mjs';
import { loadSource } from '../loadSource.mjs';
import { root } from '../setup/paths.mjs';

/** Training is not what is measured: after this time it ends with the epoch that it is in. */
const longMs = 15_000;

const { samples, documentOfSample } = await loadSource('./shared/samples/index.ts');
const { compile } = await loadSource('./shared/network/compile.ts');
export { samples };
export const formats = formatsOf(readFileSync(join(root, 'shared/export/index.ts'), 'utf8'));

/** Trains into the folder `run`, from the bundled weights where the sample has some, and hands the engine on, which the caller ends. */
export async function trainSample(sample, run, epochs, env = {}) {
  const engine = startEngine(env);
  try {
    const data = await engine.ask('inspectData', { taskId: 'data', source: sample.source, options: sample.options });
    const document = documentOfSample(sample, sample.id, data);
    const compiled = compile({ ...document, training: { ...document.training, epochs } });
    if (!compiled.ok) throw new Error(compiled.problem.message);
    const start = sample.weights === undefined ? undefined : `${run}.start.safetensors`;
    if (start !== undefined) await engine.ask('takeModel', { model: sample.weights, out: start });
    const begin = performance.now();
    const isEnough = ({ type }) => type === 'epoch' && performance.now() - begin > longMs;
    await engine.follow(compiled.value, run, isEnough, start === undefined ? {} : { start });
    return engine;
  } catch (error) {
    engine.end();
    throw error;
  }
}

/** Ids of the formats in the order of their groups; their files hold sources that only the app's own bundler reads. */
function formatsOf(index) {
  const lists = [...index.matchAll(/\bformats: \[([^\]]*)\]/g)].map(([, list]) => list);
  const names = lists.flatMap((list) => [...list.matchAll(/\w+/g)].map(([name]) => name));
  return names.map((name) => {
    const file = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from '(.+)'`).exec(index)?.[1] ?? '';
    const source = readFileSync(join(root, 'shared/export', `${file}.ts`), 'utf8');
    const definition = source.slice(source.search(new RegExp(`export const ${name}\\b`)));
    return /\bid: '([\w-]+)'/.exec(definition)?.[1] ?? name;
  });
}
