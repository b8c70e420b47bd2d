// Pictures with masks: how pairs are found, what is refused with which words, and that a picture is never varied
// without its mask.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../../electron/engine/data';
import { pairFiles } from '../../../electron/engine/data/masks/maskSource';
import type { DataConfig } from '../../../shared/data/config';
import { checkData } from '../../../shared/data/describe';
import { type Variation, drawPlacement, guessIgnored, placeGrid } from '../../../shared/data/masks';
import { dataConfig } from '../../../shared/network/schema';
import { createRandom } from '../../../shared/random';
import type { ParamValues } from '../../../shared/result';

const root = mkdtempSync(join(tmpdir(), 'layerloom-masks-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A picture whose left half has the first colour and whose right half the second. */
function halves(left: string, right: string, width = 16, height = 8, type: 'image/png' | 'image/jpeg' = 'image/png') {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = left;
  context.fillRect(0, 0, width / 2, height);
  context.fillStyle = right;
  context.fillRect(width / 2, 0, width / 2, height);
  return canvas.toBuffer(type as 'image/png');
}

type Tree = { readonly [path: string]: Buffer | string };
let made = 0;
function folderOf(tree: Tree): string {
  const path = join(root, `set${made++}`);
  for (const [inner, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(path, inner)), { recursive: true });
    writeFileSync(join(path, inner), content);
  }
  return path;
}
const many = (tree: (i: number) => Tree, n = 12): Tree =>
  Object.assign({}, ...Array.from({ length: n }, (_, i) => tree(i)));
const pair = (i: number): Tree => ({
  [`images/p${i}.png`]: halves('#802010', '#1040c0'),
  [`masks/p${i}.png`]: halves('#000000', '#ff0000'),
});
const inspect = (path: string, options: ParamValues = {}, type: 'folder' | 'file' = 'folder') =>
  inspectData({ type, path, name: 'set' }, options);
async function read(path: string, options: ParamValues = {}, type: 'folder' | 'file' = 'folder'): Promise<DataConfig> {
  const answer = await inspect(path, options, type);
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

describe('which mask belongs to which picture', () => {
  it.each([
    ['folders beside each other', ['images/a.jpg', 'masks/a.png'], ['images/a.jpg masks/a.png']],
    [
      'in parts',
      ['train/images/a.png', 'train/masks/a.png', 'val/images/a.png', 'val/masks/a.png'],
      ['train/images/a.png train/masks/a.png', 'val/images/a.png val/masks/a.png'],
    ],
    ['parts within', ['images/train/a.png', 'labels/train/a.png'], ['images/train/a.png labels/train/a.png']],
    ['by ending', ['a.png', 'a_mask.png', 'b.png', 'b-seg.png'], ['a.png a_mask.png', 'b.png b-seg.png']],
    ['folders and endings', ['imgs/a.png', 'masks/a_mask.png'], ['imgs/a.png masks/a_mask.png']],
    [
      'Pascal VOC',
      ['VOC/JPEGImages/x.jpg', 'VOC/SegmentationClass/x.png'],
      ['VOC/JPEGImages/x.jpg VOC/SegmentationClass/x.png'],
    ],
    ['Oxford pets', ['images/x.jpg', 'annotations/trimaps/x.png'], ['images/x.jpg annotations/trimaps/x.png']],
    ['classes are no masks', ['cat/1.png', 'dog/1.png'], []],
  ])('%s', (_name, paths, expected) => {
    expect(pairFiles(paths).pairs.map(({ image, mask }) => `${image} ${mask}`)).toEqual(expected);
  });
  it('says which files stay alone', () => {
    expect(pairFiles(['images/a.png', 'images/b.png', 'masks/a.png', 'masks/c.png']).alone).toEqual([
      { file: 'images/b.png', reason: 'There is no mask of the same name.' },
      { file: 'masks/c.png', reason: 'There is no picture of the same name.' },
    ]);
  });
});

describe('reading', () => {
  it('finds classes, their pixels, and names them as asked', async () => {
    const path = folderOf(many(pair));
    const config = await read(path);
    expect(config.kind).toBe('masks');
    expect(config.masks).toMatchObject({
      form: 'colours',
      values: ['#000000', '#ff0000'],
      classes: ['background', '#ff0000'],
      classCounts: [12 * 64, 12 * 64],
      imageCount: 12,
      width: 16,
      height: 8,
      channels: 3,
    });
    expect(checkData(config).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(dataConfig.parse(JSON.parse(JSON.stringify(config)))).toEqual(config);
    expect((await read(path, { names: 'ground, fire' })).masks!.classes).toEqual(['ground', 'fire']);
    expect((await read(path, { ignored: '#000000' })).masks).toMatchObject({
      classes: ['#ff0000'],
      ignored: '#000000',
    });
  });
  it('reads a table of paths, and class names from a file', async () => {
    const tree = many((i) => ({
      [`pics/${i}.png`]: halves('#802010', '#1040c0'),
      [`truth/${i}.png`]: halves('#000000', '#00ff00'),
    }));
    const table = ['photo,truth', ...Array.from({ length: 12 }, (_, i) => `pics/${i}.png,truth/${i}.png`)].join('\n');
    const path = folderOf({ ...tree, 'list.csv': table });
    expect((await read(join(path, 'list.csv'), {}, 'file')).masks).toMatchObject({ imageCount: 12 });
    const named = folderOf({ ...many(pair), 'classes.txt': 'sky\nsea\n' });
    expect((await read(named)).masks!.classes).toEqual(['sky', 'sea']);
  });
  it.each([
    [
      'a mask of another size',
      many(pair),
      { 'masks/p3.png': halves('#000', '#f00', 8, 16) },
      'images/p3.png',
      /mask has 8 by 16 pixels, the picture 16 by 8/,
    ],
    [
      'a damaged mask',
      many(pair),
      { 'masks/p3.png': halves('#000', '#f00').subarray(0, 70) },
      'images/p3.png',
      /mask masks\/p3\.png cannot be used/,
    ],
    [
      'a picture without a mask',
      many(pair),
      { 'images/extra.png': halves('#000', '#fff') },
      'images/extra.png',
      /no mask of the same name/,
    ],
    ['a text for a picture', many(pair), { 'images/p3.png': 'hello' }, 'images/p3.png', /not a picture/],
  ])('leaves out %s and says so', async (_name, tree, change, file, reason) => {
    const { masks } = await read(folderOf({ ...tree, ...change } as Tree));
    expect(masks!.unreadable).toHaveLength(1);
    expect(masks!.unreadable[0]).toMatchObject({ file, reason: expect.stringMatching(reason) as string });
    expect(masks!.imageCount).toBe(_name === 'a picture without a mask' ? 12 : 11);
  });
  it.each([
    [
      'masks as JPEG',
      many((i) => ({ [`images/p${i}.png`]: gradient(), [`masks/p${i}.png`]: gradient() })),
      'data.masks.values',
      /more than 255 different values/,
    ],
    [
      'no pairs',
      { 'images/a.png': halves('#000', '#fff'), 'masks/b.png': halves('#000', '#fff') },
      'data.masks.pairs',
      /none with a mask/,
    ],
    [
      'a table that leads out',
      { 'list.csv': 'image,mask\n../a.png,../b.png\n' },
      'data.masks.none',
      /outside the folder of the table/,
    ],
  ])('refuses %s', async (_name, tree, code, message) => {
    const path = folderOf(tree as Tree);
    const table = 'list.csv' in tree;
    const answer = await inspect(table ? join(path, 'list.csv') : path, { readAs: 'masks' }, table ? 'file' : 'folder');
    expect(answer).toMatchObject({ ok: false, problem: { code, message: expect.stringMatching(message) as string } });
  });
});

function gradient(): Buffer {
  const canvas = createCanvas(16, 24);
  const context = canvas.getContext('2d');
  for (let i = 0; i < 16 * 24; i++) {
    context.fillStyle = `rgb(${i % 256}, ${i >> 3}, 7)`;
    context.fillRect(i % 16, i >> 4, 1, 1);
  }
  return canvas.toBuffer('image/png');
}

describe('varying', () => {
  it.each<[Variation, number]>([
    ['none', 1],
    ['mirror', 2],
    ['flips', 4],
    ['turns', 8],
  ])('%s gives %i positions', (variation, expected) => {
    const random = createRandom(1);
    const grid = Uint8Array.from({ length: 9 }, (_, i) => i);
    const seen = new Set(
      Array.from({ length: 200 }, () => placeGrid(grid, 3, 3, 1, drawPlacement(variation, true, random)).join()),
    );
    expect(seen.size).toBe(expected);
  });
  it('moves a picture and its mask alike, in training alone, each epoch in its own way', async () => {
    const source = { type: 'generated', id: 'shape-masks', params: { count: 20, side: 32, noise: 0 } } as const;
    const config = await inspectData(source, { variation: 'turns' });
    if (!config.ok) throw new Error(config.problem.message);
    const opened = await openData(config.value);
    if (!opened.ok) throw new Error(opened.problem.message);
    const { batch, parts } = opened.value;
    const plain = await batch(parts.train);
    expect((await batch(parts.train)).targets).toEqual(plain.targets);
    const epochs = [await batch(parts.train, 1), await batch(parts.train, 2)];
    expect(await batch(parts.train, 1)).toEqual(epochs[0]);
    expect(epochs[0]!.targets).not.toEqual(epochs[1]!.targets);
    for (const { inputs, targets } of [plain, ...epochs]) {
      // Without noise a shape has one colour: pixels of a colour have one class, wherever they moved to.
      const pixels = inputs['image']!.values;
      for (let sample = 0; sample < parts.train.length; sample++) {
        const classOf = new Map<string, number>();
        for (let i = sample * 1024; i < (sample + 1) * 1024; i++) {
          const colour = pixels.subarray(3 * i, 3 * i + 3).join();
          if (!classOf.has(colour)) classOf.set(colour, targets['mask']![i]!);
          expect(targets['mask']![i]).toBe(classOf.get(colour));
        }
      }
    }
    opened.value.close();
  });
  it.each([
    [[0, 1, 2, 255], 255],
    [[0, 255], null],
    [[0, 127, 255], null],
    [[0, 1, 2], null],
  ])('of the values %j, %j is no class', (values, expected) => {
    expect(guessIgnored('numbers', values)).toBe(expected);
  });
});
