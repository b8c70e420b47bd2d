// A project that is open: what is known of it, and how a workspace becomes one.
import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import type { ProjectDocument } from '../../../shared/network/document';
import { fail, type Problem, type Result } from '../../../shared/result';
import { atHome, keptDataFolder, keptName } from '../../disk/keptData';
import { takeLock, type Lock } from '../lock';
import type { ReadProject } from '../projectFile/read';
import { listWorkspaces, writeKept, writeMeta, type Meta, type Workspace } from '../workspace';
import { runsFolder } from '../runs';

export interface OpenState {
  readonly document: ProjectDocument;
  readonly path: string | null;
  readonly unsaved: boolean;
  readonly problems: readonly Problem[];
  readonly readOnly: boolean;
}

export interface Open {
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

export const noProject = fail('project.none', 'No project is open.');
export const lookOnly = fail(
  'project.readOnly',
  'This project can only be looked at here, because it is open elsewhere or was made by a newer version. Use "Save as" to keep your changes under another name.',
);

export function newId(): string {
  return `p-${Date.now().toString(36)}-${randomBytes(5).toString('hex')}`;
}

export function stateOf(project: Open): OpenState {
  return {
    document: { ...project.known, id: project.shownId, data: atHome(project.known.data, project.workspace.folder) },
    path: project.meta.path,
    // A new project or sample that nobody has touched holds no edits that could be lost.
    unsaved:
      project.keptHash !== project.meta.savedHash &&
      !(project.meta.path === null && project.keptHash === project.freshHash),
    problems: project.problems,
    readOnly: project.lock === null,
  };
}

/** Workspaces are numbered by when they were opened. */
export async function nextSequence(userData: string): Promise<number> {
  const found = await listWorkspaces(userData);
  return found.reduce((most, entry) => Math.max(most, entry.meta.sequence), 0) + 1;
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
export async function adopt(userData: string, project: Adopt): Promise<Open> {
  const meta: Meta = {
    ...project.meta,
    left: false,
    sequence: await nextSequence(userData),
    touchedAt: new Date().toISOString(),
  };
  await fs.mkdir(runsFolder(project.workspace.folder), { recursive: true });
  await dropCopies(project.workspace, keptName(project.document.data));
  const keptHash = await writeKept(project.workspace, project.raw);
  await writeMeta(project.workspace, meta);
  return {
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
}

/** Copies of data that were taken back or gave way leave the disk once Undo cannot bring them back any more. */
async function dropCopies({ folder }: Workspace, used: string | null): Promise<void> {
  const home = keptDataFolder(folder);
  for (const name of await fs.readdir(home).catch(() => []))
    if (name !== used) await fs.rm(join(home, name), { recursive: true, force: true });
}

/** Locks a workspace's folder, making it first if need be; null when another process has it. */
export async function lockOf(workspace: Workspace): Promise<Lock | null> {
  await fs.mkdir(workspace.folder, { recursive: true });
  return takeLock(workspace.folder);
}

/** Only to be looked at: the document in memory, the runs in a folder that is thrown away at the next start. */
export function look(workspace: Workspace, read: Pick<ReadProject, 'document' | 'raw' | 'problems'>, meta: Meta): Open {
  return {
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
}

/** Of a project of which nothing has been kept yet. */
export function metaOf(path: string | null, read: Pick<ReadProject, 'document'>): Meta {
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
