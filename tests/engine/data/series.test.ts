// Time series through the whole data room: order, windows, parts that do not leak, gaps, and tables that are none.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeInput, inspectData, openData, previewData } from '../../../electron/engine/data';
import type { DataConfig, DataSource, Part, SplitConfig } from '../../../shared/data/config';
import { checkData, describeData } from '../../../shared/data/describe';
import { findTimeOrder, parseTime, windowCounts } from '../../../shared/data/series';
import type { ParamValues, Result } from '../../../shared/result';
import { promptly } from '../../promptly';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-series-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}
function write(content: string | Buffer): DataSource & { readonly path: string } {
  const name = `series${made++}.csv`;
  writeFileSync(join(folder, name), content);
  return { type: 'file', path: join(folder, name), name };
}
const day = (i: number) => new Date(Date.UTC(2024, 0, 1) + i * 86_400_000).toISOString().slice(0, 10);
const daily = (n: number, value: (i: number) => string | number = (i) => i) =>
  `date,a,b\n${Array.from({ length: n }, (_, i) => `${day(i)},${value(i)},${100 - i}`).join('\n')}\n`;
const read = async (content: string, options: ParamValues = {}): Promise<DataConfig> =>
  must(await inspectData(write(content), { readAs: 'series', ...options }));
const all = (n: number) => Uint32Array.from({ length: n }, (_, i) => i);

describe('what is found', () => {
  it('dates that run forward beside numbers are a series without being asked', async () => {
    const config = must(await inspectData(write(daily(120)), {}));
    expect(config.kind).toBe('series');
    expect(config.series).toMatchObject({
      time: 'date',
      timeOrder: 'ymd',
      channels: ['a', 'b'],
      target: 'b',
      groups: [120],
    });
    expect(config.series!.group).toBeUndefined();
  });

  it.each([
    ['31.12.2023', 'dmy'],
    ['2023-12-31T23:59:59Z', 'ymd'],
    ['12/31/2023', 'mdy'],
    ['20231231', 'ymd'],
    ['1703980800', 'number'],
  ] as const)('%s is read as %s', (text, order) => {
    expect(findTimeOrder([text])).toBe(order);
    expect(Number.isNaN(parseTime(text, order))).toBe(false);
  });

  it.each([
    ['31.4.2024', 'dmy'],
    ['2024-13-01', 'ymd'],
    ['hello', 'ymd'],
    ['', 'number'],
    ['1e5', 'number'],
    ['x'.repeat(100_000), 'ymd'],
  ] as const)('%.20s is no time as %s', (text, order) => expect(parseTime(text, order)).toBeNaN());

  it('days and months that could be either follow the way the rows run', () => {
    expect(findTimeOrder(['1/2/2024', '1/3/2024', '1/4/2024', '1/5/2024'])).toBe('mdy');
    expect(findTimeOrder(['1/2/2024', '2/2/2024', '3/2/2024', '4/2/2024', '1/3/2024'])).toBe('dmy');
  });

  it('a shop column tells series apart where days repeat', async () => {
    const rows = Array.from({ length: 120 }, (_, i) => `${day(i >> 1)},${i % 2 === 0 ? 'north' : 'south'},${i}`);
    const config = await read(`day,shop,sold\n${rows.join('\n')}\n`, { window: 5 });
    expect(config.series).toMatchObject({ time: 'day', group: 'shop', target: 'sold', groups: [60, 60] });
  });
});

