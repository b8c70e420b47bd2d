// docs/export-matrix.md: what it says now, and its text for what is known.
import { readPage, tableLines, writePage } from './page.mjs';

const page = 'export-matrix.md';
const every = 'every sample';

/** @typedef {{ cells: Map<string, string>, reasons: Map<string, string> }} Row cells and reasons by format */

const cellsOf = (line) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const code = (id) => `\`${id}\``;

/** @returns {Map<string, Row>} by sample */
export function readMatrix() {
  const known = new Map();
  const text = readPage(page);
  const head = cellsOf(/^\| sample .*$/m.exec(text)?.[0] ?? '').slice(1);
  for (const [line, id] of text.matchAll(/^\| `([\w-]+)` .*$/gm)) {
    const cells = cellsOf(line).slice(1);
    const pairs = head.map((format, i) => [format, cells[i] ?? '']).filter(([, cell]) => cell !== '');
    known.set(id, { cells: new Map(pairs), reasons: new Map() });
  }
  for (const [, format, of, reason] of text.matchAll(/^- ([\w-]+), (every sample|`.+?`(?:, `.+?`)*): (.*)$/gm)) {
    const ids = of === every ? [...known.keys()] : [...of.matchAll(/`(.+?)`/g)].map(([, id]) => id);
    for (const id of ids) known.get(id)?.reasons.set(format, reason);
  }
  return known;
}

/**
 * Each reason once, with the samples that it holds for.
 * @param {readonly (readonly [string, Row])[]} rows
 */
function reasonLines(rows, formats) {
  return formats.flatMap((format) => {
    /** @type {Map<string, string[]>} */
    const samples = new Map();
    for (const [id, { reasons }] of rows) {
      const reason = reasons.get(format)?.replace(/\s+/g, ' ');
      if (reason !== undefined) samples.set(reason, [...(samples.get(reason) ?? []), id]);
    }
    return [...samples].map(
      ([reason, ids]) => `- ${format}, ${ids.length === rows.length ? every : ids.map(code).join(', ')}: ${reason}`,
    );
  });
}

/**
 * @param {Map<string, Row>} table by sample
 * @param {readonly string[]} formats
 * @param {readonly { readonly id: string }[]} samples
 */
export async function writeMatrix(table, formats, samples) {
  const rows = samples.filter(({ id }) => table.has(id)).map(({ id }) => /** @type {const} */ ([id, table.get(id)]));
  const missing = samples.map(({ id }) => id).filter((id) => !table.has(id));
  await writePage(page, [
    '# Every sample project in every export format',
    '',
    'Written by `npm run nightly:matrix`. Each sample is trained for two epochs (as many as begin within 15 seconds, one at least),',
    'written in each format as the app writes it, and run by that format’s own runtime on raw samples of its test part: all of',
    'them, 1,000 at most. A cell says the largest difference from the run’s own network, the share of samples with the same class',
    '(of numbers to predict: 100 %) and how many samples there were. The bound is 1e-5 relative to the larger of 1 and the largest answer, and all',
    'classes are equal. TensorFlow Lite with 16 bits is held to 1e-5 from the network with its weights rounded to 16 bits, and to 0.001 in the mean and',
    '99 % of the classes of the run’s own, which the cell shows; with 8 bits to 0.03 in the mean and 90 % of the classes. A share below 100 % is bold.',
    'What could not be written (–), could not be run (written) or answered differently (no) has its reason below. Runtimes, and what each check is given: [export.md](export.md#formats).',
    ...(missing.length === 0 ? [] : ['', `Not run yet: ${missing.map(code).join(', ')}.`]),
    '',
    ...tableLines(
      ['sample', ...formats],
      rows.map(([id, { cells }]) => [code(id), ...formats.map((format) => cells.get(format) ?? '')]),
    ),
    '',
    '## Reasons',
    '',
    ...reasonLines(rows, formats),
  ]);
}
