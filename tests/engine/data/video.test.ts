// Clips: folders of pictures are known for what they are, seen in the order of their numbers, evenly sampled, and predicted
// from by the path that training takes. The exported Python: tests/oracle/video.test.ts.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../../electron/engine/data';
import { encodeInput } from '../../../electron/engine/data/encodeInput';
import type { DataConfig } from '../../../shared/data/config';
import { checkData, describeData } from '../../../shared/data/describe';
import { directions, paintMotion, parseMotion } from '../../../shared/data/motion';
import { generateTable } from '../../../shared/data/generators';
import { encodeClip, pickFrames } from '../../../shared/data/video';
import { dataConfig } from '../../../shared/network/schema';
import type { ParamValues, Result } from '../../../shared/result';

const home = mkdtempSync(join(tmpdir(), 'layerloom-video-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

/** A picture of one colour, exact in every pixel. */
function plain(colour: string, width = 8, height = 6): Buffer {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  return canvas.toBuffer('image/png');
}

let folders = 0;
function folderOf(files: { readonly [path: string]: Buffer | string }): string {
  const folder = join(home, String(folders++));
  for (const [path, data] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), data);
  }
  return folder;
}

/** Two classes of clips whose pictures get brighter or darker, their numbers without leading zeros. */
const fading = (clips: number, frames: number) => {
  const files: Record<string, Buffer> = {};
  for (let clip = 0; clip < clips; clip++) {
    for (let frame = 0; frame < frames; frame++) {
      const level = 10 * frame + clip;
      files[`brighter/clip ${clip}/frame${frame + 1}.png`] = plain(`rgb(${level}, ${level}, ${level})`);
      files[`darker/clip ${clip}/frame${frame + 1}.png`] = plain(`rgb(${200 - level}, 0, 0)`);
    }
  }
  return files;
};

const inspect = (path: string, options: ParamValues = {}) =>
  inspectData({ type: 'folder', path, name: 'clips' }, options);

describe('sampling', () => {
  it.each([
    [10, 5, [1, 3, 5, 7, 9]],
    [12, 4, [1, 4, 7, 10]],
    [3, 3, [0, 1, 2]],
    [2, 4, [0, 0, 1, 1]],
    [1, 3, [0, 0, 0]],
    [100, 1, [50]],
  ])('of %d pictures %d', (available, wanted, places) => expect(pickFrames(available, wanted)).toEqual(places));
});

