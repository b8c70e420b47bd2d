// Tidies the workspaces at start: what a killed process left half-made, and saved projects not opened for a month.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { takeLock } from './lock';
import { listWorkspaces, signatureOf, workspacesFolder } from './workspace';
import { runsFolder } from './runs';

const dayMs = 86_400_000;

async function olderThan(path: string, ageMs: number): Promise<boolean> {
  const stats = await fs.stat(path).catch(() => null);
  return stats !== null && Date.now() - stats.mtimeMs > ageMs;
}

/** Never touches unsaved edits, nor runs that are not in the project's file, nor what another process has open. */
export async function pruneWorkspaces(userData: string): Promise<void> {
  const root = workspacesFolder(userData);
  const known = await listWorkspaces(userData);
  const knownIds = new Set(known.map((found) => found.workspace.id));
  for (const name of await fs.readdir(root).catch(() => [])) {
    const path = join(root, name);
    if (knownIds.has(name)) continue;
    const kept = (await fs.stat(join(path, 'document.json')).catch(() => null)) !== null;
    if (!kept && (await olderThan(path, dayMs))) await fs.rm(path, { recursive: true, force: true });
  }
  for (const { workspace, meta, unsaved } of known) {
    for (const name of await fs.readdir(workspace.folder).catch(() => [])) {
      if (/^(deleted-|lock-)/u.test(name) && (await olderThan(join(workspace.folder, name), dayMs))) {
        await fs.rm(join(workspace.folder, name), { recursive: true, force: true });
      }
    }
    if (unsaved || meta.path === null || meta.signature === '' || meta.manifest === null) continue;
    if (!(await olderThan(join(workspace.folder, 'meta.json'), 30 * dayMs))) continue;
    if ((await signatureOf(meta.path)) !== meta.signature) continue;
    const runs = await fs.readdir(runsFolder(workspace.folder)).catch(() => []);
    const inFile = Object.keys(meta.manifest.entries);
    if (!runs.every((run) => inFile.some((entry) => entry.startsWith(`runs/${run}/`)))) continue;
    const lock = await takeLock(workspace.folder);
    if (lock === null) continue;
    await lock.release();
    await fs.rm(workspace.folder, { recursive: true, force: true });
  }
}
