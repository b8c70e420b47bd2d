// `npm run nightly:templates [-- --only ID[,ID]] [--seeds N] [--dry]`: trains every sample project as a person would who
// opens it and presses Start, from N seeds (three unless told otherwise) in the engine's own process, and holds what it
// reaches on its test part against the figure that the sample states. Writes docs/templates.md, one row a sample; with
// --only the other rows stay, with --dry the page does. Ends with 1 where a figure was missed.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '../bench/engine.mjs';
import { holdKnown, has, listed, option } from '../commandLine.mjs';
import { loadSource } from '../loadSource.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { ensureNativeEngine } from '../setup/nativeEngine.mjs';
import { root } from '../setup/paths.mjs';
import { line, readPage, tableLines, writePage } from './page.mjs';

const page = 'templates.md';
const only = listed('--only');
const seeds = Number(option('--seeds', '3'));
if (!(Number.isInteger(seeds) && seeds > 0)) {
  console.error('--seeds takes a whole number from 1.');
  process.exit(2);
}

const { samples, documentOfSample, reaches } = await loadSource('./shared/samples/index.ts');
const { describeData } = await loadSource('./shared/data/describe.ts');
const { analyze } = await loadSource('./shared/network/analyze.ts');
const { compile } = await loadSource('./shared/network/compile.ts');
const { threadsFor } = await loadSource('./shared/run/work.ts');
const bundledSet = (id) => JSON.parse(readFileSync(join(root, 'assets/data', id, 'dataset.json'), 'utf8'));
const { findGenerator } = await loadSource('./shared/data/generators/index.ts');

holdKnown(
  only,
  samples.map(({ id }) => id),
  'sample',
);
await ensureNativeEngine();
await ensureBuild();

/** What the host gives the engine for a plan: see electron/host/engineProcess.ts. */
const oneThread = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' };
const engineWith = (threads) => startEngine(threads === 'one' ? oneThread : {});

const scratch = mkdtempSync(join(tmpdir(), 'layerloom-templates-'));
/** @type {Map<string, string>} */
const rows = new Map();
let missed = 0;
try {
  for (const sample of samples) {
    if (only.length > 0 && !only.includes(sample.id)) continue;
    try {
      rows.set(sample.id, await rowOf(sample));
    } catch (error) {
      missed++;
      console.log(`${sample.id}: ${error.message}`);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (!has('--dry')) await writePage(page, linesOf({ ...rowsOfPage(), ...Object.fromEntries(rows) }));
console.log(missed === 0 ? 'Every figure was reached.' : `${missed} of ${rows.size} figures were missed.`);
process.exitCode = missed === 0 ? 0 : 1;

async function rowOf(sample) {
  const first = engineWith('one');
  let document;
  try {
    const data = await first.ask('inspectData', { taskId: 'data', source: sample.source, options: sample.options });
    document = documentOfSample(sample, sample.id, data);
  } finally {
    first.end();
  }
  const problems = analyze(document).problems.filter(({ severity }) => severity === 'error');
  if (problems.length > 0) throw new Error(problems[0].message);
  const figures = [];
  const seconds = [];
  let parameters = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const { figure, elapsed, count, all } = await train(
      { ...document, training: { ...document.training, seed } },
      sample,
    );
    figures.push(figure);
    seconds.push(elapsed);
    parameters = count;
    console.log(
      `${sample.id}, seed ${seed}: ${sample.figure.metric} ${written(figure)}, ${elapsed.toFixed(1)} s (${all})`,
    );
  }
  if (!figures.every((figure) => reaches(sample.figure, figure))) missed++;
  const set = sample.source.type === 'bundled' ? bundledSet(sample.source.id) : findGenerator(sample.source.id);
  const { sampleCount } = describeData(document.data);
  const layers = document.network.nodes.filter(({ kind }) => kind !== 'input' && kind !== 'output').length;
  return line([
    `${sample.title} (\`${sample.id}\`)`,
    `${set?.title ?? sample.source.id}, ${sampleCount.toLocaleString('en')}${sample.source.type === 'generated' ? ', generated' : ''}`,
    `${layers} / ${parameters.toLocaleString('en')}`,
    `${sample.figure.metric} ${figures.map((figure) => (reaches(sample.figure, figure) ? written(figure) : `**${written(figure)}**`)).join(', ')}`,
    boundOf(sample.figure),
    sample.figure.beside ?? '',
    seconds.map((value) => value.toFixed(0)).join(', '),
  ]);
}

/** One run from its start to its figures on the test part. */
async function train(document, sample) {
  const compiled = compile(document);
  if (!compiled.ok) throw new Error(compiled.problem.message);
  const plan = compiled.value;
  const engine = engineWith(threadsFor({ plan }));
  const folder = join(scratch, `${document.id}-${document.training.seed}`);
  try {
    let count = 0;
    const begin = performance.now();
    const start = sample.weights === undefined ? undefined : join(scratch, `${sample.weights}.safetensors`);
    if (start !== undefined) await engine.ask('takeModel', { model: sample.weights, out: start });
    await engine.follow(
      plan,
      folder,
      (event) => {
        if (event.type === 'started') count = event.parameters;
        return false;
      },
      start === undefined ? {} : { start },
    );
    const elapsed = (performance.now() - begin) / 1000;
    const { figures } = await engine.ask('evaluate', { taskId: 'test', folder, part: 'test' });
    const figure = figures[sample.figure.metric];
    if (figure === undefined)
      throw new Error(`There is no figure ${sample.figure.metric} among ${Object.keys(figures).join(', ')}.`);
    const all = Object.entries(figures).map(([name, value]) => `${name} ${written(value)}`);
    return { figure, elapsed, count, all: all.join(', ') };
  } finally {
    engine.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function written(figure) {
  return Math.abs(figure) >= 100 ? figure.toFixed(0) : figure.toFixed(3);
}

function boundOf(figure) {
  return 'atLeast' in figure ? `≥ ${figure.atLeast}` : `≤ ${figure.atMost}`;
}

/** The rows that the page has now, by their sample. */
function rowsOfPage() {
  return Object.fromEntries([...readPage(page).matchAll(/^\|.*?\(`([\w-]+)`\).*$/gm)].map(([row, id]) => [id, row]));
}

function linesOf(known) {
  const head = [
    'template',
    'data, samples',
    'layers / parameters',
    'figure on the test part, by seed',
    'stated',
    'beside',
    'seconds',
  ];
  return [
    '# Templates',
    '',
    'Written by `npm run nightly:templates`: every sample project, trained as it opens from the seeds 1 to 3 in the engine’s own',
    'process, and what it reaches on samples that it never saw. A row’s figures are bold where they miss what the sample states.',
    `Seconds are those of the whole training on ${cpus().length} cores of a ${cpus()[0]?.model.trim() ?? 'processor'}, with whatever else`,
    'the machine had to do. A row with fewer figures was trained from as many seeds, since it takes long.',
    '',
    ...tableLines(head, [], [6]),
    ...samples.flatMap(({ id }) => known[id] ?? []),
  ];
}
