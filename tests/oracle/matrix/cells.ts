// Every sample project in every export format: written as the app writes it, and run by the format's own runtime on raw
// samples. Weights are drawn instead of trained, and 24 samples are asked; `npm run nightly:matrix` trains, asks
// 1,000 and writes docs/export-matrix.md, whose refusals these tests are held to. A test file for each share of the
// samples, so that they run side by side.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { exportRun } from '../../../electron/engine/export';
import { readMatrix } from '../../../scripts/nightly/matrixPage.mjs';
import { exportFormats, findExportFormat } from '../../../shared/export';
import type { ExportCheck, ExportFormat } from '../../../shared/export/format';
import { samples } from '../../../shared/samples';
import type { SampleGroup } from '../../../shared/samples/sample';
import { type OpenCase, openSample } from '../../engine/export/cases';

export type Share = 'pictures' | 'texts and sounds' | 'tables' | 'time series';

const shareOf: { readonly [G in SampleGroup]: Share } = {
  vision: 'pictures',
  language: 'texts and sounds',
  sound: 'texts and sounds',
  beginnings: 'tables',
  tables: 'tables',
  time: 'time series',
};

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const torch = process.env['LAYERLOOM_TORCH_PYTHON'] ?? '';
/** Where there is none, it is not looked for on the path either. */
const pythonOf = (format: string): string => (format === 'pytorch' ? torch || 'none' : python);

/** Who has to have run the files, as the verdict names it; what the app brings instead is called "in the app". */
function runtimeOf(check: ExportCheck): RegExp {
  switch (check.by) {
    case 'tfjs':
      return /by TensorFlow\.js \d/;
    case 'python':
      return new RegExp(`by ${check.title} [\\d.+a-z]+:`);
    case 'savedModel':
      return /by TensorFlow \(the native engine\)/;
    case 'c':
      return /by \S*(cc|clang)\b/;
    case 'weights':
      return /by Layerloom, from the written file/;
    case 'none':
      return /^Not checked: /;
  }
}

interface Cell {
  readonly format: ExportFormat;
  /** What docs/export-matrix.md says of it, and why where there is no file; undefined while the page awaits the sample. */
  readonly told: { readonly refusal: string | undefined } | undefined;
}

async function holds({ format, told }: Cell, open: OpenCase, out: string): Promise<void> {
  const isAsked = format.check.by !== 'none' && pythonOf(format.id) !== 'none';
  const report = await exportRun({ folder: 'run', format: format.id, out, options: {} }, open.services);
  const refused = report.ok ? undefined : report.problem.message.replace(/\s+/g, ' ');
  if (told !== undefined) expect(refused, 'docs/export-matrix.md is made by npm run nightly:matrix').toBe(told.refusal);
  if (!report.ok) return;
  const { verified, verdict, failed } = report.value;
  expect(failed, verdict).toBeUndefined();
  if (!isAsked) return expect(verified).toBeNull();
  expect(verdict).toMatch(runtimeOf(format.check));
  expect(verified?.samples).toBeGreaterThanOrEqual(20);
  if (format.bounds === undefined) expect(verified?.sameClass).toBe(1);
}

/** No cell takes ten seconds where nothing else runs. */
const limitMs = 300_000;

/** The tests of a share's cells. */
export function describeCells(share: Share): void {
  const folder = mkdtempSync(join(tmpdir(), 'layerloom-matrix-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const page = readMatrix();

  describe.skipIf(python === '').each(samples.filter(({ group }) => shareOf[group] === share))('$id', (sample) => {
    let open: OpenCase;
    beforeAll(async () => {
      open = await openSample(sample);
    });
    afterAll(() => open.close());
    afterAll(() => vi.unstubAllEnvs());

    it.each(exportFormats.map(({ id }) => id))(
      '%s',
      async (id) => {
        const row = page.get(sample.id);
        const told = row && { refusal: row.cells.get(id) === '–' ? row.reasons.get(id) : undefined };
        const out = join(folder, `${sample.id}-${id}`);
        vi.stubEnv('LAYERLOOM_PYTHON', pythonOf(id));
        await holds({ format: findExportFormat(id)!, told }, open, out);
        rmSync(out, { recursive: true, force: true });
      },
      limitMs,
    );
  });
}
