// Pictures with boxes: files in their usual forms, what is refused with which words, and that boxes move with their
// picture; the loss on the compiled step, other engines and by finite differences.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../../electron/engine/data';
import { boxColumns, readCoco } from '../../../electron/engine/data/boxes/boxFiles';
import { type BoxGrid, type Thing, boxIoU, encodeBoxes, readBoxes } from '../../../shared/data/boxes';
import type { DataConfig } from '../../../shared/data/config';
import { checkData } from '../../../shared/data/describe';
import { dataConfig } from '../../../shared/network/schema';
import { createRandom } from '../../../shared/random';
import type { ParamValues } from '../../../shared/result';

const root = mkdtempSync(join(tmpdir(), 'layerloom-boxes-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const picture = () => createCanvas(40, 20).toBuffer('image/png');
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
const pictures = (folder = 'images', n = 12): Tree =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`${folder}/${i}.png`, picture()]));
interface Annotation {
  readonly image_id?: number;
  readonly category_id?: number;
  readonly bbox?: readonly unknown[];
}
const coco = (more: readonly Annotation[] = [], files: readonly string[] = []) =>
  JSON.stringify({
    images: [...Array.from({ length: 12 }, (_, i) => `${i}.png`), ...files].map((file_name, id) => ({ id, file_name })),
    annotations: [
      ...Array.from({ length: 12 }, (_, i) => ({ image_id: i, category_id: 1 + (i % 2), bbox: [4, 2, 20, 10] })),
      ...more,
    ].map((entry, id) => ({ id, ...entry })),
    categories: [
      { id: 1, name: 'cat' },
      { id: 2, name: 'dog' },
    ],
  });
