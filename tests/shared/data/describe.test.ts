// What a configuration gives and what is said against it, one row per objection.
import { describe, expect, it } from 'vitest';
import type { ColumnConfig, DataConfig, ImageConfig, SplitConfig } from '../../../shared/data/config';
import { checkData, describeData } from '../../../shared/data/describe';
import { changeType } from '../../../shared/data/guess';
import { dataKinds } from '../../../shared/data/kinds';
import { checkParams, defaultsOf } from '../../../shared/params';
import { dataConfig } from '../../../shared/network/schema';

const split: SplitConfig = { train: 0.7, validation: 0.15, test: 0.15, seed: 0, stratify: true };

function number(
  name: string,
  more: Partial<ColumnConfig> = {},
  facts: Partial<ColumnConfig['facts']> = {},
): ColumnConfig {
  return {
    name,
    type: 'number',
    reason: '',
    role: 'feature',
    input: 'features',
    encoding: 'standardize',
    missing: 'median',
    facts: { missing: 0, unique: 80, min: 0, max: 9, mean: 4, std: 2, unreadable: 0, ...facts },
    ...more,
  };
}

function category(
  name: string,
  counts: { readonly [category: string]: number },
  more: Partial<ColumnConfig> = {},
  facts: Partial<ColumnConfig['facts']> = {},
): ColumnConfig {
  const categories = Object.keys(counts);
  return {
    name,
    type: 'category',
    reason: '',
    role: 'feature',
    input: 'features',
    encoding: 'onehot',
    missing: 'mostFrequent',
    facts: { missing: 0, unique: categories.length, categories, histogram: Object.values(counts), ...facts },
    ...more,
  };
}

const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`c${i}`, 1]));
const target = category('y', { b: 50, a: 50 }, { role: 'target' });

function table(
  columns: readonly ColumnConfig[],
  more: Partial<DataConfig> = {},
  rowCount = 100,
  duplicates = 0,
): DataConfig {
  return {
    kind: 'table',
    source: { type: 'bundled', id: 'x' },
    options: {},
    table: { columns, rowCount, duplicates },
    split,
    fingerprint: '',
    ...more,
  };
}

function images(more: Partial<ImageConfig> = {}): DataConfig {
  const image: ImageConfig = {
    width: 28,
    height: 20,
    channels: 1,
    scaling: 'zeroToOne',
    classes: ['a', 'b', 'c'],
    classCounts: [40, 40, 40],
    imageCount: 120,
    unreadable: [],
    ...more,
  };
  return { kind: 'images', source: { type: 'bundled', id: 'x' }, options: {}, images: image, split, fingerprint: '' };
}

describe('describeData', () => {
  it('gives an input per group, in the order of the table, and targets with sorted classes', () => {
    const config = table([
      number('a'),
      category('c', { x: 60, y: 30, z: 5 }, {}, { missing: 5 }),
      category('own', { x: 60, y: 30 }, { missing: 'own' }, { missing: 10 }),
      category('rank', { low: 50, high: 50 }, { encoding: 'ordinal', input: 'more' }),
      number('left', { role: 'ignore' }),
      number('words', { type: 'text' }),
      target,
      number('amount', { role: 'target' }, { missing: 4 }),
    ]);
    expect(describeData(config)).toEqual({
      inputs: {
        features: { title: 'Features', modality: 'table', tensor: { shape: [1 + 3 + 3], dtype: 'float32' } },
        more: { title: 'More', modality: 'table', tensor: { shape: [1], dtype: 'float32' } },
      },
      targets: {
        y: { title: 'y', task: 'binary', classes: ['a', 'b'] },
        amount: { title: 'amount', task: 'regression' },
      },
      sampleCount: 96,
    });
  });

  it('gives pictures as [height, width, channels]', () => {
    expect(describeData(images())).toEqual({
      inputs: { image: { title: 'Image', modality: 'image', tensor: { shape: [20, 28, 1], dtype: 'float32' } } },
      targets: { class: { title: 'Class', task: 'classification', classes: ['a', 'b', 'c'] } },
      sampleCount: 120,
    });
  });
});

