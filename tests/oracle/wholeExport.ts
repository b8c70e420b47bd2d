// What a whole export must hold, whichever its format.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { exportRun } from '../../electron/engine/export';
import { weightsToExport } from '../../electron/engine/network';
import type { ExportFormat } from '../../shared/export/format';
import { type ExportCase, openCase } from '../engine/export/cases';

/** The files, run by their own runtime, answer raw samples as the run does; written anew, they are the same bytes. */
export async function expectWholeExport(
  given: ExportCase,
  format: ExportFormat,
  runtime: RegExp,
  out: string,
): Promise<void> {
  const open = await openCase(given);
  try {
    const result = await exportRun({ folder: 'run', format: format.id, out, options: {} }, open.services);
    if (!result.ok) throw new Error(result.problem.message);
    const { verdict, verified } = result.value;
    expect(verdict).toMatch(runtime);
    expect(verified!.samples).toBeGreaterThanOrEqual(20);
    expect(verified!.largestDifference).toBeLessThan(1e-5);
    expect(verified!.sameClass).toBe(1);
    const { record, network } = open.trained;
    for (const file of format.files({ record, weights: weightsToExport(network), options: {} })) {
      const bytes = 'text' in file ? Buffer.from(file.text) : Buffer.from(file.bytes);
      expect(readFileSync(join(result.value.folder, file.path)).equals(bytes), file.path).toBe(true);
    }
  } finally {
    open.close();
  }
}
