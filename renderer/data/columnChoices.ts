// What may be chosen for a column of each type.
import type { ColumnConfig, ColumnRole, ColumnType, Encoding, MissingRule } from '../../shared/data/config';
import { labelSeparators, labelsOf } from '../../shared/data/labels';

export const types: readonly ColumnType[] = ['number', 'category', 'text'];
export const roles: readonly ColumnRole[] = ['feature', 'target', 'ignore'];
export const encodings: { readonly [T in ColumnType]: readonly Encoding[] } = {
  number: ['standardize', 'minmax', 'robust', 'none'],
  category: ['onehot', 'ordinal', 'code'],
  text: [],
};
export const missingRules: { readonly [T in ColumnType]: readonly MissingRule[] } = {
  number: ['mean', 'median', 'mostFrequent', 'zero', 'constant', 'drop'],
  category: ['mostFrequent', 'own', 'drop'],
  text: [],
};

/** Where the cells of a target may be cut into labels: at what stands within several of them. */
export function separatorsOf({ role, type, facts, separator }: ColumnConfig): readonly string[] {
  if (role !== 'target' || type === 'number') return [];
  const cells = facts.categories ?? [];
  return labelSeparators.filter(
    (one) => one === separator || (cells.some((cell) => cell.includes(one)) && labelsOf(cells, one).length > 1),
  );
}