describe('windows', () => {
  const options = { window: 3, horizon: 2, stride: 1, target: 'a', scaling: 'none' };

  it('are the rows in order, the target as far ahead as said, and never beyond their part', async () => {
    const config = await read(daily(100), options);
    const data = must(await openData(config));
    // 70, 15 and 15 rows; 3 rows of window and a target 2 ahead leave 4 fewer windows in each.
    expect([data.parts.train.length, data.parts.validation.length, data.parts.test.length]).toEqual([66, 11, 11]);
    expect(describeData(config).sampleCount).toBe(88);
    const batch = await data.batch(all(data.total));
    const { subtract, divide } = data.fitted.targets['a'] as { subtract: number; divide: number };
    const borders = { train: [0, 70], validation: [70, 85], test: [85, 100] } as const;
    for (const part of ['train', 'validation', 'test'] as const) {
      for (const sample of data.parts[part]) {
        const rows = Array.from(batch.inputs['series']!.values.slice(sample * 6, sample * 6 + 6));
        const first = rows[0]!;
        expect(rows).toEqual([first, 100 - first, first + 1, 99 - first, first + 2, 98 - first]);
        const target = batch.targets['a']![sample]! * divide + subtract;
        expect(target).toBeCloseTo(first + 4, 4);
        const [from, to] = borders[part];
        expect(first).toBeGreaterThanOrEqual(from);
        expect(first + 4).toBeLessThan(to);
      }
    }
  });

  it.each([{ window: 4 }, { horizon: 3 }, { steps: 2 }])('a network of other windows is refused: %o', async (other) => {
    const { fitted } = must(await openData(await read(daily(100), options)));
    const opened = await openData(await read(daily(100), { ...options, ...other }), fitted);
    expect(opened).toMatchObject({ ok: false, problem: { code: 'data.columns.changed' } });
  });

  it('a forecast of several rows has them all as its target, and never one beyond its part', async () => {
    const config = await read(daily(100), { ...options, steps: 4 });
    const data = must(await openData(config));
    // As above, with a target that ends 5 rows ahead.
    expect([data.parts.train.length, data.parts.validation.length, data.parts.test.length]).toEqual([63, 8, 8]);
    const spec = describeData(config);
    expect(spec.sampleCount).toBe(79);
    expect(spec.targets['a']).toMatchObject({ shape: [4], ahead: 2 });
    const batch = await data.batch(all(data.total));
    const { subtract, divide } = data.fitted.targets['a'] as { subtract: number; divide: number };
    const rows = await data.show(all(data.total));
    for (let sample = 0; sample < data.total; sample++) {
      const first = batch.inputs['series']!.values[sample * 6]!;
      const wanted = [4, 5, 6, 7].map((later) => first + later);
      const given = Array.from(
        batch.targets['a']!.slice(sample * 4, sample * 4 + 4),
        (value) => value * divide + subtract,
      );
      for (const [step, value] of given.entries()) expect(value).toBeCloseTo(wanted[step]!, 4);
      expect(rows[sample]!.series!.followed).toEqual(wanted);
    }
  });

  it('a missing value among those to be forecast leaves the window out', async () => {
    const config = await read(
      daily(100, (i) => (i === 30 ? '' : i)),
      { ...options, steps: 4 },
    );
    // The 4 windows whose target holds the gap are gone.
    expect(must(await openData(config)).parts.train.length).toBe(63 - 4);
  });

  it('rows in any order in the file stand in order of time', async () => {
    const lines = daily(60).trim().split('\n');
    const shuffled = [
      lines[0],
      ...lines
        .slice(1)
        .sort((a, b) => ((a.length * 7 + a.charCodeAt(9)) % 13) - ((b.length * 7 + b.charCodeAt(9)) % 13)),
    ].join('\n');
    const [inOrder, mixed] = [
      must(await openData(await read(daily(60), options))),
      must(await openData(await read(shuffled, options))),
    ];
    const [one, two] = [await inOrder.batch(all(inOrder.total)), await mixed.batch(all(mixed.total))];
    expect(two.inputs['series']!.values).toEqual(one.inputs['series']!.values);
    expect(two.targets['a']).toEqual(one.targets['a']);
  });

  it('do not reach from one group into another', async () => {
    const rows = Array.from(
      { length: 200 },
      (_, i) => `${day(i >> 1)},${i % 2 === 0 ? 'x' : 'y'},${i % 2 === 0 ? i : 10_000 + i}`,
    );
    const data = must(
      await openData(await read(`day,shop,sold\n${rows.join('\n')}\n`, { window: 4, scaling: 'none' })),
    );
    const batch = await data.batch(all(data.total));
    for (let sample = 0; sample < data.total; sample++) {
      const values = Array.from(batch.inputs['series']!.values.slice(sample * 4, sample * 4 + 4));
      expect(values).toEqual([0, 2, 4, 6].map((step) => values[0]! + step));
    }
  });

  it('the fit sees the training rows alone', async () => {
    // A jump in the last part: were it seen, mean and deviation would be far from those of 0 … 69.
    const config = await read(
      daily(100, (i) => (i < 70 ? i : 1e6)),
      { ...options, scaling: 'standardize' },
    );
    const input = must(await openData(config)).fitted.inputs['series'];
    if (input?.modality !== 'series') throw new Error('no series');
    expect(input.channels[0]!.subtract).toBeCloseTo(34.5, 10);
    expect(input.channels[0]!.divide).toBeCloseTo(Math.sqrt((70 * 70 - 1) / 12), 10);
  });

  it.each([
    // The mean of the training rows' even numbers 0 … 68, but 6, is (1190 - 6) / 34.
    { gaps: 'previous', seen: [4, 4, 8] },
    { gaps: 'mean', seen: [4, 1184 / 34, 8] },
    { gaps: 'leaveOut', seen: null },
  ])('gaps: $gaps', async ({ gaps, seen }) => {
    const content = `date,a\n${Array.from({ length: 50 }, (_, i) => `${day(i)},${i === 3 ? '' : 2 * i}`).join('\n')}\n`;
    const config = await read(content, { window: 3, scaling: 'none', gaps, time: 'date' });
    const data = must(await openData(config));
    const rows = await data.show(data.parts.train);
    const place = rows.findIndex((row) => row.series!.values[1]![0] === null);
    if (seen === null) expect(place).toBe(-1);
    else {
      const batch = await data.batch(data.parts.train);
      const values = Array.from(batch.inputs['series']!.values.slice(place * 3, place * 3 + 3));
      for (const [i, value] of values.entries()) expect(value).toBeCloseTo(seen[i]!, 4);
    }
    // No window has the missing value for its target.
    for (const row of rows) expect(row.label).not.toBe('NaN');
  });

  it('prediction takes the path of training, from values and from a file', async () => {
    const source = write(daily(80, (i) => (i % 9 === 4 ? '' : Math.sin(i))));
    const config = must(await inspectData(source, { readAs: 'series', window: 6 }));
    const data = must(await openData(config));
    const input = data.fitted.inputs['series']!;
    for (const sample of [0, 7, 40]) {
      const one = Uint32Array.of(sample);
      const [row] = await data.show(one);
      const encoded = must(await encodeInput(input, { type: 'window', values: row!.series!.values }));
      expect(encoded.array.values).toEqual((await data.batch(one)).inputs['series']!.values);
    }
    const fromFile = must(await encodeInput(input, { type: 'file', path: source.path }));
    expect(fromFile.shown.series!.values.map((row) => row[1])).toEqual([26, 25, 24, 23, 22, 21]);
    expect(await encodeInput(input, { type: 'window', values: [[1, 2]] })).toMatchObject({
      ok: false,
      problem: { code: 'predict.window' },
    });
  });

  it('the preview shows the whole with the borders of its parts', async () => {
    const preview = must(await previewData(await read(daily(100), options), 'test', 0, 5));
    expect(preview.overview).toMatchObject([{ first: '2024-01-01', last: '2024-04-09', borders: [0.7, 0.85] }]);
    expect(preview.rows[0]!.series!.time).toBe(day(89));
  });
});

