// How much is kept of each column while a table passes by: the more columns there are, the less of each.
import { maxCodes } from '../../../../shared/data/codes';
import { maxCategories } from '../../../../shared/data/kinds/table';
import { HyperLogLog } from './hyperLogLog';

/** Distinct numbers up to which a number column keeps its values as possible categories, in a table of few columns. */
const mostNumberCategories = 200;
/** What all number columns together may keep of them: they become part of the document. */
const numberCategoryBudget = 200_000;
/** What all columns together may keep: distinct values, and numbers for the histogram. */
const distinctBudget = 2_000_000;
const numberBudget = 2_000_000;

/** With more columns than this each of them keeps less, and counts what is different less exactly. */
export const manyColumns = numberCategoryBudget / mostNumberCategories;

/** Distinct numbers up to which a number column keeps its values as possible categories. */
export function numberCategories(columns: number): number {
  return Math.min(mostNumberCategories, Math.floor(numberCategoryBudget / columns));
}

/** Distinct values of a column that are kept. */
export function distinctLimit(columns: number): number {
  return Math.min(maxCodes, Math.max(maxCategories + 1, Math.floor(distinctBudget / columns)));
}

/** Numbers of a column that are kept for its quartiles and its histogram. */
export function numbersKept(columns: number): number {
  return Math.min(1_000_000, Math.max(256, Math.floor(numberBudget / columns)));
}

/** An estimate of a column's different values. */
export function estimateFor(columns: number): HyperLogLog {
  return new HyperLogLog(columns > manyColumns ? 10 : 12);
}
