// The open project: opened, kept safe, saved and left. One at a time; whatever changes it goes through here in order.
import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { ProjectDocument } from '../../shared/network/document';
import { projectExtension } from '../../shared/project/format';
import { carryUnknown, stableJson } from '../../shared/project/json';
import { fail, ok, type Problem, type Result } from '../../shared/result';
import { fileProblem } from './atomicFile';
import { takeLock, type Lock } from './lock';
import { readProjectFile, writeProjectFile, type ReadProject } from './projectFile';
import {
  hashOf,
  listWorkspaces,
  readKept,
  readMeta,
  signatureOf,
  workspaceOf,
  workspacesFolder,
  writeKept,
  writeMeta,
  type Meta,
  type Workspace,
} from './workspace';
import { version } from '../../package.json';

export interface OpenState {
  readonly document: ProjectDocument;
  readonly path: string | null;
  readonly unsaved: boolean;
  readonly problems: readonly Problem[];
  readonly readOnly: boolean;
}

interface Open {
  readonly workspace: Workspace;
  /** Null when the project may only be looked at. */
  readonly lock: Lock | null;
  /** The id that the window knows it by. */
  readonly shownId: string;
  meta: Meta;
  /** As last kept, with what later versions added; and the same without it. */
  raw: unknown;
  known: ProjectDocument;
  keptHash: string;
  /** Hash of a document that was just made: while nothing changes, leaving it leaves nothing behind. Null otherwise. */
  freshHash: string | null;
  /** Runs that such a project came with. */
  freshRuns: number;
  problems: readonly Problem[];
  /** A file that somebody else wrote, and that the person has been told about. */
  toldSignature: string | null;
  keeping: Promise<Result<null>> | null;
  waiting: { readonly document: ProjectDocument; readonly promise: Promise<Result<null>> } | null;
}

export interface Session {
  /** What is open now, or null. */
  current(): OpenState | null;
  /** The open project's folder (runs lie in it), or a Problem. */
  folder(): Result<string>;
  /** True when runs and edits may be written. */
  writable(): boolean;
  /** Opens a document that is nowhere saved. */
  create(document: ProjectDocument): Promise<Result<OpenState>>;
  /** The project that was just made came with so many runs: leaving it untouched still leaves nothing behind. */
  cameWithRuns(count: number): void;
  /** Opens a project file, or the folder of kept edits that were never saved. */
  open(path: string): Promise<Result<OpenState>>;
  /** Opens a workspace: what was last open, with all its edits. */
  reopen(id: string): Promise<Result<OpenState>>;
  /** Resolves when the edits are on the disk. */
  keep(document: ProjectDocument): Promise<Result<null>>;
  /** Saves to `path`, or where it was saved before when null. */
  save(document: ProjectDocument, path: string | null): Promise<Result<{ readonly path: string }>>;
  close(discard: boolean): Promise<Result<null>>;
}

const noProject = fail('project.none', 'No project is open.');
const lookOnly = fail(
  'project.readOnly',
  'This project can only be looked at here, because it is open elsewhere or was made by a newer version. Use "Save as" to keep your changes under another name.',
);

export function newId(): string {
  return `p-${Date.now().toString(36)}-${randomBytes(5).toString('hex')}`;
}

