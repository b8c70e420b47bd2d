// An export's example.mjs, run by Node alone as a person would.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { chooseSamples, differenceOf } from '../../../electron/engine/export/check';
import type { ExportReport } from '../../../shared/run/exported';
import type { OpenCase } from './cases';

/** The largest difference between what the example answers to three raw samples and what the run's own network does. */
export async function differenceOfExample(open: OpenCase, report: ExportReport): Promise<number> {
  const samples = await chooseSamples(open.trained, open.data);
  const raw = samples.raw
    .slice(0, 3)
    .map((sample) =>
      Object.fromEntries(
        Object.entries(sample).map(([source, value]) => [
          source,
          'png' in value && typeof value.png !== 'string'
            ? { width: value.width, height: value.height, data: Array.from(value.data as ArrayLike<number>) }
            : value,
        ]),
      ),
    );
  const folder = mkdtempSync(join(tmpdir(), 'layerloom-example-'));
  try {
    const file = join(folder, 'samples.json');
    writeFileSync(file, JSON.stringify(raw));
    const output = execFileSync(process.execPath, [join(report.folder, 'example.mjs'), file], { encoding: 'utf8' });
    const answers = (JSON.parse(output.slice(output.indexOf('[\n'))) as { answer: number[] }[][]).map((sample) =>
      sample.map(({ answer }) => answer),
    );
    expect(answers).toHaveLength(3);
    return differenceOf(samples, answers).largest;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
