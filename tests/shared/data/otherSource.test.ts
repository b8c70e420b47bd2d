// Other data for a network keeps what was decided, as far as it fits what was found.
import { expect, it } from 'vitest';
import type { ColumnConfig, DataConfig } from '../../../shared/data/config';
import { withDecisions } from '../../../shared/data/otherSource';

const column = (more: Partial<ColumnConfig>) =>
  ({
    name: 'price',
    type: 'number',
    role: 'feature',
    input: 'features',
    missing: 'mean',
    encoding: 'standardize',
    ...more,
  }) as ColumnConfig;
const set = (columns: readonly ColumnConfig[], more: Partial<DataConfig> = {}) =>
  ({ kind: 'table', split: { seed: 1 }, table: { columns, rowCount: 9 }, ...more }) as unknown as DataConfig;
const decided = column({
  role: 'target',
  missing: 'constant',
  constant: 3,
  steps: [{ type: 'log', params: {} }],
  encoding: 'none',
});

const rows: readonly (readonly [string, ColumnConfig, ColumnConfig, ColumnConfig])[] = [
  ['all of a column of the same type', column({}), decided, decided],
  [
    'its role where the type is another',
    column({ type: 'category', encoding: 'onehot' }),
    decided,
    column({ type: 'category', encoding: 'onehot', role: 'target' }),
  ],
  ['nothing of a column that is new', column({ name: 'new' }), decided, column({ name: 'new' })],
];
it.each(rows)('keeps %s', (_, found, before, kept) => {
  expect(withDecisions(set([found]), set([before])).table!.columns).toEqual([kept]);
});

it('keeps the rare categories together', () => {
  const before = column({ type: 'category', encoding: 'onehot', keep: 5 });
  expect(
    withDecisions(set([column({ type: 'category', encoding: 'onehot' })]), set([before])).table!.columns[0]!.keep,
  ).toBe(5);
});

it('keeps the size of pictures, the split, and what was not decided before as it was found', () => {
  const images = { width: 8, height: 8, channels: 1, scaling: 'minmax', classes: ['a'] };
  const before = { kind: 'images', split: { seed: 2 }, images: { width: 32, height: 24, classes: ['b'] } };
  const after = withDecisions({ kind: 'images', split: { seed: 1 }, images } as never, before as never);
  expect(after).toEqual({ ...after, split: { seed: 2 }, images: { ...images, width: 32, height: 24 } });
});

it('takes data of another kind as it is', () => {
  const found = set([column({})]);
  expect(withDecisions(found, { kind: 'images' } as DataConfig)).toBe(found);
});
