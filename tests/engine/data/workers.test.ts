// Pictures decoded on threads are those decoded here, and a thread that fails costs time but no picture.
import { createCanvas } from '@napi-rs/canvas';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeImage } from '../../../electron/engine/data/pictures/imageFile';
import { pictureReader } from '../../../electron/engine/data/pictures/pictureReader';
import { Aborted, createWorkerPool, useWorkers, workers as pool } from '../../../electron/engine/data/workers/pool';
import { resizePixels } from '../../../shared/data/preprocess';
import { bundle } from '../bundle';

let entry = '';
beforeAll(async () => {
  entry = await bundle('electron/engine/data/workers/dataWorker.ts');
});

function picture(seed: number, type: 'image/jpeg' | 'image/png'): Buffer {
  const canvas = createCanvas(40 + seed, 30);
  const context = canvas.getContext('2d');
  context.fillStyle = `rgb(${(seed * 37) % 256}, ${(seed * 91) % 256}, 200)`;
  context.fillRect(0, 0, 40 + seed, 30);
  context.fillStyle = 'black';
  context.fillRect(seed, 5, 9, 9);
  return type === 'image/png' ? canvas.toBuffer('image/png') : canvas.toBuffer('image/jpeg');
}

const asked = (bytes: Buffer, width: number, height: number, channels: 1 | 3) => ({
  bytes: new Uint8Array(bytes),
  width,
  height,
  channels,
  framing: 'stretch' as const,
});

async function here(bytes: Buffer, channels: 1 | 3) {
  const picture = await decodeImage(bytes);
  return {
    pixels: resizePixels(picture, { width: 16, height: 12, channels, framing: 'stretch' }),
    width: picture.width,
    height: picture.height,
  };
}