describe('checkData', () => {
  const rows: readonly {
    readonly what: string;
    readonly config: DataConfig;
    readonly code: string;
    readonly severity: string;
    readonly says: RegExp;
  }[] = [
    {
      what: 'no target',
      config: table([number('a')]),
      code: 'data.target.none',
      severity: 'error',
      says: /Pick the column/,
    },
    {
      what: 'no feature',
      config: table([target, number('a', { role: 'ignore' })]),
      code: 'data.features.none',
      severity: 'error',
      says: /"feature"/,
    },
    {
      what: 'one column',
      config: table([target]),
      code: 'data.features.none',
      severity: 'error',
      says: /one column only/,
    },
    { what: 'no rows', config: table([], {}, 0), code: 'data.table.empty', severity: 'error', says: /no rows/ },
    {
      what: 'a target of text',
      config: table([number('a'), number('t', { type: 'text', role: 'target' })]),
      code: 'data.target.text',
      severity: 'error',
      says: /free text/,
    },
    {
      what: 'a target without values',
      config: table([number('a'), category('t', {}, { role: 'target' }, { missing: 100 })]),
      code: 'data.target.empty',
      severity: 'error',
      says: /no values/,
    },
    {
      what: 'a constant target',
      config: table([number('a'), number('t', { role: 'target' }, { min: 3, max: 3 })]),
      code: 'data.target.constant',
      severity: 'error',
      says: /is 3 in every row/,
    },
    {
      what: 'one class',
      config: table([number('a'), category('t', { only: 100 }, { role: 'target' })]),
      code: 'data.target.oneClass',
      severity: 'error',
      says: /same class "only"/,
    },
    {
      what: '100,000 classes',
      config: table([number('a'), category('t', {}, { role: 'target' }, { unique: 100_000 })], {}, 200_000),
      code: 'data.target.manyClasses',
      severity: 'error',
      says: /100,000 different values/,
    },
    {
      what: 'a class with one sample',
      config: table([number('a'), category('t', { a: 50, b: 49, c: 1 }, { role: 'target' })]),
      code: 'data.target.rareClass',
      severity: 'warning',
      says: /"c"/,
    },
    {
      what: 'imbalance',
      config: table([number('a'), category('t', { a: 90, b: 10 }, { role: 'target' })]),
      code: 'data.target.imbalance',
      severity: 'warning',
      says: /9 times.*class weights/,
    },
    {
      what: 'target values missing',
      config: table([number('a'), number('t', { role: 'target' }, { missing: 7 })]),
      code: 'data.target.missing',
      severity: 'hint',
      says: /7 rows/,
    },
    {
      what: 'few samples',
      config: table([number('a'), category('t', { a: 4, b: 4 }, { role: 'target' })], {}, 8),
      code: 'data.samples.few',
      severity: 'error',
      says: /only 8 samples/,
    },
    {
      what: 'rather few samples',
      config: table([number('a'), category('t', { a: 20, b: 20 }, { role: 'target' })], {}, 40),
      code: 'data.samples.few',
      severity: 'warning',
      says: /40 samples/,
    },
    {
      what: 'a column without values',
      config: table([number('a'), number('e', {}, { missing: 100 }), target]),
      code: 'data.column.allMissing',
      severity: 'warning',
      says: /"e" has no values/,
    },
    {
      what: 'such a column dropping all rows',
      config: table([number('a'), number('e', { missing: 'drop' }, { missing: 100 }), target]),
      code: 'data.column.allMissing',
      severity: 'error',
      says: /"e"/,
    },
    {
      what: 'a column mostly empty',
      config: table([number('a'), number('e', {}, { missing: 60 }), target]),
      code: 'data.column.mostlyMissing',
      severity: 'warning',
      says: /60 of 100 rows/,
    },
    {
      what: 'a column of one value',
      config: table([number('a'), number('e', {}, { unique: 1 }), target]),
      code: 'data.column.constant',
      severity: 'hint',
      says: /same in every row/,
    },
    {
      what: 'cells that are no numbers',
      config: table([number('a', {}, { unreadable: 3, missing: 3 }), target]),
      code: 'data.column.unreadable',
      severity: 'warning',
      says: /3 cells of "a"/,
    },
    {
      what: 'text as numbers',
      config: table([changeType(category('w', { x: 50, y: 50 }), 'number', 100), target]),
      code: 'data.column.notNumbers',
      severity: 'error',
      says: /not numbers/,
    },
    {
      what: 'free text as a feature',
      config: table([number('a'), number('w', { type: 'text' }), target]),
      code: 'data.column.text',
      severity: 'warning',
      says: /left out/,
    },
    {
      what: 'many categories',
      config: table([category('c', many(150)), target], {}, 1000),
      code: 'data.column.manyCategories',
      severity: 'warning',
      says: /150 inputs/,
    },
    {
      what: 'too many categories',
      config: table([category('c', {}, {}, { unique: 5000 }), target], {}, 10_000),
      code: 'data.column.manyCategories',
      severity: 'error',
      says: /5,000 different/,
    },
    {
      what: 'an identifier',
      config: table([number('a'), category('c', many(99)), target]),
      code: 'data.column.idLike',
      severity: 'warning',
      says: /learn it by heart/,
    },
    {
      what: 'repeated rows',
      config: table([number('a'), target], {}, 100, 30),
      code: 'data.duplicates',
      severity: 'warning',
      says: /30 rows of 100/,
    },
    {
      what: 'a column that gives the answer away',
      config: table([
        number('a', {}, { relation: { target: 'y', measure: 'correlationRatio', value: 0.999 } }),
        target,
      ]),
      code: 'data.column.leak',
      severity: 'warning',
      says: /"a" goes together with "y" almost perfectly \(0.999 of 1\)/,
    },
    {
      what: 'a split by groups without a column',
      config: table([number('a'), target], { split: { ...split, method: 'group' } }),
      code: 'data.split.column',
      severity: 'error',
      says: /needs a column/,
    },
    {
      what: 'a split by a column that is not there',
      config: table([number('a'), target], { split: { ...split, method: 'order', column: 'day' } }),
      code: 'data.split.column',
      severity: 'error',
      says: /"day".*not in this data/,
    },
    {
      what: 'a column that names no part',
      config: table([number('a'), category('part', { x: 60, z: 40 }), target], {
        split: { ...split, method: 'column', column: 'part' },
      }),
      code: 'data.split.noTrain',
      severity: 'error',
      says: /No value of "part" stands for training/,
    },
    {
      what: 'a column that names a part for some rows only',
      config: table([number('a'), category('part', { train: 60, test: 30, x: 10 }), target], {
        split: { ...split, method: 'column', column: 'part' },
      }),
      code: 'data.split.silent',
      severity: 'warning',
      says: /Samples with "x" in "part" are left out/,
    },
    {
      what: 'two groups for three parts',
      config: table([number('a'), category('side', { l: 60, r: 40 }), target], {
        split: { ...split, method: 'group', column: 'side' },
      }),
      code: 'data.split.fewGroups',
      severity: 'warning',
      says: /only 2 different values/,
    },
    {
      what: 'a split in time by something else',
      config: table([number('a'), category('colour', { red: 60, blue: 40 }), target], {
        split: { ...split, method: 'order', column: 'colour' },
      }),
      code: 'data.split.noTime',
      severity: 'warning',
      says: /does not look like times/,
    },
    {
      what: 'several rows of each patient',
      config: table([number('a'), category('PatientId', many(30), { role: 'ignore' }), target], {
        source: { type: 'file', path: '/visits.csv', name: 'visits.csv' },
      }),
      code: 'data.split.groups',
      severity: 'warning',
      says: /"PatientId" has 30 different values in 100 samples/,
    },
    {
      what: 'several rows of each patient in a set that ships with the app',
      config: table([number('a'), category('PatientId', many(30), { role: 'ignore' }), target]),
      code: 'data.split.groups',
      severity: 'hint',
      says: /several samples seem to belong to each/,
    },
    {
      what: 'several rows of each identifier, and folds without groups',
      config: table([number('a'), category('zone_id', many(30), { role: 'ignore' }), target], {
        source: { type: 'file', path: '/visits.csv', name: 'visits.csv' },
        split: { ...split, method: 'folds' },
      }),
      code: 'data.split.groups',
      severity: 'warning',
      says: /"zone_id" has 30 different values/,
    },
    {
      what: 'shares beyond 100 %',
      config: table([number('a'), target], { split: { ...split, train: 0.9 } }),
      code: 'data.split.sum',
      severity: 'error',
      says: /120 %/,
    },
    {
      what: 'no training part',
      config: table([number('a'), target], { split: { ...split, train: 0, validation: 0.5, test: 0.5 } }),
      code: 'data.split.train',
      severity: 'error',
      says: /training part is empty/,
    },
    {
      what: 'no validation part',
      config: table([number('a'), target], { split: { ...split, train: 0.8, validation: 0, test: 0.2 } }),
      code: 'data.split.validation',
      severity: 'warning',
      says: /validation part is empty/,
    },
    {
      what: 'no test part',
      config: table([number('a'), target], { split: { ...split, train: 0.8, validation: 0.2, test: 0 } }),
      code: 'data.split.test',
      severity: 'warning',
      says: /test part is empty/,
    },
    {
      what: 'a note of the reading',
      config: table([number('a'), target], { notes: ['1 row was left out.'] }),
      code: 'data.note',
      severity: 'hint',
      says: /1 row was left out/,
    },
    {
      what: 'no pictures',
      config: images({ imageCount: 0, classes: [], classCounts: [] }),
      code: 'data.images.none',
      severity: 'error',
      says: /no pictures/,
    },
    {
      what: 'one class of pictures',
      config: images({ classes: ['a'], classCounts: [120] }),
      code: 'data.target.oneClass',
      severity: 'error',
      says: /same class "a"/,
    },
    {
      what: 'an empty class',
      config: images({ classCounts: [120, 0, 0] }),
      code: 'data.images.emptyClass',
      severity: 'warning',
      says: /"b" and 1 more/,
    },
    {
      what: 'unreadable pictures',
      config: images({ unreadable: [{ file: 'a/x.jpg', reason: 'It is empty.' }] }),
      code: 'data.images.unreadable',
      severity: 'warning',
      says: /1 file .*a\/x\.jpg: It is empty/,
    },
    {
      what: 'large pictures',
      config: images({ width: 512, height: 512 }),
      code: 'data.images.large',
      severity: 'hint',
      says: /512 by 512/,
    },
  ];
  it.each(rows)('$what', ({ config, code, severity, says }) => {
    const problems = checkData(config);
    const found = problems.find((problem) => problem.code === code);
    expect(found, `found ${problems.map((problem) => problem.code).join(', ') || 'nothing'}`).toBeDefined();
    expect(found).toMatchObject({ severity, message: expect.stringMatching(says) });
    expect(found!.fixes!.slice(-1)).toMatchObject([{ type: 'goTo', step: 'data' }]);
  });

  it('has nothing against a sound table or sound pictures, and puts errors first', () => {
    expect(checkData(table([number('a'), category('c', { x: 50, y: 50 }), target]))).toEqual([]);
    expect(checkData(images())).toEqual([]);
    const severities = checkData(table([number('e', {}, { missing: 60 })], { split: { ...split, test: 0 } })).map(
      ({ severity }) => severity,
    );
    expect(severities).toEqual(
      [...severities].sort((a, b) => ['error', 'warning', 'hint'].indexOf(a) - ['error', 'warning', 'hint'].indexOf(b)),
    );
  });
});

describe('data kinds', () => {
  it('explain themselves, and their defaults stand', () => {
    for (const kind of dataKinds) {
      expect(checkParams(kind.params, defaultsOf(kind.params))).toBeNull();
      expect(kind.summary).toMatch(/\.$/);
      expect(kind.reason({ ...table([]), kind: kind.id })).toMatch(/^[A-Z"].*\.$/);
      for (const param of Object.values(kind.params)) expect(param.help).toMatch(/\.$/);
    }
  });

  it('make configurations that the document keeps whole', () => {
    const config = table([number('a'), { ...number('b'), keep: 5 }, target], { notes: ['x'] });
    const withDialect = {
      ...config,
      table: { ...config.table!, dialect: { delimiter: ';', decimal: ',' as const, header: true, encoding: 'utf-8' } },
    };
    expect(dataConfig.parse(withDialect)).toEqual(withDialect);
    expect(dataConfig.parse(images())).toEqual(images());
  });
});
