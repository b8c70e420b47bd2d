// A sample project, trained for a moment in the engine's own process: what nightly scripts export.
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { startEngine } from '../bench/engine.mjs';
import { engineReport } from '../setup/nativeEngine.mjs';
import { out, root } from '../setup/paths.mjs';

/** Training is not what is measured: it ends after this time, wherever it is. */
const longestMs = 60_000;

export const load = async (path) => (await runnerImport(path, { root, configFile: false, logLevel: 'error' })).module;
const { samples, documentOfSample } = await load('./shared/samples/index.ts');
const { compile } = await load('./shared/network/compile.ts');
export { samples };

/** Trains into the folder `run` and hands the engine on, which the caller ends. */
export async function trainSample(sample, run, epochs, env = {}) {
  const engine = startEngine(join(out, 'main/engine.cjs'), {
    LAYERLOOM_ENGINE_INFO: engineReport,
    LAYERLOOM_ASSETS: join(root, 'assets'),
    ...env,
  });
  try {
    const data = await engine.ask('inspectData', { taskId: 'data', source: sample.source, options: sample.options });
    const document = documentOfSample(sample, sample.id, data);
    const compiled = compile({ ...document, training: { ...document.training, epochs } });
    if (!compiled.ok) throw new Error(compiled.problem.message);
    const begin = performance.now();
    await engine.follow(compiled.value, run, () => performance.now() - begin > longestMs);
    return engine;
  } catch (error) {
    engine.end();
    throw error;
  }
}
