// Changes to data: splits add up, one target at a time, a new reading keeps a person's choices.
import { describe, expect, it } from 'vitest';
import { splitWith, withRole } from '../../../renderer/data/dataEdits';
import { keepChoices } from '../../../renderer/data/openDataFile';
import type { ColumnConfig, DataConfig, SplitConfig } from '../../../shared/data/config';

const split: SplitConfig = { train: 0.7, validation: 0.15, test: 0.15, seed: 1, stratify: true };

describe('a share of the split', () => {
  it.each([
    { part: 'train', percent: 80, gives: [80, 10, 10] },
    { part: 'train', percent: 100, gives: [100, 0, 0] },
    { part: 'validation', percent: 20, gives: [65, 20, 15] },
    { part: 'test', percent: 0, gives: [85, 15, 0] },
    { part: 'test', percent: 90, gives: [0, 10, 90] },
    { part: 'train', percent: 140, gives: [100, 0, 0] },
  ] as const)('$part at $percent %', ({ part, percent, gives }) => {
    const next = splitWith(split, part, percent);
    expect([next.train, next.validation, next.test].map((share) => Math.round(share * 100))).toEqual(gives);
    expect(next.train + next.validation + next.test).toBeCloseTo(1, 12);
    expect(next).toMatchObject({ seed: 1, stratify: true });
  });
});

const column = (name: string, more: Partial<ColumnConfig> = {}): ColumnConfig => ({
  name,
  type: 'number',
  reason: '',
  role: 'feature',
  input: 'features',
  encoding: 'standardize',
  missing: 'median',
  facts: { missing: 0, unique: 10 },
  ...more,
});
const table = (...columns: ColumnConfig[]): DataConfig => ({
  kind: 'table',
  source: { type: 'bundled', id: 'iris' },
  options: {},
  table: { columns, rowCount: 10 },
  split,
  fingerprint: '',
});
const roles = (data: DataConfig) => data.table!.columns.map((entry) => entry.role);

describe('a new target', () => {
  const data = table(column('a'), column('b', { role: 'target' }), column('c', { role: 'ignore' }));
  it('takes the old one’s place', () =>
    expect(roles(withRole(data, 'a', 'target', 1))).toEqual(['target', 'feature', 'ignore']));
  it('stands beside it where the network has several outputs', () =>
    expect(roles(withRole(data, 'c', 'target', 2))).toEqual(['feature', 'target', 'target']));
  it('changes nothing else when a column is left out', () =>
    expect(roles(withRole(data, 'a', 'ignore', 1))).toEqual(['ignore', 'target', 'ignore']));
});

describe('what a target is', () => {
  const facts = { missing: 0, unique: 2, min: 0, max: 1, categories: ['0', '1'] };
  it('two whole numbers are two classes', () => {
    const data = withRole(table(column('a', { facts }), column('b', { role: 'target' })), 'a', 'target', 1);
    expect(data.table!.columns[0]).toMatchObject({ type: 'category', role: 'target' });
    expect(data.table!.columns[0]!.reason).toContain('0 and 1');
  });
  it('two amounts stay amounts', () => {
    const amounts = column('a', { facts: { ...facts, categories: ['0.5', '1'] } });
    expect(withRole(table(amounts), 'a', 'target', 1).table!.columns[0]).toMatchObject({ type: 'number' });
  });
  it('the old one no longer says why it was', () => {
    const old = column('b', { role: 'target', reason: 'Whole numbers. Chosen as the target because of its name.' });
    expect(withRole(table(column('a'), old), 'a', 'target', 1).table!.columns[1]!.reason).toBe('Whole numbers.');
  });
});

describe('a new reading', () => {
  const before = table(column('a', { role: 'ignore', encoding: 'minmax' }), column('b', { role: 'target' }));
  const own: SplitConfig = { ...split, seed: 7 };
  it('keeps roles, encodings and the split', () => {
    const kept = keepChoices({ ...before, split: own }, table(column('a'), column('b')));
    expect(roles(kept)).toEqual(['ignore', 'target']);
    expect(kept.table!.columns[0]!.encoding).toBe('minmax');
    expect(kept.split.seed).toBe(7);
  });
  it('keeps the role alone where the type is another one', () => {
    const kept = keepChoices(before, table(column('a', { type: 'category', encoding: 'onehot' }), column('b')));
    expect(kept.table!.columns[0]).toMatchObject({ role: 'ignore', encoding: 'onehot' });
  });
  it('is taken as it is where the columns are others', () => {
    expect(roles(keepChoices(before, table(column('x'), column('b'))))).toEqual(['feature', 'feature']);
  });
});
