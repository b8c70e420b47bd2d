// Saving: the project's file written whole, and whose file it is from then on.
import { promises as fs } from 'node:fs';
import { basename, join } from 'node:path';
import type { ProjectDocument } from '../../../shared/network/document';
import { stableJson } from '../../../shared/project/json';
import { fail, ok, type Result } from '../../../shared/result';
import { version } from '../../../package.json';
import type { Task } from '../../tasks';
import { fileProblem } from '../atomicFile';
import { takeLock } from '../lock';
import { writeProjectFile } from '../projectFile/write';
import { hashOf, listWorkspaces, signatureOf, workspaceOf, writeMeta, type Meta } from '../workspace';
import { keep } from './keeping';
import { lockOf, lookOnly, newId, nextSequence, type Open } from './open';

/**
 * Writes the project's file: where `chosen` says, or where it was saved before. `became` hears of the project that takes the
 * place of one that was only looked at.
 */
export async function saveProject(
  userData: string,
  given: Open,
  document: ProjectDocument,
  chosen: string | null,
  became: (project: Open) => void,
  task?: Task,
): Promise<Result<{ readonly path: string }>> {
  let project = given;
  if (document.id !== project.shownId)
    return fail('project.other', 'These edits belong to a project that is no longer open.');
  const path = chosen ?? project.meta.path;
  if (path === null) return fail('project.path', 'This project has no file yet. Use "Save as".');
  if (project.lock === null) {
    if (chosen === null || chosen === project.meta.path) return lookOnly;
    project = await becomeOwn(userData, project);
    became(project);
  }
  const kept = await keep(project, document);
  if (!kept.ok) return kept;
  const savedRaw = project.raw;
  const savedHash = hashOf(stableJson(savedRaw));
  const signature = await signatureOf(path);
  const changedElsewhere = path === project.meta.path && signature !== '' && signature !== project.meta.signature;
  if (changedElsewhere && signature !== project.toldSignature) {
    project.toldSignature = signature;
    return fail(
      'file.changed',
      `${basename(path)} was changed by another program since you opened it. Save once more to replace it (its present version is kept as ${basename(path)}.bak), or use "Save as" to keep both.`,
    );
  }
  const objection = await takeFileFrom(userData, project, path);
  if (objection !== null) return objection;
  try {
    const manifest = await writeProjectFile({
      path,
      document: savedRaw,
      folder: project.workspace.folder,
      app: `Layerloom ${version}`,
      before: project.meta.manifest,
      now: new Date().toISOString(),
      task,
    });
    project.meta = {
      ...project.meta,
      path,
      name: document.name,
      savedHash,
      signature: await signatureOf(path),
      manifest,
    };
    await writeMeta(project.workspace, project.meta);
    return ok({ path });
  } catch (error) {
    // The new file may be in place all the same (its folder could not be flushed). Then it is not another program's.
    const now = await signatureOf(path);
    if (path === project.meta.path && now !== signature) project.meta = { ...project.meta, signature: now };
    return { ok: false, problem: fileProblem(error, path, 'saved') };
  }
}

/** Another workspace may have this file for its own: what it kept lives on without a file. */
async function takeFileFrom(userData: string, project: Open, path: string): Promise<Result<never> | null> {
  const taken = (await listWorkspaces(userData)).find(
    (found) => found.meta.path === path && found.workspace.id !== project.workspace.id,
  );
  if (taken === undefined) return null;
  const lock = await takeLock(taken.workspace.folder);
  if (lock === null)
    return fail(
      'project.openElsewhere',
      `${basename(path)} is open in another window of Layerloom. Close it there, or choose another name.`,
    );
  await writeMeta(taken.workspace, {
    ...taken.meta,
    path: null,
    signature: '',
    savedHash: taken.unsaved ? '' : taken.meta.savedHash,
  });
  await lock.release();
  return null;
}

/** What was only looked at becomes a project of its own, so that it can be saved under another name. */
async function becomeOwn(userData: string, project: Open): Promise<Open> {
  const workspace = workspaceOf(userData, newId());
  const lock = await lockOf(workspace);
  if (lock === null) throw new Error('a new folder was locked');
  for (const part of ['runs', 'kept']) {
    await fs
      .cp(join(project.workspace.folder, part), join(workspace.folder, part), { recursive: true })
      .catch(() => undefined);
  }
  const meta: Meta = {
    ...project.meta,
    path: null,
    savedHash: '',
    signature: '',
    left: false,
    sequence: await nextSequence(userData),
    touchedAt: new Date().toISOString(),
    manifest: null,
  };
  await writeMeta(workspace, meta);
  return {
    ...project,
    workspace,
    lock,
    meta,
    keptHash: '',
    problems: [],
    toldSignature: null,
    keeping: null,
    waiting: null,
  };
}