export function createSession(userData: string): Session {
  let open: Open | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  /** One change at a time, in the order asked for. System errors become Problems. */
  function inOrder<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    const guarded = () =>
      work().catch((error: unknown): Result<T> => ({
        ok: false,
        problem: fileProblem(error, 'The project', 'read or written'),
      }));
    const result = queue.then(guarded);
    queue = result;
    return result;
  }

  function stateOf(project: Open): OpenState {
    return {
      document: { ...project.known, id: project.shownId },
      path: project.meta.path,
      // A new project or sample that nobody has touched holds no edits that could be lost.
      unsaved:
        project.keptHash !== project.meta.savedHash &&
        !(project.meta.path === null && project.keptHash === project.freshHash),
      problems: project.problems,
      readOnly: project.lock === null,
    };
  }

  async function nextSequence(): Promise<number> {
    const found = await listWorkspaces(userData);
    return found.reduce((most, entry) => Math.max(most, entry.meta.sequence), 0) + 1;
  }

  async function leave(discard: boolean): Promise<void> {
    const project = open;
    if (project === null) return;
    await project.waiting?.promise;
    await project.keeping;
    open = null;
    if (project.lock === null) return;
    const untouched =
      project.freshHash === project.keptHash &&
      (await fs.readdir(join(project.workspace.folder, 'runs'))).length <= project.freshRuns;
    if (project.meta.path === null && (discard || untouched)) {
      await project.lock.release();
      await fs.rm(project.workspace.folder, { recursive: true, force: true });
      return;
    }
    // Discarded edits: the next opening reads the file again. Its runs stay.
    if (discard) await fs.unlink(join(project.workspace.folder, 'document.json')).catch(() => undefined);
    await writeMeta(project.workspace, { ...project.meta, left: true, touchedAt: new Date().toISOString() });
    await project.lock.release();
  }

  interface Adopt {
    readonly workspace: Workspace;
    readonly lock: Lock;
    readonly shownId: string;
    readonly document: ProjectDocument;
    readonly raw: unknown;
    readonly meta: Omit<Meta, 'sequence' | 'touchedAt' | 'left'>;
    readonly problems: readonly Problem[];
    readonly fresh?: true;
  }

  /** Makes a workspace the open project; its document is on the disk before this resolves. */
  async function adopt(project: Adopt): Promise<OpenState> {
    const meta: Meta = {
      ...project.meta,
      left: false,
      sequence: await nextSequence(),
      touchedAt: new Date().toISOString(),
    };
    await fs.mkdir(join(project.workspace.folder, 'runs'), { recursive: true });
    const keptHash = await writeKept(project.workspace, project.raw);
    await writeMeta(project.workspace, meta);
    open = {
      workspace: project.workspace,
      lock: project.lock,
      shownId: project.shownId,
      meta,
      raw: project.raw,
      known: project.document,
      keptHash,
      freshHash: project.fresh ? keptHash : null,
      freshRuns: 0,
      problems: project.problems,
      toldSignature: null,
      keeping: null,
      waiting: null,
    };
    return stateOf(open);
  }

  /** Locks a workspace's folder, making it first if need be; null when another process has it. */
  async function lockOf(workspace: Workspace): Promise<Lock | null> {
    await fs.mkdir(workspace.folder, { recursive: true });
    return takeLock(workspace.folder);
  }

  /** Only to be looked at: the document in memory, the runs in a folder that is thrown away at the next start. */
  function look(workspace: Workspace, read: Pick<ReadProject, 'document' | 'raw' | 'problems'>, meta: Meta): OpenState {
    open = {
      workspace,
      lock: null,
      shownId: read.document.id,
      meta,
      raw: read.raw,
      known: read.document,
      keptHash: meta.savedHash,
      freshHash: null,
      freshRuns: 0,
      problems: read.problems,
      toldSignature: null,
      keeping: null,
      waiting: null,
    };
    return stateOf(open);
  }

  function metaOf(path: string | null, read: Pick<ReadProject, 'document'>): Meta {
    return {
      path,
      name: read.document.name,
      savedHash: '',
      signature: '',
      left: true,
      sequence: 0,
      touchedAt: '',
      manifest: null,
    };
  }

  async function reopenWorkspace(workspace: Workspace): Promise<Result<OpenState>> {
    const meta = await readMeta(workspace);
    const kept = await readKept(workspace);
    if (!kept.ok) return kept;
    const lock = await lockOf(workspace);
    const known = meta ?? { ...metaOf(null, kept.value), left: false };
    if (lock === null) {
      const problem: Problem = {
        ...fail(
          'project.openElsewhere',
          'This project is open in another window of Layerloom, so it can only be looked at here.',
        ).problem,
        severity: 'warning',
      };
      return ok(look(workspace, { ...kept.value, problems: [...kept.value.problems, problem] }, known));
    }
    return ok(
      await adopt({
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

  /** The previous version beside a damaged file, if it is sound. */
  async function openBackup(path: string, damage: Problem): Promise<Result<OpenState> | null> {
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
      await adopt({
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

  async function openFile(path: string): Promise<Result<OpenState>> {
    const signature = await signatureOf(path);
    // A file that was open before and has not changed since: its workspace has everything.
    const before = (await listWorkspaces(userData)).find((found) => found.meta.path === path);
    if (before !== undefined && before.meta.signature === signature && signature !== '') {
      const opened = await reopenWorkspace(before.workspace);
      if (opened.ok) return opened;
    }
    const staging = join(workspacesFolder(userData), `.reading-${process.pid}-${randomBytes(6).toString('hex')}`);
    await fs.mkdir(staging, { recursive: true });
    try {
      const read = await readProjectFile(path, staging);
      if (!read.ok) {
        if (read.problem.code !== 'file.damaged' && read.problem.code !== 'file.empty') return read;
        return (await openBackup(path, read.problem)) ?? read;
      }
      return await takeOver(path, signature, read.value, staging);
    } finally {
      await fs.rm(staging, { recursive: true, force: true });
    }
  }

  async function takeOver(
    path: string,
    signature: string,
    read: ReadProject,
    staging: string,
  ): Promise<Result<OpenState>> {
    const { document } = read;
    let workspace = workspaceOf(userData, document.id);
    const meta = await readMeta(workspace);
    // A copy of a project that lives on elsewhere becomes a project of its own.
    const isCopy = meta !== null && meta.path !== path && (meta.path === null || (await signatureOf(meta.path)) !== '');
    if (isCopy) workspace = workspaceOf(userData, newId());
    const lock = read.readOnly ? null : await lockOf(workspace);
    if (lock === null) {
      const asLook = workspaceOf(userData, newId());
      await moveRuns(staging, asLook.folder);
      const elsewhere: Problem = {
        ...fail(
          'project.openElsewhere',
          'This project is open in another window of Layerloom, so it can only be looked at here.',
        ).problem,
        severity: 'warning',
      };
      const problems = read.readOnly ? read.problems : [...read.problems, elsewhere];
      return ok(look(asLook, { ...read, problems }, { ...metaOf(path, read), signature, manifest: read.manifest }));
    }
    const own = workspace.id === document.id ? document : { ...document, id: workspace.id };
    const fileRaw = workspace.id === document.id ? read.raw : { ...(read.raw as object), id: workspace.id };
    const kept = meta === null || isCopy ? null : await readKept(workspace);
    const unsavedEdits = kept !== null && kept.ok && meta !== null && kept.value.hash !== meta.savedHash;
    await moveRuns(staging, workspace.folder);
    const problems = [...read.problems];
    if (unsavedEdits) {
      problems.push({
        code: 'file.changed',
        severity: 'warning',
        message: `${basename(path)} was changed by another program while you had edits that were not saved. Your edits are shown. Saving replaces the file and keeps its present version as ${basename(path)}.bak.`,
      });
    }
    return ok(
      await adopt({
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

  /** Runs from a file join those already here; the same run is not replaced. */
  async function moveRuns(from: string, to: string): Promise<void> {
    await fs.mkdir(join(to, 'runs'), { recursive: true });
    for (const id of await fs.readdir(join(from, 'runs')).catch(() => [])) {
      await fs.rename(join(from, 'runs', id), join(to, 'runs', id)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST' && error.code !== 'EPERM') throw error;
      });
    }
    await fs.rm(join(to, 'kept'), { recursive: true, force: true });
    await fs.rename(join(from, 'kept'), join(to, 'kept')).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }

  async function keepNow(project: Open, document: ProjectDocument): Promise<Result<null>> {
    if (project.lock === null) return lookOnly;
    try {
      if (!(await project.lock.stillMine())) {
        return fail(
          'project.openElsewhere',
          'Another window of Layerloom has taken this project over. Use "Save as" to keep your changes under another name.',
        );
      }
      const own = { ...document, id: project.workspace.id };
      const raw = carryUnknown(own, project.known, project.raw);
      const hash = hashOf(stableJson(raw));
      if (hash !== project.keptHash) project.keptHash = await writeKept(project.workspace, raw);
      project.raw = raw;
      project.known = own;
      return ok(null);
    } catch (error) {
      return { ok: false, problem: fileProblem(error, 'Your edits', 'kept safe') };
    }
  }

  /** While one version is being written, only the newest of those that follow waits: it contains them all. */
  function keep(document: ProjectDocument): Promise<Result<null>> {
    const project = open;
    if (project === null) return Promise.resolve(noProject);
    if (document.id !== project.shownId) {
      return Promise.resolve(fail('project.other', 'These edits belong to a project that is no longer open.'));
    }
    if (project.keeping === null) {
      const run = keepNow(project, document).finally(() => {
        project.keeping = null;
      });
      project.keeping = run;
      return run;
    }
    if (project.waiting !== null) {
      project.waiting = { document, promise: project.waiting.promise };
      return project.waiting.promise;
    }
    const promise = project.keeping.then(() => {
      const newest = project.waiting?.document ?? document;
      project.waiting = null;
      const run = keepNow(project, newest).finally(() => {
        project.keeping = null;
      });
      project.keeping = run;
      return run;
    });
    project.waiting = { document, promise };
    return promise;
  }

  async function saveNow(document: ProjectDocument, chosen: string | null): Promise<Result<{ readonly path: string }>> {
    let project = open;
    if (project === null) return noProject;
    if (document.id !== project.shownId)
      return fail('project.other', 'These edits belong to a project that is no longer open.');
    const path = chosen ?? project.meta.path;
    if (path === null) return fail('project.path', 'This project has no file yet. Use "Save as".');
    if (project.lock === null) {
      if (chosen === null || chosen === project.meta.path) return lookOnly;
      project = await becomeOwn(project);
      open = project;
    }
    const kept = await keep(document);
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
    const taken = (await listWorkspaces(userData)).find(
      (found) => found.meta.path === path && found.workspace.id !== project.workspace.id,
    );
    if (taken !== undefined) {
      const lock = await takeLock(taken.workspace.folder);
      if (lock === null)
        return fail(
          'project.openElsewhere',
          `${basename(path)} is open in another window of Layerloom. Close it there, or choose another name.`,
        );
      // That project's file is about to be replaced by this one; what it kept lives on without a file.
      await writeMeta(taken.workspace, {
        ...taken.meta,
        path: null,
        signature: '',
        savedHash: taken.unsaved ? '' : taken.meta.savedHash,
      });
      await lock.release();
    }
    try {
      const manifest = await writeProjectFile({
        path,
        document: savedRaw,
        folder: project.workspace.folder,
        app: `Layerloom ${version}`,
        before: project.meta.manifest,
        now: new Date().toISOString(),
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

  /** What was only looked at becomes a project of its own, so that it can be saved under another name. */
  async function becomeOwn(project: Open): Promise<Open> {
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
      sequence: await nextSequence(),
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

  return {
    current: () => (open === null ? null : stateOf(open)),
    folder: () => (open === null ? noProject : ok(open.workspace.folder)),
    writable: () => open !== null && open.lock !== null,
    cameWithRuns: (count) => {
      if (open !== null) open.freshRuns = count;
    },
    create: (document) =>
      inOrder(async () => {
        await leave(false);
        const workspace = workspaceOf(userData, document.id);
        const lock = await lockOf(workspace);
        if (lock === null) return fail('project.openElsewhere', 'This project is open in another window of Layerloom.');
        const meta = { path: null, name: document.name, savedHash: '', signature: '', manifest: null };
        return ok(
          await adopt({
            workspace,
            lock,
            shownId: document.id,
            document,
            raw: document,
            meta,
            problems: [],
            fresh: true,
          }),
        );
      }),
    open: (path) =>
      inOrder(async () => {
        const full = resolve(path);
        if (open !== null && open.meta.path === full) return ok(stateOf(open));
        const before = open;
        const kept = dirname(full) === workspacesFolder(userData);
        if (kept && before !== null && before.workspace.folder === full) return ok(stateOf(before));
        // The project that is open stays open when the other one turns out to be unreadable.
        const result = kept ? await reopenWorkspace(workspaceOf(userData, basename(full))) : await openFile(full);
        const after = open;
        if (result.ok && before !== null && after !== before) {
          open = before;
          await leave(false);
          open = after;
        }
        return result;
      }),
    reopen: (id) =>
      inOrder(async () => {
        await leave(false);
        return reopenWorkspace(workspaceOf(userData, id));
      }),
    keep,
    save: (document, path) =>
      inOrder(() =>
        saveNow(document, path === null || path.endsWith(projectExtension) ? path : `${path}${projectExtension}`),
      ),
    close: (discard) =>
      inOrder(async () => {
        await leave(discard);
        return ok(null);
      }),
  };
}