describe('a folder of clips', () => {
  const folder = folderOf(fading(6, 12));

  it('is known, and described', async () => {
    const config = must(await inspect(folder));
    expect(config).toMatchObject({
      kind: 'video',
      video: {
        frames: 12,
        width: 8,
        height: 6,
        channels: 3,
        classes: ['brighter', 'darker'],
        classCounts: [6, 6],
        clipCount: 12,
        lengths: { shortest: 12, median: 12, longest: 12 },
        unreadable: [],
      },
    });
    expect(dataConfig.parse(config)).toEqual(config);
    expect(describeData(config).inputs['video']?.tensor.shape).toEqual([12, 6, 8, 3]);
    expect(checkData(config).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('gives the pictures in the order of their numbers, evenly spread', async () => {
    const config = must(await inspect(folder, { frames: 4, colour: 'grey' }));
    const data = must(await openData(config));
    const batch = await data.batch(Uint32Array.from([2]));
    const { shape, values } = batch.inputs['video']!;
    expect(shape).toEqual([1, 4, 6, 8, 1]);
    const levels = [1, 4, 7, 10].map((frame) => Math.fround((10 * frame + 2) / 255));
    expect(Array.from({ length: 4 }, (_, i) => values[i * 48])).toEqual(levels);
    expect(new Set(values).size).toBe(4);
    expect(Array.from(batch.targets['class']!)).toEqual([0]);
    const [row] = await data.show(Uint32Array.from([8]));
    expect(row).toMatchObject({ label: 'darker' });
    expect(row!.frames).toHaveLength(4);
    data.close();
  });

  it('is predicted from as it is trained on, from a folder and from the window', async () => {
    const config = must(await inspect(folder, { frames: 5 }));
    const data = must(await openData(config));
    const input = data.fitted.inputs['video']!;
    const trained = (await data.batch(Uint32Array.from([7]))).inputs['video']!;
    const fromFolder = must(await encodeInput(input, { type: 'file', path: join(folder, 'darker/clip 1') }));
    expect(fromFolder.array.shape).toEqual(trained.shape);
    expect(fromFolder.array.values).toEqual(trained.values);
    const frames = pickFrames(12, 5).map((frame) => {
      const pixel = [200 - (10 * frame + 1), 0, 0, 255];
      return Buffer.from(Array.from({ length: 48 }, () => pixel).flat()).toString('base64');
    });
    const fromWindow = must(await encodeInput(input, { type: 'clip', width: 8, height: 6, frames }));
    expect(fromWindow.array.values).toEqual(trained.values);
    expect(fromWindow.shown.frames).toHaveLength(5);
    data.close();
  });
});

describe('what is no clip', () => {
  it('pictures sorted into classes stay pictures', async () => {
    const one = folderOf(
      Object.fromEntries(['a/1.png', 'a/2.png', 'b/1.png', 'b/2.png'].map((path) => [path, plain('#123456')])),
    );
    expect(must(await inspect(one)).kind).toBe('images');
    const parts = folderOf(
      Object.fromEntries(
        ['train/a/1.png', 'train/a/2.png', 'train/b/1.png', 'train/b/2.png', 'test/a/1.png', 'test/a/2.png'].map(
          (path) => [path, plain('#123456')],
        ),
      ),
    );
    expect(must(await inspect(parts)).kind).toBe('images');
  });

  const refused: readonly (readonly [
    what: string,
    files: { readonly [path: string]: Buffer | string },
    says: RegExp,
  ])[] = [
    ['video files', { 'a/1.mp4': 'ftyp', 'b/1.webm': 'x' }, /folder of video files by itself/],
    ['pictures without a clip', { 'a/1.png': plain('red'), 'b/2.png': plain('red') }, /folder of a clip/],
    ['damaged pictures', { 'a/x/1.png': 'no', 'a/x/2.png': 'no', 'b/y/1.png': '', 'b/y/2.png': '' }, /first picture/],
  ];
  it.each(refused)('%s are told what to do', async (_what, files, says) => {
    const answer = await inspect(folderOf(files), { readAs: 'video' });
    expect(answer).toMatchObject({ ok: false, problem: { code: 'data.video.none' } });
    expect(answer.ok ? '' : answer.problem.message).toMatch(says);
  });

  it('a clip whose first picture is damaged is left out and named', async () => {
    const files: Record<string, Buffer | string> = { ...fading(3, 3), 'darker/clip 9/frame1.png': 'no picture' };
    files['darker/clip 9/frame2.png'] = plain('red');
    const config = must(await inspect(folderOf(files)));
    expect(config.video!.clipCount).toBe(6);
    expect(config.video!.unreadable).toMatchObject([{ file: 'darker/clip 9' }]);
    const data = must(await openData(config));
    expect(data.total).toBe(6);
    data.close();
  });

  it('a folder that is no clip is not predicted from', async () => {
    const config = must(await inspect(folderOf(fading(3, 3))));
    const data = must(await openData(config));
    const input = data.fitted.inputs['video']!;
    for (const path of [home, join(home, 'nothing'), join(home, 'film.mp4')])
      expect(await encodeInput(input, { type: 'file', path })).toMatchObject({
        ok: false,
        problem: { code: 'predict.file' },
      });
    expect(await encodeInput(input, { type: 'clip', width: 4, height: 4, frames: ['AAAA'] })).toMatchObject({
      ok: false,
      problem: { code: 'predict.pixels' },
    });
    data.close();
  });
});

describe('generated clips', () => {
  const source = {
    type: 'generated',
    id: 'moving-shapes',
    params: { count: 40, frames: 6, side: 20, noise: 0, seed: 3 },
  } as const;

  it('move as their class says and stay within the picture', () => {
    const { columns } = must(generateTable(source.id, source.params));
    (columns['clip'] as readonly string[]).forEach((text, i) => {
      const motion = parseMotion(text);
      expect(motion.direction).toBe(columns['direction']![i]);
      const centres = paintMotion(motion).map((pixels) => {
        const places = Array.from(pixels.keys()).filter((at) => pixels[at] === motion.level);
        expect(places.length).toBeGreaterThan(6);
        const mean = (of: (at: number) => number) => places.reduce((sum, at) => sum + of(at), 0) / places.length;
        return { x: mean((at) => at % 20), y: mean((at) => Math.floor(at / 20)) };
      });
      const [first, last] = [centres[0]!, centres[5]!];
      const [dx, dy] = [last.x - first.x, last.y - first.y];
      const heading = Math.abs(dx) > Math.abs(dy) ? (dx < 0 ? 'left' : 'right') : dy < 0 ? 'up' : 'down';
      expect(heading).toBe(motion.direction);
      expect(Math.max(Math.abs(dx), Math.abs(dy))).toBeGreaterThan(3);
    });
  });

  it('open like any other, and equal the page’s own arithmetic', async () => {
    const config: DataConfig = must(await inspectData(source, { frames: 3 }));
    expect(config.video).toMatchObject({ frames: 3, width: 20, height: 20, channels: 1, classes: [...directions] });
    const data = must(await openData(config));
    const input = data.fitted.inputs['video']!;
    if (input.modality !== 'video') throw new Error('no clips');
    const { columns } = must(generateTable(source.id, source.params));
    const pictures = paintMotion(parseMotion((columns['clip'] as readonly string[])[5]!)).map((pixels) => ({
      data: pixels,
      width: 20,
      height: 20,
      channels: 1 as const,
    }));
    const batch = await data.batch(Uint32Array.from([5]));
    expect(batch.inputs['video']!.values).toEqual(encodeClip(input, pictures));
    data.close();
  });
});
