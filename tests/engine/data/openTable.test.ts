// A table opened for a run: fitted on the training part alone, and batches equal to encoding each row by itself.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLeaks, textsAlike } from '../../../electron/engine/data/leaks';
import { inspectData, openData } from '../../../electron/engine/data';
import type { OpenedData } from '../../../electron/engine/data/dataset';
import type { ColumnConfig, DataConfig } from '../../../shared/data/config';
import { checkData, describeData } from '../../../shared/data/describe';
import type { FittedColumn } from '../../../shared/data/fitted';
import { type FittedTable, encodeRow, encodeTarget } from '../../../shared/data/preprocess';
import { suggestNetwork } from '../../../shared/network/suggest';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'layerloom-open-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function config(source: DataConfig['source']): Promise<DataConfig> {
  const result = await inspectData(source, {});
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

async function open(data: DataConfig, fitted?: OpenedData['fitted']): Promise<OpenedData> {
  const result = await openData(data, fitted);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

/** The configuration with some columns changed. */
function withColumns(data: DataConfig, changes: { readonly [name: string]: Partial<ColumnConfig> }): DataConfig {
  return {
    ...data,
    table: { ...data.table!, columns: data.table!.columns.map((column) => ({ ...column, ...changes[column.name] })) },
  };
}

describe('batches', () => {
  it.each(['titanic', 'penguins', 'auto-mpg'])('of %s equal each row encoded by itself', async (id) => {
    const found = await config({ type: 'bundled', id });
    const variants = [
      found,
      withColumns(found, {
        sex: { missing: 'own' },
        island: { encoding: 'ordinal' },
        age: { encoding: 'minmax', missing: 'mean' },
        class: { missing: 'zero' },
        origin: { encoding: 'ordinal', input: 'other' },
      }),
      withColumns(found, {
        age: { encoding: 'robust', missing: 'constant', constant: -1, steps: [{ type: 'ranks', params: {} }] },
        fare: {
          steps: [
            { type: 'clipTails', params: { below: 5, above: 5 } },
            { type: 'log', params: {} },
          ],
        },
        weight: { steps: [{ type: 'root', params: {} }] },
        body_mass_g: { steps: [{ type: 'log', params: {} }] },
        mpg: { steps: [{ type: 'log', params: {} }], encoding: 'minmax' },
        island: { keep: 1 },
        class: { keep: 2, missing: 'own' },
        origin: { keep: 1, encoding: 'code' },
      }),
    ];
    for (const data of variants) {
      const { batch, show, parts, fitted, close } = await open(data);
      const samples = parts.test;
      const { inputs, targets } = await batch(samples);
      const rows = await show(samples);
      const names = data.table!.columns.map(({ name }) => name);
      for (const [i, { cells }] of rows.entries()) {
        const row = Object.fromEntries(names.map((name, place) => [name, cells![place]]));
        for (const [name, input] of Object.entries(fitted.inputs)) {
          const { shape, values } = inputs[name]!;
          const width = shape[1]!;
          expect(Array.from(values.subarray(i * width, (i + 1) * width))).toEqual(
            Array.from(encodeRow(input as FittedTable, row)),
          );
        }
        for (const [name, target] of Object.entries(fitted.targets)) {
          expect(targets[name]![i]).toBe(Math.fround(encodeTarget(target, row[target.column])));
        }
      }
      close();
    }
  });

  it('are standardized on the training part: mean 0 and deviation 1 there', async () => {
    const { batch, parts, classCounts } = await open(await config({ type: 'bundled', id: 'iris' }));
    const { inputs } = await batch(parts.train);
    const { values, shape } = inputs['features']!;
    for (let column = 0; column < shape[1]!; column++) {
      const numbers = Array.from({ length: shape[0]! }, (_, i) => values[i * shape[1]! + column]!);
      const mean = numbers.reduce((a, b) => a + b) / numbers.length;
      expect(mean).toBeCloseTo(0, 6);
      expect(Math.sqrt(numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length)).toBeCloseTo(
        1,
        6,
      );
    }
    expect(classCounts['species']).toEqual([35, 35, 35]);
  });
});

describe('fitting', () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    size: String(i),
    kind: ['x', 'y', 'z'][i % 3]!,
    price: String(i * 3),
  }));
  const text = (changed: number, size: string, price: string) =>
    [
      'size,kind,price',
      ...rows.map((row, i) => (i === changed ? `${size},${row.kind},${price}` : Object.values(row).join(','))),
    ].join('\n');

  it('looks at the training part only', async () => {
    const path = join(folder, 'fit.csv');
    const source = { type: 'file', path, name: 'fit.csv' } as const;
    writeFileSync(path, text(-1, '', ''));
    const data = await config(source);
    const before = await open(data);
    const fittedAfter = async (changed: number) => {
      writeFileSync(path, text(changed, '100000', '-500000'));
      return (await open(data)).fitted;
    };
    expect(await fittedAfter(before.parts.test[0]!)).toEqual(before.fitted);
    expect(await fittedAfter(before.parts.validation[0]!)).toEqual(before.fitted);
    // The broken twin: a training row moves it.
    expect(await fittedAfter(before.parts.train[0]!)).not.toEqual(before.fitted);
    // A finished run keeps its own numbers whatever the file says now.
    expect((await open(data, before.fitted)).fitted).toEqual(before.fitted);
  });

  it('drops rows by the missing rule of their columns', async () => {
    const path = join(folder, 'drop.csv');
    writeFileSync(path, text(5, '', '15'));
    const data = await config({ type: 'file', path, name: 'drop.csv' });
    const kept = await open(data);
    const dropped = await open(withColumns(data, { size: { missing: 'drop' } }));
    const count = ({ parts }: OpenedData) => parts.train.length + parts.validation.length + parts.test.length;
    expect([count(kept), count(dropped)]).toEqual([60, 59]);
    expect((await dropped.show(Uint32Array.of(5)))[0]).toMatchObject({ part: 'left out', cells: [null, 'z', '15'] });
  });

  it('splits the same way again, and another way by another seed', async () => {
    const data = await config({ type: 'bundled', id: 'penguins' });
    const parts = async (seed: number) => (await open({ ...data, split: { ...data.split, seed } })).parts;
    expect(await parts(3)).toEqual(await parts(3));
    expect((await parts(3)).test).not.toEqual((await parts(4)).test);
  });

  it('refuses a trained network of another table', async () => {
    const iris = await open(await config({ type: 'bundled', id: 'iris' }));
    const result = await openData(await config({ type: 'bundled', id: 'wine' }), iris.fitted);
    expect(result).toMatchObject({ ok: false, problem: { code: 'data.columns.changed' } });
  });
});

