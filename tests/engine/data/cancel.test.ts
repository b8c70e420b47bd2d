// Every long look at data ends within 200 ms of being told to, and says so; while it goes on it tells how far it is. The
// same for opening data, with the bias check's groups as well, and for whoever waits for samples: the data map, an evaluation.
import { createCanvas } from '@napi-rs/canvas';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../../electron/engine/data';
import { useWorkers, workers } from '../../../electron/engine/data/workers/pool';
import { mapSamples, rawFeatures } from '../../../electron/engine/dataMap';
import { type Task, createTasks, unlessCancelled } from '../../../electron/tasks';
import type { DataConfig } from '../../../shared/data/config';
import { withGroups } from '../../../shared/data/groups';
import type { ParamValues } from '../../../shared/result';
import { bundle } from '../bundle';
import { zipOf } from '../zipOf';
import { promptly } from '../../promptly';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-cancel-'));
beforeAll(async () => useWorkers(await bundle('electron/engine/data/workers/dataWorker.ts')));
afterAll(() => {
  workers().close();
  rmSync(folder, { recursive: true });
});

function picture(): Buffer {
  const canvas = createCanvas(200, 200);
  canvas.getContext('2d').fillRect(20, 20, 90, 90);
  return canvas.toBuffer('image/png');
}

/** One second of a tone, 16 bits. */
function sound(): Buffer {
  const count = 16_000;
  const bytes = Buffer.alloc(44 + 2 * count);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + 2 * count, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  for (const [at, value] of [
    [16, 16],
    [24, count],
    [28, 2 * count],
    [40, 2 * count],
  ] as const)
    bytes.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    bytes.writeUInt16LE(value, at);
  bytes.write('data', 36, 'latin1');
  for (let i = 0; i < count; i++) bytes.writeInt16LE(Math.round(9000 * Math.sin(i / 5)), 44 + 2 * i);
  return bytes;
}

type Tree = { readonly [path: string]: Buffer | string };

const many = (count: number, name: (i: number) => string, content: Buffer | string): Tree =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [name(i), content]));

const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

const boxes = `file,label,x,y,width,height\n${lines(600, (i) => `${i}.png,cat,5,5,20,20`)}\n`;

const cells = (i: number) =>
  `<row r="${i + 1}"><c r="A${i + 1}"><v>${i}</v></c><c r="B${i + 1}"><v>${i % 7}</v></c></row>`;
const workbook: Tree = {
  '[Content_Types].xml': '<Types/>',
  'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
  'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${lines(120_000, cells)}</sheetData></worksheet>`,
};

const withMasks = () => many(600, (i) => `${i % 2 === 0 ? 'images' : 'masks'}/${i >> 1}.png`, picture());
const withBoxes = () => ({ ...many(600, (i) => `${i}.png`, picture()), 'boxes.csv': boxes });
const jsonLines = () => lines(200_000, (i) => `{"a":${i},"b":${i % 7}}`);
const tableOfTexts = {
  make: () => `text,label\n${lines(60_000, (i) => `these are some words number ${i},${i % 2}`)}\n`,
  options: { readAs: 'text' },
};
const tableOfPairs = {
  make: () => `from,to\n${lines(60_000, (i) => `some words number ${i},einige Wörter Nummer ${i}`)}\n`,
  options: { readAs: 'pairs' },
};
const tableInTime = {
  make: () => `time,value\n${lines(150_000, (i) => `${i},${i % 7}`)}\n`,
  options: { readAs: 'series' },
};
/** A word for each number. */
const spelled = (n: number) => Array.from(String(n), (digit) => 'abcdefghij'[Number(digit)]).join('');

interface Row {
  readonly name: string;
  readonly make: () => Tree | Buffer | Promise<Buffer> | string;
  readonly options?: ParamValues;
}

