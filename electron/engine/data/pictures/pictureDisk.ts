// Decoded pictures on disk, so that the next run, or the next start of the app, need not decode them again. A file per set
// and size, made of slots of equal length, one per picture (slot.ts).
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type PictureCache, standardPictureCache } from '../../../../shared/run/engine';
import { workers } from '../workers/pool';
import { pixelsIn, slotOf } from './slot';

export interface PictureDisk {
  /** Whether there is room for this picture, as far as is known. */
  holds(index: number): boolean;
  /** The pixels; null where they are not there, or not whole. */
  read(index: number): Promise<Uint8Array | null>;
  /** Resolves once the pictures are kept or it is clear that they cannot be: a full disk is no error. */
  write(indices: readonly number[], pixels: readonly Uint8Array[]): Promise<void>;
  /** All that is there, in order, read in large pieces; stops where `use` returns false. */
  readAll(use: (index: number, pixels: Uint8Array) => boolean): Promise<void>;
  close(): Promise<void>;
}

/** What tells one set of decoded pictures from another. */
export interface PictureKey {
  /** Of the files themselves: another where one of them changed. */
  readonly stamp: string;
  readonly count: number;
  /** What was made of them: size, channels, and whatever else went into the bytes. */
  readonly made: string;
  readonly bytesEach: number;
}

export const standardBound = standardPictureCache * 2 ** 30;
/** Changes whenever the same file decodes or resizes to other pixels than before. */
const version = 1;
const ending = '.pixels';
const readAtOnce = 4 * 2 ** 20;

let folder = '';
let bound = standardBound;

/** The engine's process says once where decoded pictures may be kept; without a folder none are. */
export function useDiskCache(path: string): void {
  folder = path;
}

interface Kept {
  readonly path: string;
  readonly bytes: number;
  readonly used: number;
}

/** All files of the cache, the one used longest ago first. */
async function listKept(): Promise<readonly Kept[]> {
  const names = folder === '' ? [] : await readdir(folder).catch(() => []);
  const kept: Kept[] = [];
  for (const name of names) {
    if (!name.endsWith(ending)) continue;
    const path = join(folder, name);
    const facts = await stat(path).catch(() => null);
    if (facts !== null) kept.push({ path, bytes: facts.size, used: facts.mtimeMs });
  }
  return kept.sort((a, b) => a.used - b.used);
}

/** Deletes what was used longest ago until `bytes` more would fit. What is open elsewhere may stay. */
async function makeRoom(bytes: number, except = ''): Promise<void> {
  const kept = (await listKept()).filter(({ path }) => path !== except);
  let sum = kept.reduce((all, each) => all + each.bytes, 0);
  for (const each of kept) {
    if (sum + bytes <= bound) return;
    if (
      await unlink(each.path).then(
        () => true,
        () => false,
      )
    )
      sum -= each.bytes;
  }
}

/** Sets the bound in bytes; what is over it goes at once. */
export async function boundDiskCache(bytes: number): Promise<void> {
  bound = bytes;
  await makeRoom(0);
}

/** Deletes everything that is kept. */
export async function clearDiskCache(): Promise<void> {
  for (const { path } of await listKept()) await unlink(path).catch(() => undefined);
}

export async function diskCacheSize(): Promise<number> {
  return (await listKept()).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** As the engine's method of this name. */
export async function pictureCache(request: {
  readonly bound?: number | undefined;
  readonly clear?: boolean | undefined;
}): Promise<PictureCache> {
  if (request.bound !== undefined) await boundDiskCache(request.bound);
  if (request.clear === true) await clearDiskCache();
  return { bytes: await diskCacheSize() };
}

/** Null where nothing may or can be kept. Of a set beyond the bound the first pictures are. */
export async function openPictureDisk(key: PictureKey): Promise<PictureDisk | null> {
  const { bytesEach } = key;
  const slot = slotOf(bytesEach);
  const most = Math.min(key.count, Math.floor(bound / slot));
  if (folder === '' || most === 0) return null;
  const name = createHash('sha256')
    .update(JSON.stringify([version, key]))
    .digest('hex')
    .slice(0, 40);
  const path = join(folder, `${name}${ending}`);
  let handle: FileHandle;
  try {
    await mkdir(folder, { recursive: true });
    await makeRoom(most * slot, path);
    handle = await open(path, 'r+').catch(() => open(path, 'w+'));
    const now = new Date();
    await utimes(path, now, now);
  } catch {
    return null;
  }
  return slotsOf(path, handle, most, bytesEach);
}

function slotsOf(path: string, handle: FileHandle, most: number, bytesEach: number): PictureDisk {
  const slot = slotOf(bytesEach);
  let closed = false;
  let writable = true;
  /** Closing waits for what is on its way. */
  const busy = new Set<Promise<unknown>>();
  const during = <T>(work: Promise<T>): Promise<T> => {
    busy.add(work);
    const over = () => busy.delete(work);
    work.then(over, over);
    return work;
  };
  const readAt = async (buffer: Uint8Array, index: number): Promise<number> =>
    (await during(handle.read(buffer, 0, buffer.length, index * slot)).catch(() => ({ bytesRead: 0 }))).bytesRead;
  const holds = (index: number) => !closed && writable && index < most;
  return {
    holds,
    async read(index) {
      if (closed || index >= most) return null;
      const bytes = new Uint8Array(slot);
      return (await readAt(bytes, index)) === slot ? pixelsIn(bytes, index, bytesEach) : null;
    },
    async write(indices, pixels) {
      const held = indices.map((index, i) => ({ index, pixels: pixels[i]! })).filter(({ index }) => holds(index));
      if (held.length === 0) return;
      const request = {
        path,
        slot,
        indices: held.map(({ index }) => index),
        pixels: held.map((picture) => picture.pixels),
      };
      // A full or failing disk: what is there can still be read.
      await during(workers().run('slots', request)).catch(() => {
        writable = false;
      });
    },
    async readAll(use) {
      const together = Math.max(1, Math.floor(readAtOnce / slot));
      for (let first = 0; first < most && !closed; first += together) {
        const bytes = new Uint8Array(Math.min(together, most - first) * slot);
        const read = await readAt(bytes, first);
        for (let i = 0; (i + 1) * slot <= read; i++) {
          const pixels = pixelsIn(bytes.subarray(i * slot, (i + 1) * slot), first + i, bytesEach);
          // A copy of its own: else one picture would hold the memory of all.
          if (pixels !== null && !use(first + i, pixels.slice())) return;
        }
        if (read < bytes.length) return;
      }
    },
    async close() {
      closed = true;
      await Promise.all([...busy].map((work) => work.catch(() => undefined)));
      await handle.close().catch(() => undefined);
    },
  };
}
