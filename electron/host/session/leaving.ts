// Leaving a project: what was only tried leaves nothing behind, all else waits in its workspace.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { clearDeleted } from '../runs';
import { writeMeta } from '../workspace';
import type { Open } from './open';

/** Puts a project away; without its edits where they are discarded. */
export async function leave(project: Open, discard: boolean): Promise<void> {
  if (project.lock === null) return;
  const untouched =
    project.freshHash === project.keptHash &&
    (await fs.readdir(join(project.workspace.folder, 'runs'))).length <= project.freshRuns;
  if (project.meta.path === null && (discard || untouched)) {
    await project.lock.release();
    await fs.rm(project.workspace.folder, { recursive: true, force: true });
    return;
  }
  await clearDeleted(project.workspace.folder);
  // Discarded edits: the next opening reads the file again. Its runs stay.
  if (discard) await fs.unlink(join(project.workspace.folder, 'document.json')).catch(() => undefined);
  await writeMeta(project.workspace, { ...project.meta, left: true, touchedAt: new Date().toISOString() });
  await project.lock.release();
}