describe('whole groups', () => {
  /** Machines of very different lives; what each measures is a thousand times its number and more, day by day. */
  const lives = [40, 25, 25, 31, 60, 18, 25, 90, 12, 33];
  const content = `day,machine,heat\n${lives
    .flatMap((days, machine) => Array.from({ length: days }, (_, i) => `${day(i)},m${machine},${1000 * machine + i}`))
    .join('\n')}\n`;
  const options = { window: 4, horizon: 2, stride: 2, group: 'machine', time: 'day', target: 'heat' };
  const split = async (more: Partial<SplitConfig>, scaling = 'none'): Promise<DataConfig> => {
    const config = await read(content, { ...options, scaling });
    return { ...config, split: { ...config.split, column: 'machine', ...more } };
  };
  /** Names of the machines whose windows are in each part. */
  const machinesOf = async (config: DataConfig) => {
    const data = must(await openData(config));
    const shown = await data.show(all(data.total));
    const names = (part: Part) => [...new Set(Array.from(data.parts[part], (i) => shown[i]!.series!.group!))].sort();
    return { data, train: names('train'), validation: names('validation'), test: names('test') };
  };

  it.each<Partial<SplitConfig>>([
    { method: 'group' },
    { method: 'group', seed: 7, train: 0.5, validation: 0.2, test: 0.3 },
    { method: 'folds', folds: 3, fold: 0 },
    { method: 'folds', folds: 3, fold: 2 },
    { method: 'folds', folds: 10, fold: 9 },
  ])('are in one part each, with counts that are known before: %o', async (more) => {
    const config = await split(more);
    expect(checkData(config)).toEqual([]);
    const { data, train, validation, test } = await machinesOf(config);
    expect([...train, ...validation, ...test].sort()).toEqual(lives.map((_, machine) => `m${machine}`));
    expect(Math.min(train.length, validation.length, test.length)).toBeGreaterThan(0);
    const { groups } = config.series!;
    const counted = windowCounts(groups, config.split, config.series!);
    for (const part of ['train', 'validation', 'test'] as const) expect(data.parts[part]).toHaveLength(counted[part]);
    expect(describeData(config).sampleCount).toBe(data.total);
    const again = must(await openData(await split(more)));
    expect(again.parts).toEqual(data.parts);
  });

  it('shares are counted in rows, and folds are every machine once', async () => {
    const { train } = await machinesOf(await split({ method: 'group' }));
    const rows = train.reduce((sum, name) => sum + lives[Number(name.slice(1))]!, 0);
    // No further from 70 % than half of the shortest lives can fill.
    expect(Math.abs(rows - 0.7 * 359)).toBeLessThan(13);
    const tests = [];
    for (const fold of [0, 1, 2, 3])
      tests.push(...(await machinesOf(await split({ method: 'folds', folds: 4, fold }))).test);
    expect(tests.sort()).toEqual(lives.map((_, machine) => `m${machine}`));
  });

  it('another seed deals machines of the same length otherwise', async () => {
    const dealt = new Set<string>();
    for (const seed of [0, 1, 2, 3, 4, 5, 6, 7])
      dealt.add((await machinesOf(await split({ method: 'group', seed }))).test.join());
    expect(dealt.size).toBeGreaterThan(1);
  });

  it('scaling is measured on the machines that train', async () => {
    const { data, train } = await machinesOf(await split({ method: 'group' }, 'minmax'));
    const values = train.map((name) => Number(name.slice(1))).flatMap((m) => [1000 * m, 1000 * m + lives[m]! - 1]);
    const input = data.fitted.inputs['series'];
    if (input?.modality !== 'series') throw new Error('no series');
    expect(input.channels[0]).toMatchObject({
      subtract: Math.min(...values),
      divide: Math.max(...values) - Math.min(...values),
    });
  });

  it('the overview draws machines of every part, each in the colour of its own', async () => {
    const config = await split({ method: 'group' });
    const { train, validation, test } = await machinesOf(config);
    const preview = must(await previewData(config, 'test', 0, 5));
    const borders = { train: [1, 1], validation: [0, 1], test: [0, 0] };
    const partOf = (name: string) =>
      train.includes(name) ? 'train' : validation.includes(name) ? 'validation' : 'test';
    const drawn = preview.overview!;
    expect(drawn).toHaveLength(6);
    for (const group of drawn) expect(group.borders).toEqual(borders[partOf(group.name)]);
    expect(new Set(drawn.map(({ name }) => partOf(name))).size).toBe(3);
    expect(test).toContain(preview.rows[0]!.series!.group);
  });

  it('a part whose machines are too short for a window is told before training', async () => {
    const config = await split({ method: 'folds', folds: 12, fold: 11 });
    expect(checkData(config)).toMatchObject([{ code: 'data.series.short', severity: 'warning' }]);
    expect(checkData(config)[0]!.message).toContain('The test part has no group');
  });
});

