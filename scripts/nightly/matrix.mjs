// `npm run nightly:matrix [-- --only ID[,ID]] [--formats ID[,ID]] [--epochs N] [--samples N] [--seconds N] [--dry]`: every
// sample project in every export format. A sample is trained once, for a few epochs; each format is written by the engine
// as the app writes it and run by its own runtime on the test part, up to N samples (1,000 unless told otherwise); runtimes
// that take one sample after the other end after N seconds (60). Writes docs/export-matrix.md; with --only or --formats the
// other cells stay, with --dry the page does. Ends with 1 where a file answered differently. Pythons: pythons.mjs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { has, holdKnown, listed, option } from '../commandLine.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { ensureNativeEngine } from '../setup/nativeEngine.mjs';
import { readMatrix, writeMatrix } from './matrixPage.mjs';
import { startPythons } from './pythons.mjs';
import { formats, samples, trainSample } from './trained.mjs';

const [only, onlyFormats] = [listed('--only'), listed('--formats')];
const epochs = Number(option('--epochs', '2'));

holdKnown(
  only,
  samples.map(({ id }) => id),
  'sample',
);
holdKnown(onlyFormats, formats, 'format');
await ensureNativeEngine();
await ensureBuild();

const pythons = await startPythons();
const env = {
  ...pythons.env,
  LAYERLOOM_CHECK_SAMPLES: option('--samples', '1000'),
  LAYERLOOM_CHECK_SECONDS: option('--seconds', '60'),
};
const scratch = mkdtempSync(join(tmpdir(), 'layerloom-matrix-'));
let wrong = 0;
try {
  for (const sample of only.length === 0 ? samples : only.map((id) => samples.find((each) => each.id === id))) {
    const made = { cells: new Map(), reasons: new Map() };
    try {
      await fill(sample, made);
    } catch (error) {
      wrong++;
      console.log(`${sample.id}: ${error.message}`);
    }
    if (has('--dry')) continue;
    // Read anew: another run of this script may have written since.
    const table = readMatrix();
    table.set(sample.id, merged(table.get(sample.id), made));
    await writeMatrix(table, formats, samples);
  }
} finally {
  pythons.end();
  rmSync(scratch, { recursive: true, force: true });
}
console.log(wrong === 0 ? 'Every file answered as the app does.' : `${wrong} cells are wrong.`);
process.exitCode = wrong === 0 ? 0 : 1;

/** Trains a sample once and writes it in every format. */
async function fill(sample, { cells, reasons }) {
  const run = join(scratch, sample.id);
  const engine = await trainSample(sample, run, epochs, env);
  try {
    for (const id of formats) {
      if (onlyFormats.length > 0 && !onlyFormats.includes(id)) continue;
      const out = join(scratch, `${sample.id}-${id}`);
      const began = performance.now();
      const report = await engine
        .ask('exportRun', { taskId: id, folder: run, format: id, out, options: {} })
        .catch((error) => ({ refused: error.message.replace(/^exportRun: /, '') }));
      const { cell, reason } = cellOf(report);
      if (cell === '**no**') wrong++;
      cells.set(id, cell);
      if (reason !== undefined) reasons.set(id, reason);
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      console.log(`${sample.id}, ${id}: ${cell}${reason === undefined ? '' : ` (${reason})`}, ${seconds} s`);
      rmSync(out, { recursive: true, force: true });
    }
  } finally {
    engine.end();
    rmSync(run, { recursive: true, force: true });
  }
}

/** The row as it was, with what was found now. */
function merged(before = { cells: new Map(), reasons: new Map() }, made) {
  const reasons = new Map([...before.reasons].filter(([id]) => !made.cells.has(id)));
  return { cells: new Map([...before.cells, ...made.cells]), reasons: new Map([...reasons, ...made.reasons]) };
}

function cellOf(report) {
  if ('refused' in report) return { cell: '–', reason: report.refused };
  const { verified, verdict } = report;
  if (verified === null) return { cell: report.failed ? '**no**' : 'written', reason: verdict };
  const { largestDifference, sameClass, samples: count } = verified;
  return { cell: `${largestDifference.toExponential(0)}, ${shareOf(sameClass)} of ${count}`, reason: undefined };
}

/** Rounded down: what is not all of them never reads as all. */
function shareOf(share) {
  return share === 1 ? '100 %' : `**${(Math.floor(10_000 * share) / 100).toFixed(2)} %**`;
}
