// Several labels per sample: what is taken for them, how cells are cut, what the first look makes of columns.
import type { ColumnConfig, TableConfig } from '../../../shared/data/config';
import { describe, expect, it } from 'vitest';
import {
  findSeparator,
  isYesOrNo,
  labelFigures,
  labelsGiven,
  labelsOf,
  splitLabels,
} from '../../../shared/data/labels';
import { joinByName, joinedColumns } from '../../../shared/data/tableLabels';
import { encodeLabels } from '../../../shared/data/preprocess';

describe('what stands between labels', () => {
  it.each([
    ['colours and forms', ['red;round', 'blue;round', 'red', 'blue;square', 'red;square'], ';'],
    ['genres', ['Drama|Comedy', 'Comedy', 'Drama', 'Drama|Action', 'Action|Comedy'], '|'],
    ['spaces around', ['a, b', 'b, c', 'a, c', 'a'], ','],
    ['one thing each', ['red', 'blue', 'green'], null],
    ['names of people', ['Smith, John', 'Miller, Eve', 'Jones, Ann', 'Brown, Bob'], null],
    ['cities and countries', ['Paris, France', 'Lyon, France', 'Nice, France', 'Rome, Italy'], null],
    ['numbers with decimal commas', ['1,5', '2,5', '3,5', '4,7'], null],
    ['dates', ['1/2/2024', '5/6/2023', '7/8/2022'], null],
    ['whole sentences', ['this is one, that is the other thing here', 'this is one, and so on it goes'], null],
    ['nothing', [], null],
  ])('%s', (_name, cells, separator) => {
    expect(findSeparator(cells)).toBe(separator);
  });

  it('cuts cells without blanks, repeats and empty labels', () => {
    expect(splitLabels(' red ;; round;red', ';')).toEqual(['red', 'round']);
    expect(splitLabels(';', ';')).toEqual([]);
    expect(labelsOf(['b;a', 'C', 'a;ä'], ';')).toEqual(['C', 'a', 'b', 'ä']);
  });
});

it('gives a label above the threshold alone, as the metrics do', () => {
  expect(labelsGiven([0.5, 0.51, 0.2])).toEqual([1]);
  expect(labelsGiven([0.5, 0.51, 0.2], 0.1)).toEqual([0, 1, 2]);
  expect(labelFigures([0, 0, 0], 10)).toEqual({ accuracy: 1, precision: 0, recall: 0, f1: 0 });
});

describe('a row says its labels', () => {
  const cut = { task: 'labels', column: 'tags', classes: ['a', 'b'], separator: ';', shape: [2] } as const;
  const columns = [
    { name: 'x', yes: 'yes' },
    { name: 'y', yes: '1' },
  ];
  const joined = { task: 'labels', column: 'labels', classes: ['x', 'y'], columns, shape: [2] } as const;
  it.each([
    [cut, { tags: 'b; a' }, [1, 1]],
    [cut, { tags: ';' }, [0, 0]],
    [cut, { tags: 'never seen' }, [0, 0]],
    [cut, { tags: ' ' }, null],
    [joined, { x: 'yes', y: 0 }, [1, 0]],
    [joined, { x: 'no', y: '1.0' }, [0, 1]],
    [joined, { x: 'no' }, null],
  ])('%#', (target, row, expected) => {
    const found = encodeLabels(target, row);
    expect(found === null ? null : Array.from(found)).toEqual(expected);
  });
});

it.each([
  ['numbers of 0 and 1', 'number', { unique: 2, min: 0, max: 1 }, true],
  ['numbers of 0 and 2', 'number', { unique: 2, min: 0, max: 2 }, false],
  ['marks of 1 and 0', 'category', { unique: 2, categories: ['1', '0'] }, true],
  ['yes and no', 'category', { unique: 2, categories: ['Yes', 'no'] }, true],
  ['two names', 'category', { unique: 2, categories: ['female', 'male'] }, false],
  ['a date', 'datetime', { unique: 2 }, false],
] as const)('a column says yes or no: %s', (_what, type, facts, expected) => {
  const column = {
    name: 'x',
    role: 'target',
    type,
    reason: '',
    input: 'x',
    encoding: 'none',
    missing: 'none',
  } as const;
  expect(isYesOrNo({ ...column, facts: { missing: 0, ...facts } } as unknown as ColumnConfig)).toBe(expected);
});

it('columns of any two values that were saved as labels stay labels, and are not offered anew', () => {
  const column = (name: string, ...categories: string[]) =>
    ({
      name,
      role: 'target',
      type: 'category',
      facts: { missing: 0, unique: categories.length, categories },
    }) as unknown;
  const columns = [
    column('label_sex', 'female', 'male'),
    column('label_ill', 'no', 'yes'),
    column('label_town', 'Bonn', 'Rome', 'York'),
  ] as readonly ColumnConfig[];
  expect(joinedColumns({ columns, joined: true }).map(({ name }) => name)).toEqual(['label_sex', 'label_ill']);
  const table = { columns, rowCount: 9 } as unknown as TableConfig;
  expect(joinByName(table)).toBe(table);
});
