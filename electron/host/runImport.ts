// Takes a training of an exported project into the history of the run that it came from.
import { promises as fs } from 'node:fs';
import { basename, join } from 'node:path';
import { type Result, fail, ok } from '../../shared/result';
import { mostMetricsBytes, readMetricsFile, runElsewhere } from '../../shared/run/elsewhere';
import type { RunRecord } from '../../shared/run/record';
import { runFiles } from '../../shared/run/runFiles';
import { fileProblem, readTextIfThere, writeFileAtomic } from './atomicFile';
import { readRun, runFolder } from './runs';

/** Writes a run that `path`, a metrics.jsonl, tells of. Nothing is written where the file or its run is not as expected. */
export async function importRun(
  workspaceFolder: string,
  path: string,
  id: string,
  now: Date,
): Promise<Result<RunRecord>> {
  const folder = runFolder(workspaceFolder, id);
  try {
    const text = await readTextIfThere(path, mostMetricsBytes);
    if (text === null) return fail('file.none', `There is no ${basename(path)} any more. Choose it again.`);
    const metrics = readMetricsFile(text);
    if (!metrics.ok) return metrics;
    const origin = await readRun(workspaceFolder, metrics.value.run, null);
    if (!origin.ok)
      return fail(
        'runImport.origin',
        `The file tells of a project that was exported from the run ${metrics.value.run}, which is not in this project. Open the project with that run, or bring the run back, and import the file there.`,
      );
    const record = runElsewhere(origin.value, metrics.value, { id, now });
    await fs.mkdir(folder, { recursive: true });
    await writeFileAtomic(join(folder, runFiles.record), JSON.stringify(record));
    return ok(record);
  } catch (error) {
    await fs.rm(folder, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof RangeError || error instanceof TypeError)
      return fail(
        'runImport.file',
        `${basename(path)} is too large or no text. Choose the metrics.jsonl of an exported project.`,
      );
    return { ok: false, problem: fileProblem(error, path, 'read') };
  }
}
