// Every kind of data says which samples are in training and test alike, with two by name, and keeps them on one side when asked.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { closePreview, compareParts, inspectData, openData, previewData } from '../../../electron/engine/data';
import { printsOfContent } from '../../../electron/engine/data/filePrints';
import { workers } from '../../../electron/engine/data/workers/pool';
import type { DataConfig, DataSource } from '../../../shared/data/config';
import { writeWav } from '../../../shared/data/wav';
import type { Result } from '../../../shared/result';
import { zipOf } from '../zipOf';

const root = mkdtempSync(join(tmpdir(), 'layerloom-leaks-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

type Tree = { readonly [path: string]: Buffer };
let made = 0;
const place = () => join(root, `set${made++}`);

function folderOf(tree: Tree): DataSource {
  const path = place();
  for (const [inner, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(path, inner)), { recursive: true });
    writeFileSync(join(path, inner), content);
  }
  return { type: 'folder', path, name: 'set' };
}
function fileOf(content: Buffer | string, ending: string): DataSource {
  const path = `${place()}.${ending}`;
  writeFileSync(path, content);
  return { type: 'file', path, name: `set.${ending}` };
}

/** A file with others beside it. */
function beside(name: string, content: string, tree: Tree): DataSource {
  const { path } = folderOf({ ...tree, [name]: Buffer.from(content) }) as { readonly path: string };
  return { type: 'file', path: join(path, name), name };
}

/** Samples of each set: fewer different ones make copies. */
const total = 48;
type Sets = (different: number) => DataSource | Promise<DataSource>;
const tree = (files: (sample: number) => Tree): Tree =>
  Object.assign({}, ...Array.from({ length: total }, (_, i) => files(i)));
const lines = (line: (sample: number) => string) => Array.from({ length: total }, (_, i) => line(i)).join('\n');
/** A class to each different sample: one for all its copies. */
const classOf = (which: number) => ['cat', 'dog'][which % 2]!;

/** A small picture, another for each number, and all of one length: what follows its end is no part of it. */
function picture(which: number): Buffer {
  const canvas = createCanvas(8, 8);
  const context = canvas.getContext('2d');
  context.fillStyle = `rgb(${5 * which}, 40, 90)`;
  context.fillRect(0, 0, 8, 5);
  return Buffer.concat([canvas.toBuffer('image/png')], 400);
}
/** A tone between silences, more than is hashed whole. */
const sound = (which: number) =>
  Buffer.from(
    writeWav({
      rate: 48000,
      samples: Float32Array.from({ length: 34000 }, (_, i) =>
        i < 5000 || i > 29000 ? 0 : Math.sin((i * (which + 20)) / 500),
      ),
    }),
  );
const pictures = (different: number) =>
  tree((i) => ({ [`${classOf(i % different)}/${i}.png`]: picture(i % different) }));

const kinds: readonly [what: string, make: Sets, kind: DataConfig['kind'], example: RegExp][] = [
  [
    'pictures in a folder',
    (n) => folderOf(pictures(n)),
    'images',
    /(?:cat|dog)\/\d+\.png \(as (?:cat|dog)\/\d+\.png\)/,
  ],
  [
    'pictures in a zip',
    async (n) => fileOf(await zipOf(pictures(n)), 'zip'),
    'images',
    /\d+\.png \(as \w+\/\d+\.png\)/,
  ],
  [
    'sounds',
    (n) => folderOf(tree((i) => ({ [`${classOf(i % n)}/${i}.wav`]: sound(i % n) }))),
    'audio',
    /\d+\.wav \(as \w+\/\d+\.wav\)/,
  ],
  [
    'clips',
    (n) =>
      folderOf(
        tree((i) => {
          const clip = `${classOf(i % n)}/clip${i}`;
          return { [`${clip}/1.png`]: picture(0), [`${clip}/2.png`]: picture(i % n), [`${clip}/3.png`]: picture(1) };
        }),
      ),
    'video',
    /clip\d+ \(as \w+\/clip\d+\)/,
  ],
  [
    'pictures with masks',
    (n) => folderOf(tree((i) => ({ [`images/${i}.png`]: picture(i % n), [`masks/${i}.png`]: picture(i % n) }))),
    'masks',
    /images\/\d+\.png \(as images\/\d+\.png\)/,
  ],
  [
    'pictures with boxes',
    (n) =>
      folderOf({
        ...tree((i) => ({ [`images/${i}.png`]: picture(i % n) })),
        'boxes.csv': Buffer.from(`file,label,x,y,width,height\n${lines((i) => `images/${i}.png,cat,1,1,4,4`)}\n`),
      }),
    'boxes',
    /images\/\d+\.png \(as images\/\d+\.png\)/,
  ],
  [
    'a table that names pictures',
    (n) =>
      beside(
        'rows.csv',
        `image,age,kind\n${lines((i) => `${i}.png,${30 + (i % n)},${classOf(i % n)}`)}\n`,
        tree((i) => ({ [`${i}.png`]: picture(i % n) })),
      ),
    'table',
    /row \d+ \(as row \d+\)/,
  ],
  [
    'a table of masks alone',
    (n) =>
      beside(
        'rows.csv',
        `image,mask\n${lines((i) => `${i}.png,${i}_mask.png`)}\n`,
        tree((i) => ({ [`${i}.png`]: picture(i % n), [`${i}_mask.png`]: picture(i % n) })),
      ),
    'masks',
    /\d+\.png \(as \d+\.png\)/,
  ],
  [
    'a table of boxes alone, its pictures in a folder beside it',
    (n) =>
      beside(
        'boxes.csv',
        `file,label,x,y,width,height\n${lines((i) => `${i}.png,cat,1,1,4,4`)}\n`,
        tree((i) => ({ [`images/${i}.png`]: picture(i % n) })),
      ),
    'boxes',
    /\d+\.png \(as \d+\.png\)/,
  ],
  [
    'texts',
    (n) =>
      fileOf(
        lines((i) => `__label__${classOf(i % n)} this is the text of number ${i % n}`),
        'txt',
      ),
    'text',
    /text \d+ "this is the text of number \d+" \(as text \d+ "this/,
  ],
  [
    'pairs',
    (n) => fileOf(`source,target\n${lines((i) => `what is number ${i % n},it is ${i % n} of course`)}\n`, 'csv'),
    'pairs',
    /pair \d+ "what is number \d+ → it is \d+ of course" \(as pair/,
  ],
  [
    'sentences with tags',
    (n) => fileOf(`text,tags\n${lines((i) => `"Anna saw, ${i % n}",PER O O`)}\n`, 'csv'),
    'tags',
    /sentence \d+ "Anna saw, \d+" \(as sentence/,
  ],
];

describe('samples on both sides of the split', () => {
  it.each(kinds)('%s', async (_what, make, kind, example) => {
    const inspected = must(await inspectData(await make((2 * total) / 3), {}));
    expect(inspected.kind).toBe(kind);
    const random = (together: boolean): DataConfig => ({
      ...inspected,
      split: { ...inspected.split, method: 'random', train: 0.6, validation: 0.2, test: 0.2, together },
    });
    const torn = must(await openData(random(false)));
    const [leak] = await torn.leaks!();
    torn.close();
    expect(leak).toMatchObject({
      code: 'data.split.duplicates',
      severity: 'warning',
      fixes: [{ type: 'setSplit', values: { together: true } }, { type: 'goTo' }],
    });
    expect(leak!.message).toMatch(example);
    const whole = must(await openData(random(true)));
    expect(await whole.leaks!()).toEqual([]);
    expect(whole.parts.test.length).toBeGreaterThan(0);
    whole.close();
    // Its broken twin: where all samples differ, nothing is said.
    const clean = must(await openData(must(await inspectData(await make(total), {}))));
    expect(await clean.leaks!()).toEqual([]);
    clean.close();
  });
});

it('bare pixels are compared by their bytes', async () => {
  const pixels = ['aab', 'aab', 'aac'].map((text) => Buffer.from(text));
  const [one, same, other] = await printsOfContent((sample) => pixels[sample]!)(Uint32Array.of(0, 1, 2), {});
  expect(same).toBe(one);
  expect(other).not.toBe(one);
});

describe('the search', () => {
  const pool = workers();
  const runs = vi.spyOn(pool, 'run');
  afterEach(() => {
    runs.mockClear();
    closePreview();
  });
  const read = async () => {
    const data = must(await inspectData(folderOf(pictures(total / 2)), {}));
    return { ...data, split: { ...data.split, method: 'random', train: 0.6, validation: 0.2, test: 0.2 } } as const;
  };
  const filesRead = () =>
    runs.mock.calls.flatMap(([name, request]) => (name === 'prints' ? (request as { paths: string[] }).paths : []));

  it('goes on beside previews, counts, and can be cancelled', async () => {
    const data = must(
      await inspectData(
        fileOf(
          lines((i) => `__label__${classOf(i % 24)} text ${i % 24}`),
          'txt',
        ),
        {},
      ),
    );
    const halt = new AbortController();
    const seen: string[] = [];
    const onProgress = ({ message }: { readonly message: string }) => void seen.push(message);
    const search = compareParts(data, { signal: halt.signal, onProgress });
    halt.abort();
    expect(must(await previewData(data, 'all', 0, 10)).rows).toHaveLength(10);
    expect(await search).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
    expect(must(await compareParts(data, { onProgress }))[0]).toMatchObject({ code: 'data.split.duplicates' });
    expect(seen[0]).toBe(`Comparing samples: ${total} of ${total}`);
  });

  it('goes on when a run begins, which lets go of what previews keep open', async () => {
    const found = must(await compareParts(await read(), { onProgress: closePreview }));
    expect(found[0]).toMatchObject({ code: 'data.split.duplicates' });
  });

  it('reads a file once, however often it is asked for, until the file changes', async () => {
    const data = await read();
    const together = { ...data, split: { ...data.split, together: true } };
    must(await compareParts(data));
    must(await compareParts(together));
    expect(new Set(filesRead()).size).toBe(total);
    expect(filesRead()).toHaveLength(total);
    const { path } = data.source as { readonly path: string };
    writeFileSync(join(path, 'cat', '0.png'), Buffer.concat([picture(0).subarray(0, -1), Buffer.of(9)]));
    utimesSync(join(path, 'cat', '0.png'), 1, 1);
    closePreview();
    must(await compareParts(together));
    expect(filesRead()).toHaveLength(total + 1);
  });
});
