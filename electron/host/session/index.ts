// The open project: opened, kept safe, saved and left. One at a time; whatever changes it goes through here in order.
import { basename, dirname, resolve } from 'node:path';
import type { ProjectDocument } from '../../../shared/network/document';
import { projectExtension } from '../../../shared/project/format';
import { fail, ok, type Result } from '../../../shared/result';
import type { Task } from '../../tasks';
import { fileProblem } from '../atomicFile';
import { workspaceOf, workspacesFolder } from '../workspace';
import { keep } from './keeping';
import { leave } from './leaving';
import { adopt, lockOf, noProject, stateOf, type Open, type OpenState } from './open';
import { openFile, reopenWorkspace } from './reading';
import { saveProject } from './saving';

export { newId, type OpenState } from './open';

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
  open(path: string, task?: Task): Promise<Result<OpenState>>;
  /** Opens a workspace: what was last open, with all its edits. */
  reopen(id: string): Promise<Result<OpenState>>;
  /** Resolves when the edits are on the disk. */
  keep(document: ProjectDocument): Promise<Result<null>>;
  /** Saves to `path`, or where it was saved before when null. */
  save(document: ProjectDocument, path: string | null, task?: Task): Promise<Result<{ readonly path: string }>>;
  close(discard: boolean): Promise<Result<null>>;
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

  async function leaveOpen(discard: boolean): Promise<void> {
    const project = open;
    if (project === null) return;
    await project.waiting?.promise;
    await project.keeping;
    open = null;
    await leave(project, discard);
  }

  function shown(result: Result<Open>): Result<OpenState> {
    if (!result.ok) return result;
    open = result.value;
    return ok(stateOf(open));
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
        await leaveOpen(false);
        const workspace = workspaceOf(userData, document.id);
        const lock = await lockOf(workspace);
        if (lock === null) return fail('project.openElsewhere', 'This project is open in another window of Layerloom.');
        const meta = { path: null, name: document.name, savedHash: '', signature: '', manifest: null };
        const made = { workspace, lock, shownId: document.id, document, raw: document, meta, problems: [] };
        return shown(ok(await adopt(userData, { ...made, fresh: true })));
      }),
    open: (path, task) =>
      inOrder(async () => {
        const full = resolve(path);
        const kept = dirname(full) === workspacesFolder(userData);
        const before = open;
        if (before !== null && (before.meta.path === full || (kept && before.workspace.folder === full)))
          return ok(stateOf(before));
        // The project that is open stays open when the other one turns out to be unreadable.
        const next = kept
          ? await reopenWorkspace(userData, workspaceOf(userData, basename(full)))
          : await openFile(userData, full, task);
        if (next.ok) await leaveOpen(false);
        return shown(next);
      }),
    reopen: (id) =>
      inOrder(async () => {
        await leaveOpen(false);
        return shown(await reopenWorkspace(userData, workspaceOf(userData, id)));
      }),
    keep: (document) => (open === null ? Promise.resolve(noProject) : keep(open, document)),
    save: (document, path, task) =>
      inOrder(async () => {
        if (open === null) return noProject;
        const chosen = path === null || path.endsWith(projectExtension) ? path : `${path}${projectExtension}`;
        const became = (own: Open) => {
          open = own;
        };
        return saveProject(userData, open, document, chosen, became, task);
      }),
    close: (discard) =>
      inOrder(async () => {
        await leaveOpen(discard);
        return ok(null);
      }),
  };
}
