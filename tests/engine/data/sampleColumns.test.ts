// Columns beside what is learned, for every kind that has some: found with a reason, warned of where the split tears their
// groups apart, kept together by the fix, and counted group by group. What is expected is counted from the files as made.
import { createCanvas } from '@napi-rs/canvas';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compareParts, inspectData, openData, previewData } from '../../../electron/engine/data';
import type { DataConfig, DataSource, SplitConfig } from '../../../shared/data/config';
import { checkData } from '../../../shared/data/describe';
import { withGroups } from '../../../shared/data/groups';
import { columnForSplit, groupColumns, sampleColumn, splitColumns } from '../../../shared/data/sampleColumns';
import { partNames } from '../../../shared/data/split';
import { writeWav } from '../../../shared/data/wav';
import { dataConfig } from '../../../shared/network/schema';
import type { Result } from '../../../shared/result';
import { zipOf } from '../zipOf';

const root = mkdtempSync(join(tmpdir(), 'layerloom-columns-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

type Files = readonly (readonly [path: string, content: Buffer | string])[];
let made = 0;
function folderOf(files: Files): DataSource {
  const path = join(root, `set${made++}`);
  for (const [inner, content] of files) {
    mkdirSync(dirname(join(path, inner)), { recursive: true });
    writeFileSync(join(path, inner), content);
  }
  return { type: 'folder', path, name: 'set' };
}
function fileOf(content: Buffer | string, ending: string): DataSource {
  const path = join(root, `set${made++}.${ending}`);
  writeFileSync(path, content);
  return { type: 'file', path, name: `set.${ending}` };
}

const [total, owners] = [48, 8];
const each = <T>(make: (sample: number) => T): T[] => Array.from({ length: total }, (_, i) => make(i));
/** Uneven groups, each with samples of both classes. */
const ownerOf = (i: number) => `p${Math.floor((i * i) / 7) % owners}`;
const classOf = (i: number) => ['cat', 'dog'][Math.floor(i / 3) % 2]!;
const rows = (head: string, line: (sample: number) => string) => `${[head, ...each(line)].join('\n')}\n`;

function picture(which: number): Buffer {
  const canvas = createCanvas(8, 8);
  const context = canvas.getContext('2d');
  context.fillStyle = `rgb(${5 * which}, 40, 90)`;
  context.fillRect(0, 0, 8, 5);
  return canvas.toBuffer('image/png');
}
const sound = (which: number) =>
  Buffer.from(
    writeWav({ rate: 8000, samples: Float32Array.from({ length: 800 }, (_, i) => Math.sin((i * (which + 20)) / 50)) }),
  );
/** In the order of the paths, as the files are read. */
const sortedOwners = (path: (sample: number) => string) =>
  each((i) => [path(i), ownerOf(i)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, owner]) => owner);

interface Row {
  readonly what: string;
  readonly kind: DataConfig['kind'];
  readonly make: () => DataSource | Promise<DataSource>;
  readonly column: string;
  readonly reason: RegExp;
  /** Whom each sample belongs to, in the source's order. */
  readonly owners: readonly string[];
  readonly options?: { readonly readAs: string };
}

const inRows = each(ownerOf);
const named = (i: number) => `${classOf(i)}/patient-${ownerOf(i)}_${String(i).padStart(3, '0')}`;
const inFolders = (i: number) => `${classOf(i)}/${ownerOf(i)}/${i}`;
const plain = (i: number) => `${classOf(i)}/${i}`;
const jsonLines = each((i) => JSON.stringify({ file: `${plain(i)}.wav`, speaker: ownerOf(i), tags: ['x'] })).join('\n');

const kinds: readonly Row[] = [
  {
    what: 'texts of a table, one of them empty',
    kind: 'text',
    make: () =>
      fileOf(
        rows('text,topic,author', (i) => `this is number ${i} of all,${classOf(i)},${ownerOf(i)}`) + ',cat,nobody\n',
        'csv',
      ),
    column: 'author',
    reason: /8 different values/,
    owners: inRows,
  },
  {
    what: 'text pairs',
    kind: 'pairs',
    make: () =>
      fileOf(
        rows('source,target,author', (i) => `what is number ${i},it is ${i} of course,${ownerOf(i)}`),
        'csv',
      ),
    column: 'author',
    reason: /8 different values/,
    owners: inRows,
    options: { readAs: 'pairs' },
  },
  {
    what: 'a tagged sentence a row',
    kind: 'tags',
    make: () =>
      fileOf(
        rows('text,tags,author', (i) => `Anna saw ${i},PER O O,${ownerOf(i)}`),
        'csv',
      ),
    column: 'author',
    reason: /8 different values/,
    owners: inRows,
  },
  {
    what: 'a tagged token a row: what the first says is said of the sentence',
    kind: 'tags',
    make: () =>
      fileOf(
        rows('sentence,word,tag,author', (i) => `s${i},Anna,PER,${ownerOf(i)}\ns${i},saw,O,p0\ns${i},${i},O,`),
        'csv',
      ),
    column: 'author',
    reason: /8 different values/,
    owners: inRows,
  },
  {
    what: 'pictures whose names begin alike',
    kind: 'images',
    make: () => folderOf(each((i) => [`${named(i)}.png`, picture(i)])),
    column: 'Beginning of the file name',
    reason: /begin in 8 ways, such as "patient-p\d" and "patient-p\d"/,
    owners: sortedOwners(named).map((owner) => `patient-${owner}`),
  },
  {
    what: 'pictures of a zip with folders within the classes',
    kind: 'images',
    make: async () => fileOf(await zipOf(Object.fromEntries(each((i) => [`${inFolders(i)}.png`, picture(i)]))), 'zip'),
    column: 'Folder',
    reason: /lie in 8 folders within those of the classes/,
    owners: sortedOwners(inFolders),
    options: { readAs: 'images' },
  },
  {
    what: 'sounds with a metadata.jsonl, which wins over their names',
    kind: 'audio',
    make: () =>
      folderOf([...each((i) => [`${plain(i)}.wav`, sound(i)] as const), ['metadata.jsonl', `${jsonLines}\n{`]]),
    column: 'speaker',
    reason: /8 different values/,
    owners: sortedOwners(plain),
  },
  {
    what: 'texts with a metadata.csv in each folder',
    kind: 'text',
    make: () =>
      folderOf([
        ...each((i) => [`${plain(i)}.txt`, `this is the text of number ${i}`] as const),
        ...['cat', 'dog'].map((name) => {
          const own = each((i) => i).filter((i) => classOf(i) === name);
          const lines = own.map((i) => `${i}.txt,${ownerOf(i)}`);
          return [`${name}/metadata.csv`, `file_name,author\n${lines.join('\n')}\n`] as const;
        }),
      ]),
    column: 'author',
    reason: /8 different values/,
    owners: sortedOwners(plain),
  },
  {
    what: 'clips in folders of whom they show',
    kind: 'video',
    make: () =>
      folderOf(
        each((i) =>
          [1, 2, 3].map((frame) => [`${classOf(i)}/${ownerOf(i)}/clip${i}/${frame}.png`, picture(i)] as const),
        ).flat(),
      ),
    column: 'Folder',
    reason: /8 folders/,
    owners: sortedOwners((i) => `${classOf(i)}/${ownerOf(i)}/clip${i}`),
    options: { readAs: 'video' },
  },
  {
    what: 'pictures with masks',
    kind: 'masks',
    make: () =>
      folderOf(
        each((i) => [
          [`images/subject_${ownerOf(i)}_${i}.png`, picture(i)] as const,
          [`masks/subject_${ownerOf(i)}_${i}.png`, picture(i)] as const,
        ]).flat(),
      ),
    column: 'Beginning of the file name',
    reason: /8 ways, such as "subject_p\d"/,
    owners: sortedOwners((i) => `subject_${ownerOf(i)}_${i}`).map((owner) => `subject_${owner}`),
  },
  {
    what: 'a table of pictures and masks',
    kind: 'masks',
    make: () => {
      const files = each((i) => [[`a${i}.png`, picture(i)] as const, [`b${i}.png`, picture(i)] as const]).flat();
      const folder = folderOf([
        ...files,
        ['all.csv', rows('image,mask,patient', (i) => `a${i}.png,b${i}.png,${ownerOf(i)}`)],
      ]);
      return { type: 'file', path: join((folder as { path: string }).path, 'all.csv'), name: 'all.csv' };
    },
    column: 'patient',
    reason: /8 different values/,
    owners: inRows,
  },
  {
    what: 'a table of boxes',
    kind: 'boxes',
    make: () =>
      folderOf([
        ...each((i) => [`images/${i}.png`, picture(i)] as const),
        ['boxes.csv', rows('file,label,x,y,width,height,patient', (i) => `images/${i}.png,cat,1,1,4,4,${ownerOf(i)}`)],
      ]),
    column: 'patient',
    reason: /8 different values/,
    owners: inRows,
  },
];

/** The document once the problem's first fix was pressed. */
function mended(data: DataConfig, code: string): DataConfig {
  const problem = checkData(data).find((one) => one.code === code)!;
  const [fix] = problem.fixes!;
  if (fix?.type !== 'setSplit') throw new Error('no fix');
  expect(fix.title).toBe('Keep groups together');
  return { ...data, split: { ...data.split, ...(fix.values as Partial<SplitConfig>) } };
}

async function ownersOf(data: DataConfig, column: string) {
  const opened = must(await openData(withGroups(data, column)));
  const { names, codes } = opened.groups!;
  const found = Array.from(codes, (code) => names[code]);
  const parts = partNames.map((part) => new Set(Array.from(opened.parts[part], (sample) => found[sample])));
  opened.close();
  return { found, parts };
}

describe('columns beside what is learned', () => {
  it.each(kinds)('$what', async ({ kind, make, column, reason, owners: expected, options = {} }) => {
    const inspected = must(await inspectData(await make(), options));
    expect(inspected.kind).toBe(kind);
    expect(dataConfig.safeParse(inspected).success).toBe(true);
    expect(groupColumns(inspected)).toContain(column);
    expect(sampleColumn(inspected, column)!.reason).toMatch(reason);
    expect(sampleColumn(inspected, column)!.facts).toMatchObject({ unique: owners, missing: 0 });

    const torn = await ownersOf(inspected, column);
    expect(torn.found).toEqual(expected);
    expect([...torn.parts[2]!].some((owner) => torn.parts[0]!.has(owner))).toBe(true);

    const whole = mended(inspected, 'data.split.groups');
    expect(checkData(whole).filter(({ code }) => code === 'data.split.groups')).toEqual([]);
    const kept = await ownersOf(whole, column);
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const)
      expect([...kept.parts[a]!].filter((owner) => kept.parts[b]!.has(owner))).toEqual([]);
    expect(kept.parts.every((part) => part.size > 0)).toBe(true);

    const preview = must(await previewData(withGroups(whole, column), 'all', 0, 1));
    expect(Object.fromEntries(preview.groups!.rows.map(({ name, count }) => [name, count]))).toEqual(
      Object.fromEntries([...new Set(expected)].map((name) => [name, expected.filter((one) => one === name).length])),
    );
  });

  it('say by time and by part as those of tables do', async () => {
    const part = (i: number) => ['train', 'val', 'test', 'none'][i % 4]!;
    const day = (i: number) => `2024-01-${String(((i * 11) % 28) + 1).padStart(2, '0')}`;
    const source = fileOf(
      rows('text,topic,day,part', (i) => `this is number ${i} of all,${classOf(i)},${day(i)},${part(i)}`),
      'csv',
    );
    const data = must(await inspectData(source, {}));
    const byPart = must(await openData({ ...data, split: { ...data.split, method: 'column', column: 'part' } }));
    expect(partNames.map((name) => Array.from(byPart.parts[name], part))).toEqual(
      ['train', 'val', 'test'].map((name) => Array<string>(12).fill(name)),
    );
    const byTime = must(await openData({ ...data, split: { ...data.split, method: 'order', column: 'day' } }));
    const days = partNames.map((name) => Array.from(byTime.parts[name], day).sort());
    expect(days[0]!.at(-1)! <= days[1]![0]! && days[1]!.at(-1)! <= days[2]![0]!).toBe(true);
    const folds = { ...data.split, method: 'folds', column: 'day', folds: 4 } as const;
    const held = await Promise.all(
      [0, 1, 2, 3].map(async (fold) => must(await openData({ ...data, split: { ...folds, fold } })).parts.test),
    );
    expect(held.flatMap((samples) => Array.from(samples)).sort((a, b) => a - b)).toEqual(each((i) => i));
  });

  it('of a series are what tells several apart: its windows are counted by it, and whole ones can be dealt out', async () => {
    const [shops, days] = [3, 60];
    const lines = Array.from({ length: shops * days }, (_, i) => {
      const day = new Date(Date.UTC(2024, 0, 1 + Math.floor(i / shops))).toISOString().slice(0, 10);
      return `${day},shop ${i % shops},${i % 7}`;
    });
    const source = fileOf(`day,shop,sales\n${lines.join('\n')}\n`, 'csv');
    const data = must(await inspectData(source, { readAs: 'series', group: 'shop', window: 6 }));
    expect(groupColumns(data)).toEqual(['shop']);
    const offered = (['random', 'order', 'group', 'folds'] as const).map((method) => splitColumns(data, method).length);
    expect(offered).toEqual([0, 0, 1, 1]);
    expect([columnForSplit(data, 'group', 3), columnForSplit(data, 'order', 3)]).toEqual(['shop', undefined]);
    expect(checkData(data).filter(({ code }) => code === 'data.split.groups')).toEqual([]);
    const two = {
      ...data,
      sampleColumns: data.sampleColumns!.map((of) => ({ ...of, facts: { missing: 0, unique: 2 } })),
    };
    expect(splitColumns(two, 'group')).toEqual([]);
    const opened = must(await openData(withGroups(data, 'shop')));
    const shown = await opened.show(Uint32Array.from({ length: opened.total }, (_, i) => i));
    const { names, codes } = opened.groups!;
    expect(names).toEqual(['shop 0', 'shop 1', 'shop 2']);
    expect(Array.from(codes, (code) => names[code])).toEqual(shown.map(({ series }) => series!.group));
  });

  it('are watched where the split goes by something else: who is on both sides is counted', async () => {
    const part = (i: number) => (ownerOf(i) === 'p0' ? 'test' : i % 4 === 0 ? 'test' : 'train');
    const source = fileOf(
      rows('text,topic,part,author', (i) => [`this is number ${i} of all`, classOf(i), part(i), ownerOf(i)].join(',')),
      'csv',
    );
    const data = must(await inspectData(source, { readAs: 'text' }));
    const split = { ...data.split, method: 'column', column: 'part' } as const;
    const found = must(await compareParts({ ...data, split })).find(({ code }) => code === 'data.split.torn')!;
    const tests = each((i) => i).filter((i) => part(i) === 'test');
    const learned = new Set(each((i) => i).flatMap((i) => (part(i) === 'train' ? [ownerOf(i)] : [])));
    const again = tests.filter((i) => learned.has(ownerOf(i)));
    expect(again.length).toBeLessThan(tests.length);
    expect(found).toMatchObject({ severity: 'warning', fixes: [{ title: 'Keep groups together' }, { type: 'goTo' }] });
    expect(found.message).toContain(
      `${new Set(again.map(ownerOf)).size} of ${new Set(tests.map(ownerOf)).size} values of "author" in validation and test are in training as well, with ${again.length} samples of ${tests.length}`,
    );
    const whole = { ...data, split: { ...data.split, method: 'group', column: 'author' } as const };
    expect(must(await compareParts(whole)).filter(({ code }) => code === 'data.split.torn')).toEqual([]);
  });

  it('are not made of names that say nothing, and one that is gone is told', async () => {
    const numbered = must(
      await inspectData(folderOf(each((i) => [`${classOf(i)}/${classOf(i)}_${i}.png`, picture(i)])), {}),
    );
    expect(numbered.sampleColumns).toBeUndefined();
    const gone: DataConfig = { ...numbered, split: { ...numbered.split, method: 'group', column: 'patient' } };
    expect(checkData(gone)[0]).toMatchObject({ code: 'data.split.column', severity: 'error' });
    const opened = await openData(gone);
    expect(opened.ok ? null : opened.problem.code).toBe('data.split.column');
  });
});
