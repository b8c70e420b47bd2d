// `npm run nightly:examples [-- --only ID[,ID]] [--formats ID[,ID]] [--dry]`: the runnable example in each export's folder,
// called as its README says, on what a person has at hand: a row, a picture file, a sentence, a table, a sound file, the
// pictures of a clip. A sample project for each kind of input is trained for a moment; each example's answer is compared with
// the app's own for the same file. Writes docs/export-examples.md; with --dry, --only or --formats it does not.
// Ends with 1 where one differs or fails. Pythons: pythons.mjs.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { has, listed } from '../commandLine.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { ensureNativeEngine } from '../setup/nativeEngine.mjs';
import { tableLines, writePage } from './page.mjs';
import { rawValues } from './rawValues.mjs';
import { startPythons } from './pythons.mjs';
import { formats, samples, trainSample } from './trained.mjs';

const [only, onlyFormats] = [listed('--only'), listed('--formats')];
// A part of the rows would take the others from the page.
const dry = has('--dry') || only.length > 0 || onlyFormats.length > 0;

/** A sample project for each kind of input. */
const kinds = [
  ['a row', 'titanic'],
  ['a picture', 'own-photos'],
  ['a sentence', 'reviews'],
  ['the last rows of a table', 'sales'],
  ['a sound', 'spoken-digits'],
  ['a clip', 'movement'],
  ['a picture and a row', 'picture-and-measurements'],
];
/** Whole networks differ by this much at most, relative to the larger of 1 and the answer; fewer bits by more. */
const bounds = { 'tflite-float16': 0.01, 'tflite-int8': 0.3 };
const bound = (format) => bounds[format] ?? 1e-5;

await ensureNativeEngine();
await ensureBuild();

const pythons = await startPythons();
const scratch = mkdtempSync(join(tmpdir(), 'layerloom-examples-'));
/** @type {Map<string, Map<string, string>>} cells by sample and format */
const table = new Map();
let wrong = 0;
try {
  for (const [, id] of kinds) {
    if (only.length > 0 && !only.includes(id)) continue;
    table.set(id, await rowOf(id));
    if (!dry) await writePage('export-examples.md', linesOf());
  }
} finally {
  pythons.end();
  rmSync(scratch, { recursive: true, force: true });
}
console.log(wrong === 0 ? 'Every example answered as the app does.' : `${wrong} examples are wrong.`);
process.exitCode = wrong === 0 ? 0 : 1;

async function rowOf(id) {
  const run = join(scratch, id);
  const files = join(scratch, `${id}-files`);
  mkdirSync(files);
  const sample = samples.find((each) => each.id === id);
  // The export's own check is not what is asked here.
  const hurried = { LAYERLOOM_PYTHON: 'none', LAYERLOOM_CHECK_SAMPLES: '1' };
  const engine = await trainSample(sample, run, 2, { ...pythons.env, ...hurried });
  const cells = new Map();
  try {
    const { plan, preprocessing } = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'));
    const { rows } = await engine.ask('previewData', { data: plan.data, part: 'test', offset: 0, limit: 1 });
    const [shown] = await engine.ask('showSamples', { data: plan.data, samples: [rows[0].index] });
    const columns = plan.data.table?.columns.map(({ name }) => name) ?? [];
    const values = await rawValues(shown, preprocessing.inputs, files, columns);
    const inputs = Object.fromEntries(values.map(([source, { app }]) => [source, app]));
    const { outputs } = await engine.ask('predict', { folder: run, inputs });
    for (const format of formats) {
      if (onlyFormats.length > 0 && !onlyFormats.includes(format)) continue;
      const out = join(scratch, `${id}-${format}`);
      const request = { taskId: format, folder: run, format, out, options: {} };
      // What a format cannot hold is said by the matrix.
      if ((await engine.ask('exportRun', request).catch(() => null)) === null) continue;
      try {
        const answer = await answerOf(out, format, values, files);
        if (answer === null) continue;
        const apart = differenceOf(outputs, answer);
        if (!(apart <= bound(format))) wrong++;
        cells.set(format, apart <= bound(format) ? apart.toExponential(0) : `**${apart.toExponential(0)}**`);
      } catch (error) {
        wrong++;
        cells.set(format, '**failed**');
        console.log(`${id}, ${format}: ${error.message}`);
      }
      console.log(`${id}, ${format}: ${cells.get(format)}`);
      rmSync(out, { recursive: true, force: true });
    }
  } finally {
    engine.end();
  }
  return cells;
}