async function read(path: string, options: ParamValues = {}, type: 'folder' | 'file' = 'folder'): Promise<DataConfig> {
  const answer = await inspectData({ type, path, name: 'set' }, options);
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

describe('reading', () => {
  const rows = (head: string, row: (i: number) => string) =>
    [head, ...Array.from({ length: 12 }, (_, i) => row(i))].join('\n');
  it.each<[string, Tree, 'folder' | 'file', string]>([
    ['a folder with COCO', { ...pictures(), 'instances.json': coco() }, 'folder', ''],
    [
      'COCO in a folder of its own',
      { ...pictures('train2017'), 'annotations/instances_train2017.json': coco() },
      'folder',
      '',
    ],
    ['a COCO file, its pictures beside it', { ...pictures(), 'data.json': coco() }, 'file', 'data.json'],
    [
      'corners',
      {
        ...pictures('.'),
        'b.csv': rows(
          'filename,width,height,class,xmin,ymin,xmax,ymax',
          (i) => `${i}.png,40,20,${i % 2 ? 'dog' : 'cat'},4,2,24,12`,
        ),
      },
      'file',
      'b.csv',
    ],
    [
      'sizes and semicolons',
      {
        ...pictures(),
        'boxes.csv': rows('image;label;x;y;w;h', (i) => `images/${i}.png;${i % 2 ? 'dog' : 'cat'};4;2;20;10`),
      },
      'folder',
      '',
    ],
  ])('%s', async (_name, tree, type, file) => {
    const config = await read(join(folderOf(tree), file), {}, type);
    expect(config.kind).toBe('boxes');
    expect(config.boxes).toMatchObject({
      classes: ['cat', 'dog'],
      classCounts: [6, 6],
      imageCount: 12,
      width: 40,
      height: 24,
      leftOut: 0,
      skipped: [],
    });
    expect(checkData(config).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(dataConfig.parse(JSON.parse(JSON.stringify(config)))).toEqual(config);
    const opened = await openData(config);
    if (!opened.ok) throw new Error(opened.problem.message);
    const [things] = await opened.value.things!(Uint32Array.of(1));
    opened.value.close();
    expect(things).toEqual([{ box: [0.1, 0.1, 0.5, 0.5], class: 1 }]);
  });

  it.each<[string, readonly Annotation[], readonly string[], number, RegExp]>([
    [
      'a box outside of its picture',
      [{ image_id: 1, category_id: 1, bbox: [50, 2, 5, 5] }],
      [],
      12,
      /annotation 12: its box \(50, 2, 5, 5\) lies outside of the picture, which has 40 by 20 pixels/,
    ],
    ['a box without an area', [{ image_id: 1, category_id: 1, bbox: [5, 2, 0, 5] }], [], 12, /has no area \(0 by 5\)/],
    [
      'a box of words',
      [{ image_id: 1, category_id: 1, bbox: ['a', 2, 0, 5] }],
      [],
      12,
      /has no "bbox" of four numbers/,
    ],
    [
      'an unknown category',
      [{ image_id: 1, category_id: 77, bbox: [5, 2, 5, 5] }],
      [],
      12,
      /unknown category \(category_id 77\)/,
    ],
    [
      'an unknown picture',
      [{ image_id: 99, category_id: 1, bbox: [5, 2, 5, 5] }],
      [],
      12,
      /image_id 99\) that is not in "images"/,
    ],
    ['a missing file', [], ['gone.png'], 12, /it is not there/i],
  ])('names %s and goes on', async (_name, more, files, count, reason) => {
    const { boxes } = await read(folderOf({ ...pictures(), 'instances.json': coco(more, files) }));
    expect(boxes!.imageCount).toBe(count);
    expect(boxes!.classCounts).toEqual([6, 6]);
    expect(boxes!.unreadable.map((entry) => entry.reason).join()).toMatch(reason);
  });
  it('cuts a box that reaches over the edge', async () => {
    const config = await read(
      folderOf({ ...pictures(), 'instances.json': coco([{ image_id: 0, category_id: 1, bbox: [-10, -10, 30, 20] }]) }),
    );
    const opened = await openData(config);
    if (!opened.ok) throw new Error(opened.problem.message);
    expect((await opened.value.things!(Uint32Array.of(0)))[0]![1]).toEqual({ box: [0, 0, 0.5, 0.5], class: 0 });
    opened.value.close();
  });
  it.each<[string, Tree, RegExp]>([
    ['damaged JSON', { ...pictures(), 'instances.json': coco().slice(0, 300) }, /not valid JSON/],
    ['no boxes at all', pictures(), /holds no COCO file and no table of boxes/],
    ['pictures that are elsewhere', { 'instances.json': coco() }, /None of the pictures .* is there/],
  ])('refuses %s', async (_name, tree, message) => {
    const answer = await inspectData({ type: 'folder', path: folderOf(tree), name: 'set' }, { readAs: 'boxes' });
    expect(answer).toMatchObject({ ok: false, problem: { message: expect.stringMatching(message) as string } });
  });
  it.each(['[]', '{"images": 3}', '{"images": [], "annotations": {}}', '{'])('%s is no COCO', (text) => {
    expect(readCoco(text)).toEqual(expect.any(String));
  });
  it('a table without boxes is none', () => {
    expect(boxColumns(['filename', 'label', 'size'])).toBeNull();
  });
});

describe('the grid', () => {
  const grid: BoxGrid = { rows: 4, columns: 6, classes: 3 };
  it('gives back what was put in, but for things that share a cell', () => {
    const random = createRandom(2);
    for (let turn = 0; turn < 50; turn++) {
      const things: Thing[] = Array.from({ length: 3 }, () => {
        const [w, h] = [0.1 + 0.3 * random.uniform(), 0.1 + 0.3 * random.uniform()];
        return { box: [(1 - w) * random.uniform(), (1 - h) * random.uniform(), w, h], class: random.integer(3) };
      });
      const values = new Float32Array(4 * 6 * 8);
      encodeBoxes(things, grid, values, 0);
      const back = readBoxes(values, grid);
      expect(back.length).toBeGreaterThan(0);
      for (const thing of back) {
        const own = things.find((one) => one.class === thing.class && boxIoU(one.box, thing.box) > 0.9999);
        expect(own).toBeDefined();
      }
      if (back.length < 3)
        expect(Math.max(...back.map(({ box }) => box[2] * box[3]))).toBeCloseTo(
          Math.max(...things.map(({ box }) => box[2] * box[3])),
          5,
        );
    }
  });
  it('boxes go where their picture goes, in training alone', async () => {
    const source = {
      type: 'generated',
      id: 'shape-boxes',
      params: { count: 20, side: 32, noise: 0, most: 1 },
    } as const;
    const config = await inspectData(source, { variation: 'turns', cell: '4' });
    if (!config.ok) throw new Error(config.problem.message);
    const opened = await openData(config.value);
    if (!opened.ok) throw new Error(opened.problem.message);
    const { batch, parts } = opened.value;
    const plain = await batch(parts.train);
    const varied = await batch(parts.train, 3);
    expect(varied.targets).not.toEqual(plain.targets);
    for (const { inputs, targets } of [plain, varied]) {
      for (let sample = 0; sample < parts.train.length; sample++) {
        const [thing] = readBoxes(targets['boxes']!.subarray(sample * 64 * 8, (sample + 1) * 64 * 8), {
          rows: 8,
          columns: 8,
          classes: 3,
        });
        // The corner is ground; without noise all else is the shape.
        const at = (x: number, y: number) =>
          inputs['image']!.values.subarray(
            3 * (sample * 1024 + y * 32 + x),
            3 * (sample * 1024 + y * 32 + x) + 3,
          ).join();
        const inside = Array.from({ length: 1024 }, (_, i) => [i % 32, Math.floor(i / 32)] as const).filter(
          ([x, y]) => at(x, y) !== at(0, 0),
        );
        const [xs, ys] = [inside.map(([x]) => x), inside.map(([, y]) => y)];
        const seen = [
          Math.min(...xs),
          Math.min(...ys),
          Math.max(...xs) - Math.min(...xs) + 1,
          Math.max(...ys) - Math.min(...ys) + 1,
        ];
        thing!.box.forEach((value, i) => expect(32 * value).toBeCloseTo(seen[i]!, 3));
      }
    }
    opened.value.close();
  });
});
