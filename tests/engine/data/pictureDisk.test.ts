// Decoded pictures on disk: what was written comes back, what is not whole is not there, and no more is kept than allowed.
import { createCanvas } from '@napi-rs/canvas';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { inspectData, openData, previewData, closePreview } from '../../../electron/engine/data';
import {
  boundDiskCache,
  clearDiskCache,
  diskCacheSize,
  openPictureDisk,
  standardBound,
  useDiskCache,
} from '../../../electron/engine/data/pictures/pictureDisk';
import { keepAll } from '../../../electron/engine/data/pictures/decodedPictures';
import { PictureStore, oneByOne } from '../../../electron/engine/data/pictures/pictureStore';
import type { DataSource } from '../../../shared/data/config';
import { until } from '../../until';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-cache-'));
const cache = join(folder, 'cache');
beforeEach(async () => {
  useDiskCache(cache);
  await boundDiskCache(standardBound);
  await clearDiskCache();
});
afterAll(() => {
  useDiskCache('');
  rmSync(folder, { recursive: true });
});

const bytesEach = 27;
const picture = (seed: number) => Uint8Array.from({ length: bytesEach }, (_, i) => (seed * 31 + i * 7) % 256);
const keyOf = (stamp: string, count = 10) => ({ stamp, count, made: '3 3 3', bytesEach });
const open = async (stamp = 'a', count = 10) => {
  const disk = await openPictureDisk(keyOf(stamp, count));
  if (disk === null) throw new Error('no disk');
  return disk;
};
const onlyFile = () => join(cache, readdirSync(cache)[0]!);

async function written(stamp: string, indices: readonly number[]): Promise<void> {
  const disk = await open(stamp);
  await disk.write(indices, indices.map(picture));
  await disk.close();
}

describe('a cache of pictures', () => {
  it('gives back what was written, and nothing else', async () => {
    await written('a', [0, 3, 9]);
    const disk = await open();
    expect(await disk.read(3)).toEqual(picture(3));
    expect(await disk.read(4)).toBeNull();
    expect(await disk.read(10)).toBeNull();
    const all: number[] = [];
    await disk.readAll((index, pixels) => {
      expect(pixels).toEqual(picture(index));
      all.push(index);
      return true;
    });
    expect(all).toEqual([0, 3, 9]);
    await disk.close();
    const other = await open('b');
    expect(await other.read(3)).toBeNull();
    await other.close();
  });

  it.each<readonly [string, (bytes: Buffer) => Buffer]>([
    ['a byte that changed', (bytes) => (bytes.writeUInt8(bytes[3 * 32 + 10]! ^ 1, 3 * 32 + 10), bytes)],
    ['a slot that was cut off', (bytes) => bytes.subarray(0, 3 * 32 + 20)],
    ['a slot that stands in another place', (bytes) => (bytes.copy(bytes, 3 * 32, 0, 32), bytes)],
    ['zeros', (bytes) => bytes.fill(0, 3 * 32, 4 * 32)],
  ])('does not take %s for a picture', async (_, damage) => {
    await written('a', [0, 3]);
    writeFileSync(onlyFile(), damage(readFileSync(onlyFile())));
    const disk = await open();
    expect(await disk.read(3)).toBeNull();
    expect(await disk.read(0)).toEqual(picture(0));
    await disk.write([3], [picture(3)]);
    expect(await disk.read(3)).toEqual(picture(3));
    await disk.close();
  });

  it('keeps to its bound: what was used longest ago goes first', async () => {
    for (const [i, stamp] of ['old', 'newer', 'newest'].entries()) {
      await written(stamp, [0, 9]);
      const path = readdirSync(cache)
        .map((name) => join(cache, name))
        .find((each) => statSync(each).mtimeMs > 1e12 * 1.2)!;
      utimesSync(path, 1000 + i, 1000 + i);
    }
    expect(await diskCacheSize()).toBe(3 * 10 * 32);
    await boundDiskCache(2 * 10 * 32);
    expect(await diskCacheSize()).toBe(2 * 10 * 32);
    await written('fourth', [9]);
    expect(await diskCacheSize()).toBe(2 * 10 * 32);
    const newest = await open('newest');
    expect(await newest.read(9)).toEqual(picture(9));
    await newest.close();
    const old = await open('newer');
    expect(await old.read(9)).toBeNull();
    await old.close();
  });

  it('keeps the first pictures of a set beyond its bound, and none where there may be none', async () => {
    await boundDiskCache(4 * 32);
    await written('a', [3, 4]);
    const disk = await open();
    expect([await disk.read(3), await disk.read(4)]).toEqual([picture(3), null]);
    expect([disk.holds(3), disk.holds(4)]).toEqual([true, false]);
    await disk.close();
    await boundDiskCache(0);
    expect(await diskCacheSize()).toBe(0);
    expect(await openPictureDisk(keyOf('a'))).toBeNull();
    await boundDiskCache(standardBound);
    useDiskCache('');
    expect(await openPictureDisk(keyOf('a'))).toBeNull();
    writeFileSync(join(folder, 'a file'), '');
    useDiskCache(join(folder, 'a file'));
    expect(await openPictureDisk(keyOf('a'))).toBeNull();
  });
});

