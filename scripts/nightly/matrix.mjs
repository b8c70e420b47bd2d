// `npm run nightly:matrix [-- --only ID[,ID]] [--formats ID[,ID]] [--epochs N] [--samples N] [--dry]`: every sample project
// in every export format. A sample is trained once, for a few epochs; each format is written by the engine as the app
// writes it and run by its own runtime on the test part, up to N samples (1,000 unless told otherwise). Writes
// docs/export-matrix.md; with --only or --formats the other cells stay, with --dry the page does. Ends with 1 where a file
// answered differently. LAYERLOOM_PYTHON names Pythons with Keras, ONNX Runtime and PyTorch, separated as in PATH;
// LAYERLOOM_TORCH_PYTHON one more.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { format as prettily } from 'prettier';
import { ensureBuild } from '../setup/build.mjs';
import { ensureNativeEngine } from '../setup/nativeEngine.mjs';
import { root } from '../setup/paths.mjs';
import { samples, trainSample } from './trained.mjs';

const page = join(root, 'docs/export-matrix.md');
const words = process.argv.slice(2);
const option = (name, standard) => (words.includes(name) ? (words[words.indexOf(name) + 1] ?? '') : standard);
const listed = (name) => option(name, '').split(',').filter(Boolean);
const [only, onlyFormats] = [listed('--only'), listed('--formats')];
const [epochs, most] = [Number(option('--epochs', '2')), Number(option('--samples', '1000'))];
const dry = words.includes('--dry');

const formats = formatsOf(readFileSync(join(root, 'shared/export/index.ts'), 'utf8'));

for (const [asked, known, what] of [
  [only, samples.map(({ id }) => id), 'sample'],
  [onlyFormats, formats, 'format'],
]) {
  const unknown = asked.filter((id) => !known.includes(id));
  if (unknown.length === 0) continue;
  console.error(`No ${what} is called ${unknown.join(', ')}. There are ${known.join(', ')}.`);
  process.exit(2);
}
await ensureNativeEngine();
await ensureBuild();

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

const pythons = [process.env['LAYERLOOM_PYTHON'], process.env['LAYERLOOM_TORCH_PYTHON']].filter(Boolean);
const scratch = mkdtempSync(join(tmpdir(), 'layerloom-matrix-'));
/** @type {Map<string, { cells: Map<string, string>, reasons: Map<string, string> }>} */
const table = readPage();
let wrong = 0;
try {
  for (const sample of samples) {
    if (only.length > 0 && !only.includes(sample.id)) continue;
    const row = table.get(sample.id) ?? { cells: new Map(), reasons: new Map() };
    table.set(sample.id, row);
    try {
      await fill(sample, row);
    } catch (error) {
      wrong++;
      console.log(`${sample.id}: ${error.message}`);
    }
    if (!dry) writeFileSync(page, await prettily(textOf(), { parser: 'markdown', printWidth: 120 }));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(wrong === 0 ? 'Every file answered as the app does.' : `${wrong} cells are wrong.`);
process.exitCode = wrong === 0 ? 0 : 1;

/** Trains a sample once and writes it in every format. */
async function fill(sample, { cells, reasons }) {
  const run = join(scratch, sample.id);
  const engine = await trainSample(sample, run, epochs, {
    LAYERLOOM_CHECK_SAMPLES: String(most),
    ...(pythons.length === 0 ? {} : { LAYERLOOM_PYTHON: pythons.join(delimiter) }),
  });
  try {
    for (const id of formats) {
      if (onlyFormats.length > 0 && !onlyFormats.includes(id)) continue;
      const cell = await engine
        .ask('exportRun', {
          taskId: id,
          folder: run,
          format: id,
          out: join(scratch, `${sample.id}-${id}`),
          options: {},
        })
        .catch((error) => ({ refused: error.message.replace(/^exportRun: /, '') }));
      reasons.delete(id);
      if ('refused' in cell) {
        cells.set(id, '–');
        reasons.set(id, cell.refused);
      } else if (cell.verified === null) {
        const failed = /^The (check failed|exported files answer differently)/.test(cell.verdict);
        if (failed) wrong++;
        cells.set(id, failed ? '**no**' : 'written');
        reasons.set(id, cell.verdict);
      } else {
        const { largestDifference, sameClass, samples: count } = cell.verified;
        cells.set(id, `${largestDifference.toExponential(0)}, ${shareOf(sameClass)} of ${count}`);
      }
      console.log(`${sample.id}, ${id}: ${cells.get(id)}${reasons.has(id) ? ` (${reasons.get(id)})` : ''}`);
      rmSync(join(scratch, `${sample.id}-${id}`), { recursive: true, force: true });
    }
  } finally {
    engine.end();
    rmSync(run, { recursive: true, force: true });
  }
}

function shareOf(share) {
  return share === 1 ? '100 %' : `**${(100 * share).toFixed(2)} %**`;
}

/** What the page says now, by sample and format. */
function readPage() {
  const known = new Map();
  if (!existsSync(page)) return known;
  const text = readFileSync(page, 'utf8');
  const split = (line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const head = split(/^\| sample .*$/m.exec(text)?.[0] ?? '').slice(1);
  for (const [line, id] of text.matchAll(/^\| `([\w-]+)` .*$/gm)) {
    const cells = split(line).slice(1);
    const pairs = head.map((format, i) => [format, cells[i] ?? '']).filter(([, cell]) => cell !== '');
    known.set(id, { cells: new Map(pairs), reasons: new Map() });
  }
  for (const [, id, format, reason] of text.matchAll(/^- `([\w-]+)`, ([\w-]+): (.*)$/gm))
    known.get(id)?.reasons.set(format, reason);
  return known;
}

function textOf() {
  const rows = samples.filter(({ id }) => table.has(id)).map(({ id }) => [id, table.get(id)]);
  const missing = samples.map(({ id }) => id).filter((id) => !table.has(id));
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return `${[
    '# Every sample project in every export format',
    '',
    'Written by `npm run nightly:matrix`. Each sample is trained for a few epochs, written in each format as the app writes it, and',
    'run by that format’s own runtime on raw samples of its test part (all of them, 1,000 at most). A cell says the largest',
    'difference from the run’s own network, the share of samples with the same class (of numbers to predict: 100 %) and how many',
    'samples there were (fewer where one at a time takes long). The bound is 1e-5 relative to the larger of 1 and the largest answer; TensorFlow Lite with 16 and 8 bits',
    'has bounds of its own, and a share of equal classes below 100 % is bold. What could not be written (–) or could not be run',
    '(written) has its reason below. Runtimes: [export.md](export.md#formats).',
    ...(missing.length === 0
      ? []
      : ['', `Not run yet: ${missing.map((id) => `\`${id}\``).join(', ')}; empty cells neither.`]),
    '',
    line(['sample', ...formats]),
    line(['---', ...formats.map(() => '---')]),
    ...rows.map(([id, { cells }]) => line([`\`${id}\``, ...formats.map((format) => cells.get(format) ?? '')])),
    '',
    '## Reasons',
    '',
    ...rows.flatMap(([id, { reasons }]) =>
      [...reasons].map(([format, reason]) => `- \`${id}\`, ${format}: ${reason.replace(/\s+/g, ' ')}`),
    ),
  ].join('\n')}\n`;
}
