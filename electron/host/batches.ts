// Reads the figures of every batch that the engine wrote beside a run.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { decodeBatches, type Batches } from '../../shared/run/batches';
import { runFiles } from '../../shared/run/runFiles';

/** Empty when the run has none yet. Rejects with the system's error. */
export async function readBatches(runFolder: string): Promise<Batches> {
  try {
    return decodeBatches(await fs.readFile(join(runFolder, runFiles.batches)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { steps: [], series: {} };
    throw error;
  }
}
