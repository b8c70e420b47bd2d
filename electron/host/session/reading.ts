// Projects from the disk: a workspace with everything in it, a project file, the version before a damaged one.
import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { stableJson } from '../../../shared/project/json';
import { fail, ok, type Problem, type Result } from '../../../shared/result';
import { keptDataFolder, keptName } from '../../disk/keptData';
import { isThere } from '../atomicFile';
import type { Task } from '../../tasks';
import { readProjectFile, type ReadProject } from '../projectFile/read';
import {
  hashOf,
  listWorkspaces,
  readKept,
  readMeta,
  signatureOf,
  workspaceOf,
  workspacesFolder,
  type Workspace,
} from '../workspace';
import { adopt, lockOf, look, metaOf, newId, type Open } from './open';
import { runFolder, runsFolder } from '../runs';

const openElsewhere: Problem = {
  ...fail(
    'project.openElsewhere',
    'This project is open in another window of Layerloom, so it can only be looked at here.',
  ).problem,
  severity: 'warning',
};

/** What was last open in this workspace, with all its edits. */
export async function reopenWorkspace(userData: string, workspace: Workspace): Promise<Result<Open>> {
  const meta = await readMeta(workspace);
  const kept = await readKept(workspace);
  if (!kept.ok) return kept;
  const lock = await lockOf(workspace);
  const known = meta ?? { ...metaOf(null, kept.value), left: false };
  if (lock === null) {
    return ok(look(workspace, { ...kept.value, problems: [...kept.value.problems, openElsewhere] }, known));
  }
  return ok(
    await adopt(userData, {
      workspace,
      lock,
      shownId: workspace.id,
      document: kept.value.document,
      raw: kept.value.raw,
      meta: known,
      problems: kept.value.problems,
    }),
  );
}

/** A project file; where it was open before and has not changed since, what was kept of it. */
export async function openFile(userData: string, path: string, task?: Task): Promise<Result<Open>> {
  const signature = await signatureOf(path);
  // A file that was open before and has not changed since: its workspace has everything.
  const before = (await listWorkspaces(userData)).find((found) => found.meta.path === path);
  if (before !== undefined && before.meta.signature === signature && signature !== '') {
    const opened = await reopenWorkspace(userData, before.workspace);
    if (opened.ok) return opened;
  }
  const staging = join(workspacesFolder(userData), `.reading-${process.pid}-${randomBytes(6).toString('hex')}`);
  await fs.mkdir(staging, { recursive: true });
  try {
    const read = await readProjectFile(path, staging, task);
    if (!read.ok) {
      if (read.problem.code !== 'file.damaged' && read.problem.code !== 'file.empty') return read;
      return (await openBackup(userData, path, read.problem)) ?? read;
    }
    return await takeOver(userData, path, signature, read.value, staging);
  } finally {
    await fs.rm(staging, { recursive: true, force: true });
  }
}

/** The previous version beside a damaged file, if it is sound. */
async function openBackup(userData: string, path: string, damage: Problem): Promise<Result<Open> | null> {
  const backup = `${path}.bak`;
  const id = newId();
  const workspace = workspaceOf(userData, id);
  const lock = await lockOf(workspace);
  if (lock === null) return null;
  const read = await readProjectFile(backup, workspace.folder);
  if (!read.ok) {
    await lock.release();
    await fs.rm(workspace.folder, { recursive: true, force: true });
    return null;
  }
  const saved = read.value.manifest.modified;
  const message = `${damage.message} The version before it, saved ${saved} and kept as ${basename(backup)}, is shown instead. Save it under a new name; the damaged file was not touched.`;
  const problem: Problem = { ...damage, severity: 'warning', message };
  const document = { ...read.value.document, id };
  return ok(
    await adopt(userData, {
      workspace,
      lock,
      shownId: id,
      document,
      raw: { ...(read.value.raw as object), id },
      meta: { path: null, name: document.name, savedHash: '', signature: '', manifest: null },
      problems: [problem, ...read.value.problems],
    }),
  );
}

async function takeOver(
  userData: string,
  path: string,
  signature: string,
  read: ReadProject,
  staging: string,
): Promise<Result<Open>> {
  const { document } = read;
  let workspace = workspaceOf(userData, document.id);
  const meta = await readMeta(workspace);
  // A copy of a project that lives on elsewhere becomes a project of its own.
  const isCopy = meta !== null && meta.path !== path && (meta.path === null || (await signatureOf(meta.path)) !== '');
  if (isCopy) workspace = workspaceOf(userData, newId());
  const lock = read.readOnly ? null : await lockOf(workspace);
  if (lock === null) {
    const asLook = workspaceOf(userData, newId());
    await moveRuns(staging, asLook.folder, false);
    const problems = read.readOnly ? read.problems : [...read.problems, openElsewhere];
    return ok(look(asLook, { ...read, problems }, { ...metaOf(path, read), signature, manifest: read.manifest }));
  }
  const own = workspace.id === document.id ? document : { ...document, id: workspace.id };
  const fileRaw = workspace.id === document.id ? read.raw : { ...(read.raw as object), id: workspace.id };
  const kept = meta === null || isCopy ? null : await readKept(workspace);
  const unsavedEdits = kept !== null && kept.ok && meta !== null && kept.value.hash !== meta.savedHash;
  await moveRuns(staging, workspace.folder, unsavedEdits && keptName(kept.value.document.data) !== null);
  const problems = [...read.problems];
  if (unsavedEdits) {
    problems.push({
      code: 'file.changed',
      severity: 'warning',
      message: `${basename(path)} was changed by another program while you had edits that were not saved. Your edits are shown. Saving replaces the file and keeps its present version as ${basename(path)}.bak.`,
    });
  }
  return ok(
    await adopt(userData, {
      workspace,
      lock,
      shownId: workspace.id,
      document: unsavedEdits ? kept.value.document : own,
      raw: unsavedEdits ? kept.value.raw : fileRaw,
      meta: { path, name: own.name, savedHash: hashOf(stableJson(fileRaw)), signature, manifest: read.manifest },
      problems,
    }),
  );
}

/**
 * Runs from a file join those already here; the same run is not replaced. `ownData`: edits that are not saved go by the copy
 * of the data that is here, whatever the file has.
 */
async function moveRuns(from: string, to: string, ownData: boolean): Promise<void> {
  await fs.mkdir(runsFolder(to), { recursive: true });
  for (const id of await fs.readdir(runsFolder(from)).catch(() => [])) {
    await fs.rename(runFolder(from, id), runFolder(to, id)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST' && error.code !== 'EPERM') throw error;
    });
  }
  const [data, brought] = [keptDataFolder(to), keptDataFolder(from)];
  if ((ownData || !(await isThere(brought))) && (await isThere(data))) {
    await fs.rm(brought, { recursive: true, force: true });
    await fs.mkdir(dirname(brought), { recursive: true });
    await fs.rename(data, brought);
  }
  await fs.rm(join(to, 'kept'), { recursive: true, force: true });
  await fs.rename(join(from, 'kept'), join(to, 'kept')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