/** By the name of the output, what the folder's example says; null where it has none that takes raw values. */
async function answerOf(folder, format, values, files) {
  const single = values.length === 1;
  const all = (of) => Object.fromEntries(values.map(([source, value]) => [source, of(value)]));
  if (existsSync(join(folder, 'server.py'))) {
    const parts = all(({ request: { type, body } }) =>
      type === 'application/json' ? JSON.parse(body) : { base64: body.toString('base64') },
    );
    return served(folder, single ? values[0][1].request : { type: 'application/json', body: JSON.stringify(parts) });
  }
  if (existsSync(join(folder, 'predict.py'))) {
    const list = join(files, 'samples.json');
    writeFileSync(list, JSON.stringify([all(({ listed: value }) => value)]));
    const args = single ? values[0][1].flag : ['--samples', list];
    const python = format === 'pytorch' ? pythons.torch : pythons.keras;
    const out = join(files, 'answers.json');
    ran(folder, python, ['-B', 'predict.py', ...args, '--out', out]);
    return JSON.parse(readFileSync(out, 'utf8'))[0];
  }
  if (!existsSync(join(folder, 'example.mjs'))) return null;
  const given = join(files, 'sample.json');
  writeFileSync(given, JSON.stringify(all(({ script }) => script)));
  const [answers] = JSON.parse(ran(folder, process.execPath, ['example.mjs', given]));
  return Object.fromEntries(answers.map((answer) => [answer.name, answer]));
}

/** What a program prints; throws its last words where it fails. */
function ran(cwd, program, args) {
  const env = { ...process.env, ...pythons.env };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error((stderr ?? '').trim().split('\n').slice(-2).join(' '));
  return stdout;
}

async function served(cwd, { type, body }) {
  const env = { ...process.env, ...pythons.env };
  const child = spawn(pythons.keras, ['-B', 'server.py', '--port', '0'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const address = await new Promise((done, failed) => {
      child.stdout.once('data', (chunk) => done(chunk.toString().trim()));
      child.once('exit', (code) => failed(new Error(`server.py ended with ${code}.`)));
    });
    const answer = await fetch(`${address}/predict`, { method: 'POST', body, headers: { 'Content-Type': type } });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  } finally {
    child.kill();
  }
}

/** The largest difference between the app's prediction and an example's, relative to the larger of 1 and the number. */
function differenceOf(outputs, answer) {
  let apart = 0;
  for (const { name, classes, probabilities, value } of outputs) {
    const theirs = answer[name];
    const pairs =
      probabilities === undefined
        ? [[value, theirs.value]]
        : probabilities.map((own, place) => [own, theirs.probabilities[classes[place]] ?? theirs.probabilities[place]]);
    for (const [own, other] of pairs) {
      const each = Math.abs(own - other) / Math.max(1, Math.abs(own));
      apart = Number.isNaN(each) ? Infinity : Math.max(apart, each);
    }
  }
  return apart;
}

function linesOf() {
  const shown = formats.filter((format) => [...table.values()].some((cells) => cells.has(format)));
  const rows = kinds.filter(([, id]) => table.has(id));
  return [
    '# The example in each export’s folder',
    '',
    'Written by `npm run nightly:examples`. Each folder’s example is called as its README says (`predict.py`, `node example.mjs`,',
    'the web service over HTTP) on what a person has at hand: a row, a picture file, a sentence, a table, a sound file, the',
    'pictures of a clip. A cell is the largest difference of its probabilities or its value from the app’s own answer to the same',
    'file, relative to the larger of 1 and the number; the bound is 1e-5, with weights of 16 bits 0.01, in 8 bits 0.3. What several inputs take is listed in a',
    'file. Formats without a column are asked elsewhere: the page in one file in Chromium (`tests/engine/export/page.test.ts`), the C header’s',
    'example by the export’s own check and `tests/engine/export/cRaw.test.ts`; weights and model card answer nothing.',
    '',
    ...tableLines(
      ['input', 'sample', ...shown],
      rows.map(([kind, id]) => [kind, `\`${id}\``, ...shown.map((format) => table.get(id).get(format) ?? '')]),
    ),
  ];
}
