// Files that are either the old one or the new one, never half of each: written beside their place, flushed to the
// disk, then renamed.
import { randomBytes } from 'node:crypto';
import { promises as fs, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, type Problem } from '../../shared/result';
import { flushFolder, renamePatiently } from '../disk/durable';
import { ProblemError } from '../tasks';

type FileHandle = fs.FileHandle;

/** Takes bytes in order; resolves once they have all been handed to the system. */
export type Append = (bytes: Uint8Array) => Promise<void>;

const temporaryName = /^\.layerloom-(\d+)-[0-9a-f]{12}\.tmp$/u;

/** What a system error means for the person at the screen. `doing` completes "could not be …": "saved", "read". */
export function fileProblem(error: unknown, path: string, doing: string): Problem {
  // It was cancelled, or knows better what went wrong.
  if (error instanceof ProblemError) return error.problem;
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  const reasons: Record<string, string> = {
    ENOSPC: 'The disk is full. Free some space, or save to another disk.',
    EDQUOT: 'Your share of the disk is used up. Free some space, or save to another disk.',
    EFBIG: 'It is larger than this disk allows. Save to another disk.',
    EACCES: 'You may not change this place. Choose another folder with "Save as".',
    EPERM: 'You may not change this place, or another program holds the file. Choose another folder with "Save as".',
    EROFS: 'This disk is read-only. Choose another folder with "Save as".',
    EBUSY: 'Another program holds the file. Close it there and try again.',
    ENOENT: 'It is no longer there. It may have been moved, renamed or deleted.',
    ENOTDIR: 'It is no longer there. It may have been moved, renamed or deleted.',
    EISDIR: 'It is a folder, not a file.',
    EMFILE: 'Too many files are open. Close other programs and try again.',
    ENFILE: 'Too many files are open. Close other programs and try again.',
    ENAMETOOLONG: 'Its name is too long for this disk. Choose a shorter one.',
    EIO: 'The disk reports an error. Save to another disk soon.',
    ELOOP: 'Its folder is a link that leads back to itself.',
  };
  const reason = reasons[code] ?? `The system says: ${error instanceof Error ? error.message : String(error)}.`;
  return fail(`file.${code === '' ? 'io' : code.toLowerCase()}`, `${path} could not be ${doing}. ${reason}`).problem;
}

async function appendTo(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  // A write may take fewer bytes than it was given without an error: go on until all are taken.
  for (let offset = 0; offset < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, offset, bytes.length - offset);
    if (bytesWritten === 0) throw Object.assign(new Error('no bytes were written'), { code: 'ENOSPC' });
    offset += bytesWritten;
  }
}

/** Keeps the file at `path` as `path.bak`, without a moment in which neither exists. */
async function keepBackup(path: string): Promise<void> {
  const backup = `${path}.bak`;
  const draft = join(dirname(path), `.layerloom-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  try {
    await fs.link(path, draft);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    // No hard links on this disk (FAT, some network shares).
    await fs.copyFile(path, draft);
  }
  try {
    await renamePatiently(draft, backup);
  } finally {
    // It is still there where the backup is this very file already (a save that failed after this point): renaming one
    // name of a file to another of its names does nothing.
    await fs.unlink(draft).catch(() => undefined);
  }
}

/** Removes what a killed process left behind in this folder: drafts of ours that are over an hour old. */
async function sweep(folder: string): Promise<void> {
  const names = await fs.readdir(folder).catch(() => []);
  for (const name of names) {
    if (!temporaryName.test(name)) continue;
    const path = join(folder, name);
    const stats = await fs.lstat(path).catch(() => null);
    if (stats !== null && Date.now() - stats.mtimeMs > 3_600_000) await fs.unlink(path).catch(() => undefined);
  }
}

/**
 * Writes a whole file or nothing. When the promise resolves, the new file is on the disk; when it rejects (a system
 * error) or the process dies, the old one is untouched. `backup` keeps the old one as `<path>.bak`.
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array | ((append: Append) => Promise<void>),
  options: { readonly backup?: boolean } = {},
): Promise<void> {
  const folder = dirname(path);
  const draft = join(folder, `.layerloom-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  const handle = await fs.open(draft, 'wx', 0o644);
  try {
    try {
      if (typeof content === 'function') await content((bytes) => appendTo(handle, bytes));
      else await appendTo(handle, typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (options.backup === true) await keepBackup(path);
    await renamePatiently(draft, path);
  } catch (error) {
    await fs.unlink(draft).catch(() => undefined);
    throw error;
  }
  await flushFolder(folder);
  if (options.backup === true) await sweep(folder);
}

/** Whether there is anything at this path. */
export function isThere(path: string): Promise<boolean> {
  return fs.access(path).then(
    () => true,
    () => false,
  );
}

/** UTF-8 text of a file of at most `maxBytes`, or null when there is none. Throws system errors and RangeError. */
export async function readTextIfThere(path: string, maxBytes: number): Promise<string | null> {
  let stats: Stats;
  try {
    stats = await fs.stat(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
  // A pipe or a device could block for ever.
  if (!stats.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'EISDIR' });
  if (stats.size > maxBytes) throw new RangeError(`${path} has ${stats.size} bytes; at most ${maxBytes} are read.`);
  return new TextDecoder('utf-8', { fatal: true }).decode(await fs.readFile(path));
}
