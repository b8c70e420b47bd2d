// Pictures decoded on threads are those decoded here, and a thread that fails costs time but no picture.
import { createCanvas } from '@napi-rs/canvas';
import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeImage } from '../../../electron/engine/data/imageFile';
import { createWorkerPool } from '../../../electron/engine/data/workers/pool';
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
});

async function here(bytes: Buffer, channels: 1 | 3) {
  const picture = await decodeImage(bytes);
  return { pixels: resizePixels(picture, 16, 12, channels), width: picture.width, height: picture.height };
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

  it('finish what was begun when the threads are closed', async () => {
    const workers = createWorkerPool(entry, 2);
    const files = [1, 2, 3, 4].map((seed) => picture(seed, 'image/jpeg'));
    const making = Promise.all(files.map((bytes) => workers.run('picture', asked(bytes, 16, 12, 3))));
    workers.close();
    expect((await making)[3]).toEqual(await here(files[3]!, 3));
  });
});
