// A person's file, opened with care: only real files, never a device, a pipe or a folder, and never an endless one.
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type FileType, fileType } from './magic';
import { stop } from './problem';

export interface SourceFile {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  /** The first bytes, at most 256 KiB. */
  readonly head: Buffer;
  readonly type: FileType;
}

const headSize = 256 * 1024;

/** Reads a file's beginning, or stops with the reason in words. A pipe is refused before it is opened, so nothing waits on it. */
export async function openSourceFile(path: string): Promise<SourceFile> {
  const name = basename(path);
  if (path.includes('\0')) stop('data.path', 'The path of the file holds a zero byte. Choose the file again.');
  const facts = await stat(path);
  if (facts.isDirectory()) {
    stop(
      'data.folder',
      `"${name}" is a folder where a file was expected. Choose a file, or read the folder as images.`,
    );
  }
  if (!facts.isFile()) {
    stop(
      'data.device',
      `"${name}" is not a file but a device, a pipe or a socket. Save the data to a file and choose that.`,
    );
  }
  if (facts.size === 0) stop('data.empty', `"${name}" is an empty file. Choose a file with data in it.`);
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const head = Buffer.alloc(Math.min(headSize, facts.size));
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    const read = head.subarray(0, bytesRead);
    return { path, name, size: facts.size, head: read, type: fileType(read) };
  } finally {
    await handle?.close();
  }
}
