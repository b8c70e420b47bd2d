// Several labels per sample: how marks in a cell become labels, what an answer says of each, and the figures of one label.
import { areYesAndNo } from './cells';
import type { ColumnConfig } from './config';

/** Characters that may stand between two labels of a cell, the likeliest first. */
export const labelSeparators: readonly string[] = [';', '|', ',', '/'];

/** More labels than this are texts rather than labels. */
export const mostLabels = 1000;

/** Above this probability a label is given, unless a person chooses another threshold. */
export const usualThreshold = 0.5;

/** The labels that a cell names, each once, in their order; none of a cell of separators alone. */
export function splitLabels(cell: string, separator: string): readonly string[] {
  const parts = cell
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return [...new Set(parts)];
}

/** Every label of these cells in index order: by code unit. */
export function labelsOf(cells: readonly string[], separator: string): readonly string[] {
  return [...new Set(cells.flatMap((cell) => splitLabels(cell, separator)))].sort((a, b) =>
    a < b ? -1 : a > b ? 1 : 0,
  );
}

/**
 * What stands between labels in these different cells; null where they name one thing each. Labels are short, and come
 * again in other company: on average each is in two of the cells at least, which parts of names and addresses are not.
 */
export function findSeparator(cells: readonly string[]): string | null {
  const fits = (separator: string) => {
    const several = cells.filter((cell) => splitLabels(cell, separator).length > 1);
    if (several.length < 2 || several.length < 0.3 * cells.length) return false;
    const labels = labelsOf(cells, separator);
    const named = cells.reduce((sum, cell) => sum + splitLabels(cell, separator).length, 0);
    const short = labels.every((label) => label.length <= 40 && label.split(/\s+/).length <= 4);
    return short && labels.length >= 2 && labels.length <= 100 && named >= 2 * labels.length;
  };
  return labelSeparators.find(fits) ?? null;
}

/** Whether a column says yes or no in every row, so that it can be one label of several. */
export function isYesOrNo({ type, facts }: ColumnConfig): boolean {
  const { categories = [] } = facts;
  if (type === 'category') return areYesAndNo(categories) || [...categories].sort().join() === '0,1';
  return type === 'number' && facts.unique === 2 && facts.min === 0 && facts.max === 1;
}

/** The places of the labels above the threshold. */
export function labelsGiven(probabilities: ArrayLike<number>, threshold = usualThreshold): readonly number[] {
  return Array.from(probabilities, (_, place) => place).filter((place) => probabilities[place]! > threshold);
}

/** A number of an answer as the probability of its label: what is no probability counts as the nearest one. */
export function labelChance(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Rightly given, wrongly given, wrongly left out. */
export type LabelCounts = readonly [right: number, wrongYes: number, wrongNo: number];

export interface LabelFigures {
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** The figures of one label over `count` samples, as scikit-learn's with zero_division=0. */
export function labelFigures([right, wrongYes, wrongNo]: LabelCounts, count: number): LabelFigures {
  const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  return {
    accuracy: ratio(count - wrongYes - wrongNo, count),
    precision: ratio(right, right + wrongYes),
    recall: ratio(right, right + wrongNo),
    f1: ratio(2 * right, 2 * right + wrongYes + wrongNo),
  };
}

/** Thresholds for which an evaluation counts: every twentieth, the ends left out. */
export const labelThresholds: readonly number[] = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
