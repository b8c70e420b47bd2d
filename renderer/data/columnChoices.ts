// What may be chosen for a column of each type.
import type { ColumnRole, ColumnType, Encoding, MissingRule } from '../../shared/data/config';

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