const rows: readonly Row[] = [
  { name: 'pictures in folders', make: () => many(600, (i) => `class ${i % 2}/${i}.png`, picture()) },
  { name: 'pictures in a zip', make: () => zipOf(many(600, (i) => `class ${i % 2}/${i}.png`, picture())) },
  { name: 'pictures with masks', make: withMasks },
  { name: 'pictures with boxes', make: withBoxes },
  { name: 'sounds', make: () => many(400, (i) => `word ${i % 2}/${i}.wav`, sound()) },
  { name: 'a table', make: () => `a,b\n${lines(600_000, (i) => `${i},${i % 7}`)}\n` },
  { name: 'JSON lines', make: jsonLines },
  { name: 'a workbook', make: () => zipOf(workbook) },
  { name: 'a Parquet file', make: () => readFileSync(join(__dirname, 'tables/long.parquet')) },
  { name: 'clips', make: () => many(400, (i) => `class ${i % 2}/clip ${i >> 1}/frame1.png`, picture()) },
  {
    name: 'clips in a zip',
    make: () => zipOf(many(400, (i) => `class ${i % 2}/clip ${i >> 1}/frame1.png`, picture())),
  },
  { name: 'texts', ...tableOfTexts },
  { name: 'pairs of texts', ...tableOfPairs },
  { name: 'a series', ...tableInTime },
];

function place(content: Tree | Buffer | string, name: string) {
  const path = join(folder, name);
  if (typeof content === 'string' || Buffer.isBuffer(content)) {
    writeFileSync(path, content);
    return { type: 'file', path, name } as const;
  }
  for (const [inner, bytes] of Object.entries(content)) {
    mkdirSync(dirname(join(path, inner)), { recursive: true });
    writeFileSync(join(path, inner), bytes);
  }
  return { type: 'folder', path, name } as const;
}

describe('a look at data', () => {
  it.each(rows)('$name: tells how far it is and ends when it is told to', async ({ name, make, options = {} }) => {
    const source = place(await make(), name);
    let [quickest, counted] = [Infinity, false];
    // A machine that is busy with something else may be late once.
    for (let turn = 0; turn < 3 && quickest > 200; turn++) {
      const cancel = new AbortController();
      let told = 0;
      const answer = await inspectData(source, options, {
        signal: cancel.signal,
        onProgress: ({ done, total, message }) => {
          expect(message).toMatch(/^\S.*: [\d,]+/);
          counted ||= total > 0 && done <= total && /: [\d,]+ of [\d,]+( MB)?$/.test(message);
          if (told > 0 || total === 0) return;
          told = performance.now();
          cancel.abort();
        },
      });
      expect(answer).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
      quickest = Math.min(quickest, performance.now() - told);
    }
    expect(counted).toBe(true);
    expect(quickest).toBeLessThan(promptly(200));
  });

  it('ends while 100,000 files are only listed', async () => {
    const [classes, each] = [4, 25_000];
    const name = 'many files';
    const source = place(
      many(classes, (i) => `class ${i}/0.png`, picture()),
      name,
    );
    // Links to one file take a tenth of the time that files of their own would.
    for (let i = 0; i < classes; i++)
      for (let n = 1; n < each; n++)
        linkSync(join(folder, name, `class ${i}`, '0.png'), join(folder, name, `class ${i}`, `${n}.png`));
    const cancel = new AbortController();
    let told = 0;
    const answer = await inspectData(
      source,
      {},
      {
        signal: cancel.signal,
        onProgress: ({ message }) => {
          expect(message).toMatch(/^Listing many files: [\d,]+$/);
          told ||= performance.now();
          cancel.abort();
        },
      },
    );
    expect(answer).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
    expect(performance.now() - told).toBeLessThan(promptly(200));
  });
});

interface OpenedRow {
  readonly name: string;
  readonly make: () => Tree | string | Buffer | Promise<Buffer>;
  readonly options?: ParamValues;
  /** What the progress that is waited for opens with. */
  readonly during?: string;
  readonly change?: (config: DataConfig) => DataConfig;
}

const table = () => `a,b,place\n${lines(400_000, (i) => `${i},${i % 7},p${i % 5}`)}\n`;