describe('people and things looked up by code', () => {
  const [users, items] = [700, 9000];
  const cells = Array.from({ length: 2 * items }, (_, i) => [
    (i * 37) % users,
    `tt${i % items}`,
    1 + (i % 9) / 2,
    i * 61,
  ]);
  let data: DataConfig;
  beforeAll(async () => {
    const path = join(folder, 'ratings.csv');
    writeFileSync(path, `userId,movieId,rating,timestamp\n${cells.map((row) => row.join(',')).join('\n')}\n`);
    data = await config({ type: 'file', path, name: 'ratings.csv' });
  });
  const codesOf = (opened: OpenedData, input: string) => {
    const { columns } = opened.fitted.inputs[input] as FittedTable;
    return (columns[0] as Extract<FittedColumn, { type: 'ordinal' }>).categories;
  };

  it('are read as such, more of them than a document lists, and get a network with a row for each', () => {
    expect(data.table!.columns.map(({ role, encoding, input }) => [role, encoding, input])).toMatchObject([
      ['feature', 'code', 'userId'],
      ['feature', 'code', 'movieId'],
      ['target', 'standardize', 'features'],
      [expect.anything(), 'standardize', 'features'],
    ]);
    expect(data.table!.columns.slice(0, 2).map(({ facts }) => [facts.unique, facts.categories])).toEqual([
      [users, undefined],
      [items, undefined],
    ]);
    expect(checkData(data).filter(({ severity }) => severity === 'error')).toEqual([]);
    const rows = Object.values(suggestNetwork(describeData(data)).nodes).filter(({ kind }) => kind === 'embedding');
    expect(rows.map(({ params }) => params['inputDim'])).toEqual([users + 1, items + 1]);
  });

  it('have the codes of the file, in the order of indices; those nobody has seen are 0', async () => {
    const opened = await open(data);
    const { inputs, targets } = await opened.batch(Uint32Array.of(0, 1, 9001));
    const films = codesOf(opened, 'movieId');
    const codes = [0, 1, 9001].map((i) => [Number(cells[i]![0]) + 1, films.indexOf(String(cells[i]![1])) + 1]);
    expect([...inputs['userId']!.values]).toEqual(codes.map(([user]) => user));
    expect([...inputs['movieId']!.values]).toEqual(codes.map(([, film]) => film));
    expect(films).toEqual([...films].sort());
    expect(targets['rating']).toHaveLength(3);
    const films1 = opened.fitted.inputs['movieId'] as FittedTable;
    expect([...encodeRow(films1, { movieId: ' tt8999' }), ...encodeRow(films1, { movieId: 'tt9000' })]).toEqual([
      films.indexOf('tt8999') + 1,
      0,
    ]);
    opened.close();
  });

  it('are no more than there are rows for, in a file that grew since it was counted', async () => {
    const facts = { ...data.table!.columns[1]!.facts, unique: 8000 };
    const opened = await open(withColumns(data, { movieId: { facts } }));
    expect(codesOf(opened, 'movieId')).toHaveLength(8000);
    const { inputs } = await opened.batch(Uint32Array.of(7999, 8000));
    expect([...inputs['movieId']!.values].map((code) => code > 0)).toEqual([true, false]);
    opened.close();
  });
});

