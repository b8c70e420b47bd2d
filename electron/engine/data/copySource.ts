// A copy of a data set's files, for a project that is to hold them itself.
import { promises as files } from 'node:fs';
import { dirname, join } from 'node:path';
import { limits, objectionToName } from '../../../shared/project/format';
import type { Result } from '../../../shared/result';
import { type Watch, checkCancelled, settle, stop, throttledProgress } from './problem';

/** A project file holds runs as well. */
const mostFiles = limits.entries - 1000;
const mostBytes = limits.totalBytes / 2;
const pieceBytes = 4 * 2 ** 20;

interface Found {
  /** Relative, with forward slashes; empty for a set that is one file. */
  readonly path: string;
  readonly bytes: number;
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`;

/** All plain files; links and hidden ones stay behind. Stops where there are too many. */
async function listed(source: string, watch: Watch): Promise<readonly Found[]> {
  const facts = await files.stat(source);
  if (facts.isFile()) return [{ path: '', bytes: facts.size }];
  const found: Found[] = [];
  const look = async (folder: string): Promise<void> => {
    checkCancelled(watch);
    for (const entry of await files.readdir(join(source, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) await look(path);
      if (!entry.isFile()) continue;
      if (found.length === mostFiles)
        stop(
          'data.keep.files',
          `A project holds at most ${mostFiles.toLocaleString('en-US')} files of data, and the folder has more. Pack it into a zip archive, choose that as the data, and keep it.`,
        );
      found.push({ path, bytes: (await files.stat(join(source, path))).size });
    }
  };
  await look('');
  return found;
}

function checkFits(found: readonly Found[], name: string): number {
  const total = found.reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = Math.max(0, ...found.map(({ bytes }) => bytes));
  if (total > mostBytes || largest > limits.entryBytes)
    stop(
      'data.keep.size',
      `A project holds at most ${gigabytes(mostBytes)} of data, and ${gigabytes(limits.entryBytes)} in one file; these are ${gigabytes(total)}. Leave the data where they are, and copy them along with the project.`,
    );
  for (const { path } of found) {
    const objection = objectionToName(path === '' ? name : `${name}/${path}`);
    if (objection !== null)
      stop('data.keep.name', `"${(path || name).slice(0, 200)}" ${objection}. Rename it, and keep the data then.`);
  }
  return total;
}

/** Copies a file or folder to `out`/`name`, which is not there yet. Cancelled or failed, it leaves all as it was. */
export function copySource(source: string, name: string, out: string, watch: Watch = {}): Promise<Result<null>> {
  return settle(name, async () => {
    await copyAll(source, name, out, watch);
    return null;
  });
}

async function copyAll(source: string, name: string, out: string, watch: Watch): Promise<void> {
  const found = await listed(source, watch);
  const report = throttledProgress(watch, checkFits(found, name), 'Copying the data into the project', 'bytes');
  // Among the copies, of which only the one in use is saved and kept: killed, it leaves nothing behind for long.
  const draft = join(out, '.draft');
  await files.rm(draft, { recursive: true, force: true });
  try {
    let done = 0;
    for (const { path } of found) {
      const target = join(draft, name, path);
      await files.mkdir(dirname(target), { recursive: true });
      for await (const bytes of copied(join(source, path), target)) {
        checkCancelled(watch);
        report((done += bytes));
      }
    }
    await files.mkdir(out, { recursive: true });
    await files.rename(join(draft, name), join(out, name));
  } finally {
    await files.rm(draft, { recursive: true, force: true });
  }
}

/** Copies a file piece by piece, and says how many bytes each had. */
async function* copied(from: string, to: string): AsyncGenerator<number> {
  const [source, target] = [await files.open(from, 'r'), await files.open(to, 'wx')];
  try {
    const piece = Buffer.alloc(pieceBytes);
    for (;;) {
      const { bytesRead } = await source.read(piece, 0, piece.length, null);
      if (bytesRead === 0) return;
      for (let at = 0; at < bytesRead;) at += (await target.write(piece, at, bytesRead - at)).bytesWritten;
      yield bytesRead;
    }
  } finally {
    await source.close();
    await target.close();
  }
}