it('decoding ahead begins no further picture once it is told to end', async () => {
  const cancel = new AbortController();
  let made = 0;
  const make = async (index: number) => {
    if (++made === 3) cancel.abort();
    return picture(index);
  };
  const store = await PictureStore.open(bytesEach, oneByOne(make, 1), keyOf('ahead'));
  await keepAll(
    store,
    Uint32Array.from({ length: 10 }, (_, i) => i),
    cancel.signal,
  );
  store.close();
  expect(made).toBe(3);
});

it('one picture that cannot be made throws none of the others away', async () => {
  const made: number[] = [];
  const make = async (index: number) => {
    made.push(index);
    if (index === 4) throw new Error('It is damaged.');
    return picture(index);
  };
  const all = Uint32Array.from({ length: 10 }, (_, i) => i);
  const store = await PictureStore.open(bytesEach, oneByOne(make), keyOf('one broken'));
  await keepAll(store, all, new AbortController().signal);
  expect(made).toHaveLength(10);
  await expect(store.getAll(all)).rejects.toThrow('It is damaged.');
  expect(await store.getAll([3, 5])).toEqual([picture(3), picture(5)]);
  expect(made).toEqual([...all, 4]);
  store.close();
});

describe('pictures of a folder', () => {
  const pictures = join(folder, 'pictures');
  const paths = ['cats/0.png', 'cats/1.png', 'dogs/2.png', 'dogs/3.png'].map((name) => join(pictures, name));
  const source = { type: 'folder', path: pictures, name: 'pictures' } as const;
  const writePictures = (where = paths) => {
    for (const [i, path] of where.entries()) {
      mkdirSync(join(path, '..'), { recursive: true });
      const canvas = createCanvas(12, 12);
      const context = canvas.getContext('2d');
      context.fillStyle = `rgb(${(60 * i) % 256}, 90, ${(255 - 60 * i) & 255})`;
      context.fillRect(0, i, 12, 6);
      writeFileSync(path, canvas.toBuffer('image/png'));
    }
  };
  /** Makes the files useless without a trace in their size and time. */
  const spoil = (later = 0, where = paths) => {
    for (const path of where) {
      const { size, atime, mtimeMs } = statSync(path);
      writeFileSync(path, Buffer.alloc(size));
      utimesSync(path, atime, new Date(mtimeMs + later));
    }
  };
  const inspected = async (from: DataSource = source) => {
    const found = await inspectData(from, { width: 6, height: 6 });
    if (!found.ok) throw new Error(found.problem.message);
    return found.value;
  };
  const all = Uint32Array.of(0, 1, 2, 3);
  const batchOf = async (config: Awaited<ReturnType<typeof inspected>>, wanted = all) => {
    const opened = await openData(config);
    if (!opened.ok) throw new Error(opened.problem.message);
    try {
      return await opened.value.batch(wanted);
    } finally {
      opened.value.close();
    }
  };

  it('are decoded once, and again when a file changes', async () => {
    writePictures();
    for (const path of paths) utimesSync(path, 1e9, 1e9);
    const found = await inspected();
    // As in an older document, which knows nothing of what is in the files: they are not looked through again.
    const config = { ...found, fingerprint: found.fingerprint.slice(0, 64) };
    const first = await batchOf(config);
    spoil();
    expect(await batchOf(config)).toEqual(first);
    spoil(1000);
    await expect(batchOf(config)).rejects.toThrow('cannot be used');
  });

  it('are kept by the first look, each at its own place', async () => {
    const set = { ...source, path: join(folder, 'many') };
    const many = Array.from({ length: 140 }, (_, i) => join(set.path, i < 70 ? 'cats' : 'dogs', `${1000 + i}.png`));
    writePictures(many);
    // Left out: its followers' numbers are not their places.
    writeFileSync(many[5]!, 'no picture');
    for (const path of many) utimesSync(path, 1e9, 1e9);
    useDiskCache('');
    const config = await inspected(set);
    expect(config.images!.unreadable.map(({ file }) => file)).toEqual(['cats/1005.png']);
    // What is looked at before anything is known of the size is not kept.
    const wanted = Uint32Array.from({ length: 70 }, (_, i) => 69 + i);
    const decoded = await batchOf(config, wanted);
    useDiskCache(cache);
    expect(await inspected(set)).toEqual(config);
    spoil(0, many);
    expect(await batchOf(config, wanted)).toEqual(decoded);
  });

  it('are decoded ahead once they were looked at', async () => {
    writePictures();
    for (const path of paths) utimesSync(path, 1.1e9, 1.1e9);
    const config = await inspected();
    const shown = await previewData(config, 'train', 0, 1);
    expect(shown.ok).toBe(true);
    const slots = 4 * (4 + 6 * 6 * 3);
    await until(
      async () => (await diskCacheSize()) === slots && !readFileSync(onlyFile()).subarray(-4).equals(Buffer.alloc(4)),
    );
    closePreview();
    spoil();
    expect((await batchOf(config)).size).toBe(4);
  });
});