describe('splits that read a column', () => {
  const rows = Array.from({ length: 120 }, (_, i) => {
    const day = new Date(Date.UTC(2024, 0, 1 + ((i * 37) % 120))).toISOString().slice(0, 10);
    return [`p${i % 17}`, day, ['train', 'train', 'val', 'test'][i % 4], i, i % 3 === 0 ? 'a' : 'b'].join(',');
  });
  const opened = async (split: Partial<DataConfig['split']>) => {
    const path = join(folder, 'split.csv');
    writeFileSync(path, `patient,day,part,x,kind\n${rows.join('\n')}\n`);
    const data = await config({ type: 'file', path, name: 'split.csv' });
    return open({ ...data, split: { ...data.split, ...split } });
  };
  const cells = async (data: OpenedData, part: 'train' | 'validation' | 'test', column: number) =>
    (await data.show(data.parts[part])).map((row) => row.cells![column]!);

  it('keeps every patient on one side', async () => {
    const data = await opened({ method: 'group', column: 'patient' });
    const [train, test] = [new Set(await cells(data, 'train', 0)), new Set(await cells(data, 'test', 0))];
    expect([...test].filter((patient) => train.has(patient))).toEqual([]);
    expect(train.size + test.size).toBeGreaterThan(10);
  });

  it('tests on the last days', async () => {
    const data = await opened({ method: 'order', column: 'day' });
    const latest = (await cells(data, 'train', 1)).reduce((a, b) => (a > b ? a : b));
    for (const day of await cells(data, 'test', 1)) expect(day > latest).toBe(true);
    expect(data.parts.test.length).toBe(18);
  });

  it('does as the column says', async () => {
    const data = await opened({ method: 'column', column: 'part' });
    expect([data.parts.train.length, data.parts.validation.length, data.parts.test.length]).toEqual([60, 30, 30]);
    expect(new Set(await cells(data, 'test', 2))).toEqual(new Set(['test']));
  });

  it('says when the column is gone', async () => {
    const path = join(folder, 'split.csv');
    const data = await config({ type: 'file', path, name: 'split.csv' });
    const result = await openData({ ...data, split: { ...data.split, method: 'group', column: 'nobody' } });
    expect(result).toMatchObject({ ok: false, problem: { code: 'data.split.column' } });
  });

  it('finds equal rows in training and test, and keeps them on one side when asked', async () => {
    const path = join(folder, 'twins.csv');
    writeFileSync(path, `x,y\n${Array.from({ length: 200 }, (_, i) => `${i % 40},${(i % 40) * 2}.5`).join('\n')}\n`);
    const data = await config({ type: 'file', path, name: 'twins.csv' });
    const torn = await open(data);
    const [leak] = await torn.leaks!();
    expect(leak).toMatchObject({
      code: 'data.split.duplicates',
      severity: 'warning',
      fixes: [
        { type: 'setSplit', values: { together: true } },
        { type: 'goTo', step: 'data' },
      ],
    });
    expect(leak!.message).toMatch(/rows? of the test part and \d+ rows? of the validation part equal a row/);
    const whole = await open({ ...data, split: { ...data.split, together: true } });
    expect(await whole.leaks!()).toEqual([]);
    expect(whole.parts.test.length).toBeGreaterThan(0);
  });

  it('says where there are too many rows to compare', async () => {
    const data = await config({ type: 'file', path: join(folder, 'twins.csv'), name: 'twins.csv' });
    const { parts } = await open(data);
    const [said] = await findLeaks(data, { ...textsAlike('row', String), most: 100 }, parts, {});
    expect(said).toMatchObject({ code: 'data.split.notCompared', severity: 'hint' });
    expect(said!.message).toContain('200 rows are more than the 100 that are compared');
  });
});