describe('pictures on threads', () => {
  it.each([
    ['threads', 1],
    ['threads', 3],
    ['no threads', 2],
    ['a file that is no program', 2],
  ] as const)('are the same with %s (%i)', async (how, count) => {
    const broken = join(mkdtempSync(join(tmpdir(), 'worker-')), 'broken.cjs');
    writeFileSync(broken, 'throw new Error("no");');
    const file = how === 'threads' ? entry : how === 'no threads' ? null : broken;
    const workers = createWorkerPool(file, count);
    const files = Array.from({ length: 24 }, (_, i) => picture(i, i % 2 === 0 ? 'image/jpeg' : 'image/png'));
    const channels = (i: number) => (i % 3 === 0 ? 1 : 3);
    const made = await Promise.all(files.map((bytes, i) => workers.run('picture', asked(bytes, 16, 12, channels(i)))));
    for (const [i, bytes] of files.entries()) expect(made[i], `picture ${i}`).toEqual(await here(bytes, channels(i)));
    workers.close();
  });

  it('say why a file cannot be decoded, and go on', async () => {
    const workers = createWorkerPool(entry, 1);
    const whole = picture(1, 'image/png');
    await expect(workers.run('picture', asked(whole.subarray(0, 60), 8, 8, 3))).rejects.toThrow('damaged PNG');
    await expect(workers.run('picture', asked(Buffer.from('hello, no picture'), 8, 8, 3))).rejects.toThrow(
      'not a picture',
    );
    expect(await workers.run('picture', asked(whole, 16, 12, 3))).toEqual(await here(whole, 3));
    workers.close();
  });

  it('of files by their paths are those of their bytes, each with what became of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'worker-'));
    const whole = Array.from({ length: 9 }, (_, i) => picture(i, i % 2 === 0 ? 'image/jpeg' : 'image/png'));
    const wide = createCanvas(2501, 1000).toBuffer('image/png');
    const files = [...whole, whole[1]!.subarray(0, 60), Buffer.from('no picture'), wide];
    for (const [i, bytes] of files.entries()) writeFileSync(join(folder, String(i)), bytes);
    const where = (name: string) => join(folder, name);
    const reader = pictureReader({ where, read: (name) => readFile(where(name)) });
    const packed = pictureReader({ read: (name) => readFile(where(name)) });
    const names = [...files.keys(), 'gone'].map(String);
    const size = { width: 16, height: 12, channels: 3, framing: 'stretch' } as const;
    useWorkers(entry);
    const made = await reader.sized(names, size);
    for (const [i, bytes] of whole.entries()) expect(made[i], `picture ${i}`).toEqual(await here(bytes, 3));
    const reasons = made.slice(9).map((one) => (one instanceof Error ? one.message : 'decoded'));
    expect(reasons).toEqual([
      'It is a damaged PNG file.',
      'It is not a picture. Use PNG, JPEG, GIF, WebP, BMP or AVIF.',
      'decoded',
      'It could not be read.',
    ]);
    const looks = await reader.looks(names, null);
    expect(looks[11]).toEqual({ width: 2501, height: 1000, coloured: false });
    const headers = await reader.seen(names, { decodes: false, size: null });
    expect(headers.map((one) => !(one instanceof Error))).toEqual([
      ...whole.map(() => true),
      ...[false, false, true, false],
    ]);
    // All of it from one reading of the file; what is too large to be decoded beside others is not.
    const seen = await reader.seen(names, { decodes: true, size });
    for (const [i, bytes] of whole.entries()) {
      const { pixels } = await here(bytes, 3);
      expect(seen[i], `picture ${i}`).toEqual({ ...headers[i], look: { ...looks[i], pixels } });
    }
    expect(seen.slice(9)).toEqual(headers.slice(9));
    // The same from a zip, whose files are read elsewhere.
    expect(await packed.seen(names, { decodes: false, size: null })).toEqual(headers);
    expect(await packed.seen(names, { decodes: true, size })).toEqual(seen);
    expect(await packed.looks(names, null)).toEqual(looks);
    expect(await packed.sized(names, size)).toEqual(made);
    const gone = new AbortController();
    gone.abort();
    await expect(reader.sized(names, size, gone.signal)).rejects.toThrow(Aborted);
    pool().close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['no threads', () => createWorkerPool(null)],
    ['closed threads', () => createWorkerPool(entry, 1)],
  ] as const)('are cancelled midway where %s are left', async (_what, make) => {
    const workers = make();
    const cancel = new AbortController();
    const request = { paths: ['gone', 'gone too', 'gone as well'], task: null };
    const looks = workers.run('looks', request, { signal: cancel.signal });
    workers.close();
    cancel.abort();
    await expect(looks).rejects.toThrow(Aborted);
  });

  it.each(['seen', 'looks', 'sized'] as const)('of a zip are not read any more once cancelled: %s', async (what) => {
    const cancel = new AbortController();
    let read = 0;
    const packed = pictureReader({
      read: async () => {
        read++;
        cancel.abort();
        return Buffer.from('no picture');
      },
    });
    const names = Array.from({ length: 100 }, (_, i) => String(i));
    const { signal } = cancel;
    const size = { width: 4, height: 4, channels: 1, framing: 'stretch' } as const;
    const work = {
      seen: () => packed.seen(names, { decodes: true, size }, signal),
      looks: () => packed.looks(names, size, signal),
      sized: () => packed.sized(names, size, signal),
    };
    await expect(work[what]()).rejects.toThrow(Aborted);
    expect(read).toBe(1);
  });

  it('finish what was begun when the threads are closed', async () => {
    const workers = createWorkerPool(entry, 2);
    const files = [1, 2, 3, 4].map((seed) => picture(seed, 'image/jpeg'));
    const making = Promise.all(files.map((bytes) => workers.run('picture', asked(bytes, 16, 12, 3))));
    workers.close();
    expect((await making)[3]).toEqual(await here(files[3]!, 3));
  });
});

it('varied sounds are the same on threads and here, however they are shared out', async () => {
  const rule = { rate: 8000, length: 4000, trim: false, fft: 256, hop: 128, mels: 40, minHz: 20, maxHz: 4000 };
  const waves = Array.from({ length: 6 }, (_, sound) =>
    Float32Array.from({ length: 4000 }, (_sample, i) => Math.sin((i * (sound + 1)) / 9)),
  );
  const samples = Uint32Array.from(waves, (_, i) => 7 * i);
  const request = { rule, variation: { shift: 0.1, gain: 6, noise: 0.3 }, seed: 3, epoch: 2, samples, waves };
  const [threads, own] = [createWorkerPool(entry, 2), createWorkerPool(null)];
  const made = await threads.run('variedSounds', request);
  expect(made).toEqual(await own.run('variedSounds', request));
  const last = { ...request, samples: samples.slice(5), waves: waves.slice(5) };
  expect(await threads.run('variedSounds', last)).toEqual(made.slice((5 * made.length) / 6));
  threads.close();
});