const opened: readonly OpenedRow[] = [
  { name: 'sounds', make: () => many(400, (i) => `word ${i % 2}/${i}.wav`, sound()) },
  { name: 'a table', make: table },
  { name: 'a table with groups to compare', make: table, change: (config) => withGroups(config, 'place') },
  { name: 'a Parquet file', make: () => readFileSync(join(__dirname, 'tables/long.parquet')) },
  {
    name: 'pictures to standardize',
    make: () => many(600, (i) => `class ${i % 2}/${i}.png`, picture()),
    options: { scaling: 'standardize' },
  },
  {
    name: 'clips to standardize',
    make: () => many(300, (i) => `class ${i % 2}/clip ${i >> 1}/frame1.png`, picture()),
    options: { scaling: 'standardize' },
  },
  { name: 'pictures with masks to standardize', make: withMasks, options: { scaling: 'standardize' } },
  { name: 'pictures with boxes to standardize', make: withBoxes, options: { scaling: 'standardize' } },
  { name: 'JSON lines', make: jsonLines },
  { name: 'a workbook', make: () => zipOf(workbook) },
  { name: 'texts', ...tableOfTexts },
  { name: 'texts while their words are counted', ...tableOfTexts, during: 'Making the vocabulary' },
  {
    name: 'texts while their pieces are learned',
    make: () =>
      `text,label\n${lines(20_000, (i) => `${spelled(i)} ${spelled(i + 7e6)} ${spelled(i + 3e7)},${i % 2}`)}\n`,
    options: { readAs: 'text', level: 'subword' },
    during: 'Learning word pieces',
  },
  { name: 'pairs of texts', ...tableOfPairs },
  { name: 'pairs of texts while their words are counted', ...tableOfPairs, during: 'Making the vocabulary' },
  { name: 'a series', ...tableInTime },
];

describe('opening data', () => {
  it.each(opened)(
    '$name: ends when it is told to',
    async ({ name, make, options = {}, during = '', change = (config) => config }) => {
      const found = await inspectData(place(await make(), `${name} to open`), options);
      if (!found.ok) throw new Error(found.problem.message);
      const cancel = new AbortController();
      let told = 0;
      const onProgress = ({ message }: { readonly message: string }) => {
        if (!message.startsWith(during)) return;
        told ||= performance.now();
        cancel.abort();
      };
      const answer = await openData(change(found.value), undefined, { signal: cancel.signal, onProgress });
      expect(answer).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
      expect(performance.now() - told).toBeLessThan(promptly(200));
    },
  );
});

describe('waiting for samples', () => {
  /** A set whose samples never come, as those of a disk that hangs. */
  const never = async () => {
    const found = await inspectData({ type: 'bundled', id: 'iris' }, {});
    const set = found.ok ? await openData(found.value) : found;
    if (!set.ok) throw new Error(set.problem.message);
    return { ...set.value, batch: () => new Promise<never>(() => undefined) };
  };

  it('ends with the data map', async () => {
    const set = await never();
    const tasks = createTasks(() => undefined);
    const map = tasks.run('map', (task) => mapSamples(set, rawFeatures(set.spec.inputs), task));
    setImmediate(() => tasks.cancel('map'));
    await expect(map).rejects.toMatchObject({ problem: { code: 'cancelled' } });
  });

  it.each(['pca', 'umap'] as const)('the data map ends while it places its points: %s', async (method) => {
    const found = await inspectData({ type: 'bundled', id: 'iris' }, {});
    const set = found.ok ? await openData(found.value) : found;
    if (!set.ok) throw new Error(set.problem.message);
    let told = 0;
    const task: Task = {
      signal: new AbortController().signal,
      progress: (_done, _total, message) => {
        if (!message.startsWith('Placing')) return;
        told++;
        throw new Error('That is enough.');
      },
    };
    await expect(mapSamples(set.value, rawFeatures(set.value.spec.inputs), task, method)).rejects.toThrow('enough');
    expect(told).toBe(1);
    set.value.close();
  });

  it('gives what comes, and what went wrong', async () => {
    const { signal } = new AbortController();
    expect(await unlessCancelled(signal, Promise.resolve(5))).toBe(5);
    await expect(unlessCancelled(signal, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    const over = new AbortController();
    over.abort();
    await expect(unlessCancelled(over.signal, new Promise(() => undefined))).rejects.toThrow('Cancelled');
  });
});
