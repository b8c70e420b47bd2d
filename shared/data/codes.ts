// Columns that are looked up by code: a recommender's people and things may be more than a document lists, so that which
// they are is found in the file whenever it is opened.
import type { ColumnConfig } from './config';

/** Different values that a column of codes may have; up to here they are counted exactly. */
export const maxCodes = 20_000;

/** More categories than this are typed in, rather than chosen from a list. */
export const longestList = 1000;

/** Whether a feature's categories are found in the file, rather than listed in the document. */
export function findsCodes({ role, type, encoding, facts }: ColumnConfig): boolean {
  return role === 'feature' && type === 'category' && encoding === 'code' && facts.categories === undefined;
}

/** How many categories such a column has at most, known before they are found: as `categoryCount` (fit.ts) of those listed. */
export function foundCount({ keep, missing, facts: { unique } }: ColumnConfig): number {
  return (keep !== undefined && unique > keep ? keep + 1 : unique) + Number(missing === 'own');
}
