// What may be chosen for a column of each type.
import type { ColumnConfig, ColumnRole, ColumnStep, ColumnType, Encoding, MissingRule } from '../../shared/data/config';
import { labelSeparators, labelsOf } from '../../shared/data/labels';
import { stepsFor } from '../../shared/data/steps';
import { namesPictures } from '../../shared/data/tablePictures';

const types: readonly ColumnType[] = ['number', 'category', 'text'];

/** Pictures where cells name some. */
export function typesOf({ type, facts }: ColumnConfig): readonly ColumnType[] {
  return type === 'picture' || namesPictures(facts.categories ?? []) ? [...types, 'picture'] : types;
}

export const roles: readonly ColumnRole[] = ['feature', 'target', 'ignore'];
export const encodings: { readonly [T in ColumnType]: readonly Encoding[] } = {
  number: ['standardize', 'minmax', 'robust', 'none'],
  category: ['onehot', 'ordinal', 'code'],
  text: [],
  picture: [],
};
export const missingRules: { readonly [T in ColumnType]: readonly MissingRule[] } = {
  number: ['mean', 'median', 'mostFrequent', 'zero', 'constant', 'drop'],
  category: ['mostFrequent', 'own', 'drop'],
  text: [],
  picture: [],
};

/** Where the cells of a target may be cut into labels: at what stands within several of them. */
export function separatorsOf({ role, type, facts, separator }: ColumnConfig): readonly string[] {
  if (role !== 'target' || type === 'number' || type === 'picture') return [];
  const cells = facts.categories ?? [];
  return labelSeparators.filter(
    (one) => one === separator || (cells.some((cell) => cell.includes(one)) && labelsOf(cells, one).length > 1),
  );
}

/** Whether there are steps to choose: features that become numbers, and numbers to be predicted. */
export function isPrepared({ role, type }: ColumnConfig): boolean {
  return type === 'number' ? role !== 'ignore' : role === 'feature' && type === 'category';
}

/** The steps that are carried out: a target keeps those that have a way back. */
export function stepsOf(column: ColumnConfig): readonly ColumnStep[] {
  const possible = new Set(stepsFor(column).map(({ id }) => id));
  return column.type === 'number' ? (column.steps ?? []).filter(({ type }) => possible.has(type)) : [];
}
