// A project while it is open: a folder `<userData>/workspaces/<id>` with its document, its runs and what is needed to
// find its file again. Every edit lands here within a second, so that a crash loses nothing.
import { createHash } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isId } from '../../shared/ids';
import { limits, manifestSchema } from '../../shared/project/format';
import { parseJson, stableJson } from '../../shared/project/json';
import { readDocument, type ReadDocument } from '../../shared/project/readDocument';
import { fail, ok, type Result } from '../../shared/result';
import { readTextIfThere, writeFileAtomic } from './atomicFile';

const metaSchema = z.object({
  /** Where the project is saved; null while it never was. */
  path: z.string().max(4096).nullable(),
  name: z.string().max(200),
  /** sha256 of document.json as it was last saved; '' while it never was. */
  savedHash: z.string().max(64),
  /** The file's identity when it was last read or written: another one means that somebody else wrote it. */
  signature: z.string().max(200),
  /** Left on purpose: not offered by itself at the next start. */
  left: z.boolean(),
  /** Counts up with every use; clocks may jump, this does not. */
  sequence: z.number().int().min(0),
  touchedAt: z.string().max(50),
  manifest: manifestSchema.nullable(),
});
export type Meta = z.infer<typeof metaSchema>;

export interface Workspace {
  readonly id: string;
  readonly folder: string;
}

export interface KeptDocument extends ReadDocument {
  readonly raw: unknown;
  readonly hash: string;
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function workspacesFolder(userData: string): string {
  return join(userData, 'workspaces');
}

export function workspaceOf(userData: string, id: string): Workspace {
  return { id, folder: join(workspacesFolder(userData), id) };
}

/** Identity of a file's content as far as the system tells without reading it; '' when there is none. */
export async function signatureOf(path: string): Promise<string> {
  try {
    const stats = await fs.stat(path);
    return `${stats.ino}-${stats.size}-${stats.mtimeMs}`;
  } catch {
    return '';
  }
}

/** What is known about a workspace, or null when there is none or its record is unreadable. */
export async function readMeta(workspace: Workspace): Promise<Meta | null> {
  try {
    const text = await readTextIfThere(join(workspace.folder, 'meta.json'), limits.manifestBytes);
    const parsed = metaSchema.safeParse(text === null ? null : JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export async function writeMeta(workspace: Workspace, meta: Meta): Promise<void> {
  await writeFileAtomic(join(workspace.folder, 'meta.json'), stableJson(meta));
}

/** Writes the document; when it resolves, the edit is on the disk. Gives the hash of what was written. */
export async function writeKept(workspace: Workspace, document: unknown): Promise<string> {
  const text = stableJson(document);
  await writeFileAtomic(join(workspace.folder, 'document.json'), text);
  return hashOf(text);
}

export async function readKept(workspace: Workspace): Promise<Result<KeptDocument>> {
  let text: string | null;
  try {
    text = await readTextIfThere(join(workspace.folder, 'document.json'), limits.documentBytes);
  } catch (error) {
    return fail(
      'workspace.damaged',
      `The kept edits in ${workspace.folder} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  if (text === null) return fail('workspace.none', 'There are no kept edits.');
  const json = parseJson(text);
  if (!json.ok)
    return fail('workspace.damaged', `The kept edits in ${workspace.folder} are damaged. ${json.problem.message}`);
  const read = readDocument(json.value);
  return read.ok ? ok({ ...read.value, raw: json.value, hash: hashOf(text) }) : read;
}

export interface Found {
  readonly workspace: Workspace;
  readonly meta: Meta;
  /** True when its document differs from what was last saved. */
  readonly unsaved: boolean;
}

/** Every workspace with its record, most recently used first. */
export async function listWorkspaces(userData: string): Promise<readonly Found[]> {
  const names = await fs.readdir(workspacesFolder(userData)).catch(() => []);
  const found: Found[] = [];
  for (const id of names) {
    if (!isId(id)) continue;
    const workspace = workspaceOf(userData, id);
    const meta = await readMeta(workspace);
    if (meta === null) continue;
    const text = await readTextIfThere(join(workspace.folder, 'document.json'), limits.documentBytes).catch(() => null);
    found.push({ workspace, meta, unsaved: text !== null && hashOf(text) !== meta.savedHash });
  }
  return found.sort((a, b) => b.meta.sequence - a.meta.sequence);
}
