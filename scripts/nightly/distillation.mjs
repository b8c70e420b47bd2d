// `npm run nightly:distillation [-- --only ID] [--seeds N] [--halve N] [--epochs N]`: what a small network gains by learning from a large
// one. Trains a sample's own network, and a copy halved N times (three unless told otherwise) as "Make the network smaller"
// does: from examples alone, and from that run as its teacher, with the recipe's own settings. Prints their figures on the
// test part from N seeds (three), as a table for docs/training.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '../bench/engine.mjs';
import { mean } from '../bench/figures.mjs';
import { option } from '../commandLine.mjs';
import { loadSource } from '../loadSource.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { ensureNativeEngine } from '../setup/nativeEngine.mjs';
import { tableLines } from './page.mjs';
import { samples } from './trained.mjs';

const sample = samples.find(({ id }) => id === option('--only', 'mnist'));
const seeds = Number(option('--seeds', '3'));
const halvings = Number(option('--halve', '3'));
const epochs = Number(option('--epochs', String(sample?.training.epochs)));
if (sample === undefined || !(seeds > 0) || !(halvings > 0) || !(epochs > 0)) {
  console.error('--only takes the id of a sample, --seeds, --halve and --epochs whole numbers from 1.');
  process.exit(2);
}
const { documentOfSample } = await loadSource('./shared/samples/index.ts');
const { compile } = await loadSource('./shared/network/compile.ts');
const { smallerNetwork } = await loadSource('./shared/network/smaller.ts');
await ensureNativeEngine();
await ensureBuild();

const scratch = mkdtempSync(join(tmpdir(), 'layerloom-distillation-'));
const engine = startEngine();
const { metric } = sample.figure;

/** One run's parameters and its figure on the test part. */
async function train(title, document, seed, more = {}) {
  const compiled = compile({ ...document, training: { ...document.training, seed, epochs } });
  if (!compiled.ok) throw new Error(compiled.problem.message);
  const folder = join(scratch, `${title}-${seed}`);
  let parameters = 0;
  const count = (event) => {
    if (event.type === 'started') parameters = event.parameters;
    return false;
  };
  await engine.follow(compiled.value, folder, count, more);
  const { figures } = await engine.ask('evaluate', { taskId: title, folder, part: 'test' });
  console.error(`${title}, seed ${seed}: ${metric} ${figures[metric].toFixed(4)}, loss ${figures.loss.toFixed(4)}`);
  return { folder, parameters, figure: figures[metric], loss: figures.loss };
}

try {
  const data = await engine.ask('inspectData', { taskId: 'data', source: sample.source, options: sample.options });
  const large = documentOfSample(sample, sample.id, data);
  let small = large;
  for (let time = 0; time < halvings; time++) small = { ...small, network: smallerNetwork(small) };
  const recipe = { id: 'distillation', params: { teacher: 'teacher' } };
  const taught = { ...small, training: { ...small.training, recipe } };
  const rows = { teacher: [], alone: [], distilled: [] };
  for (let seed = 1; seed <= seeds; seed++) {
    const teacher = await train('teacher', large, seed);
    rows.teacher.push(teacher);
    rows.alone.push(await train('alone', small, seed));
    const place = { teacher: { folder: teacher.folder, name: 'Teacher' } };
    rows.distilled.push(await train('distilled', taught, seed, place));
  }
  const head = [sample.id, 'parameters', `${metric} on the test part, by seed`, 'mean', 'loss, mean'];
  const cells = Object.entries(rows).map(([title, runs]) => {
    const figures = runs.map(({ figure }) => figure);
    const shown = figures.map((figure) => figure.toFixed(3)).join(', ');
    const loss = mean(runs.map((run) => run.loss)).toFixed(3);
    return [title, runs[0].parameters.toLocaleString('en'), shown, mean(figures).toFixed(4), loss];
  });
  console.log(tableLines(head, cells, [1, 3, 4]).join('\n'));
} finally {
  engine.end();
  rmSync(scratch, { recursive: true, force: true });
}