it('knows the last value of the target before each forecast', async () => {
  const config = await read(daily(60), { target: 'b', window: 4, horizon: 3 });
  const data = must(await openData(config));
  // b falls by one a day from 100: the window of sample k ends on day k + 3.
  expect([...data.lastKnown!(Uint32Array.of(0, 5, 20))]).toEqual([97, 92, 77]);
  data.close();
});

describe('tables that are no series', () => {
  it.each([
    {
      what: 'no numbers',
      content: 'date,name\n2024-01-01,x\n2024-01-02,y\n',
      options: {},
      code: 'data.series.noNumbers',
    },
    {
      what: 'a target that is text',
      content: `date,a,name\n${Array.from({ length: 30 }, (_, i) => `${day(i)},${i},text ${i}`).join('\n')}\n`,
      options: { target: 'name' },
      code: 'data.series.target',
    },
    { what: 'a target that is not there', content: daily(20), options: { target: 'z' }, code: 'data.series.column' },
    {
      what: 'a column it sees that is text',
      content: 'a,name\n1,x\n2,y\n',
      options: { channels: 'a, name' },
      code: 'data.series.channel',
    },
    {
      what: 'a time that is none',
      content: 'when,a\nsoon,1\nlater,2\n',
      options: { time: 'when' },
      code: 'data.series.time',
    },
    { what: 'a window of -1', content: daily(20), options: { window: -1 }, code: 'data.options' },
    {
      what: 'a target without a value',
      content: 'date,a,b\n2024-01-01,,1\n2024-01-02,,2\n',
      options: { target: 'a' },
      code: 'data.target.empty',
    },
    { what: 'header only', content: 'date,a\n', options: {}, code: 'data.table.headerOnly' },
  ])('$what', async ({ content, options, code }) => {
    const answer = await inspectData(write(content), { readAs: 'series', ...options });
    expect(answer).toMatchObject({ ok: false, problem: { code } });
    if (!answer.ok) expect(answer.problem.message).not.toContain(folder);
  });

  it.each([
    { what: 'too short for a window', content: daily(20), options: { window: 30 }, code: 'data.series.short' },
    { what: 'a part too short', content: daily(40), options: { window: 8 }, code: 'data.series.short' },
    {
      what: 'a target that never changes',
      content: daily(60, () => 5),
      options: { target: 'a' },
      code: 'data.target.constant',
    },
    { what: 'gaps', content: daily(60, (i) => (i % 3 === 0 ? '' : i)), options: {}, code: 'data.series.gaps' },
  ])('is said before training: $what', async ({ content, options, code }) => {
    const config = await read(content, options);
    expect(checkData(config).map((problem) => problem.code)).toContain(code);
    // Opening it still works, with fewer or no windows.
    must(await openData(config)).close();
  });

  it('numbers beyond reason stay finite in every window', async () => {
    const config = await read(
      daily(60, (i) => (i % 2 === 0 ? '1e308' : '-1e308')),
      { window: 4 },
    );
    const batch = await must(await openData(config)).batch(Uint32Array.of(0, 1, 2));
    expect(Array.from(batch.inputs['series']!.values).every(Number.isFinite)).toBe(true);
  });

  it('200,000 rows are ready within seconds', async () => {
    const start = performance.now();
    const config = must(await inspectData(write(daily(200_000, (i) => i % 100)), { readAs: 'series', stride: 7 }));
    const data = must(await openData(config));
    expect(data.total).toBeGreaterThan(20_000);
    expect(performance.now() - start).toBeLessThan(promptly(5000));
  });
});
