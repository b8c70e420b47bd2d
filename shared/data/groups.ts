// Samples by the values of a column, be it a feature or not: which groups there are, how a network does on each of
// them, and whether they differ by more than chance explains.
import { sortCategories } from './cells';
import type { DataConfig } from './config';
import { sampleColumn } from './sampleColumns';
import { quantile } from './steps';

/** Which group each row of the source is in: an index into `names`, -1 where the column has no value. */
export interface GroupKeys {
  readonly column: string;
  readonly names: readonly string[];
  readonly codes: Int32Array;
}

/** How many samples a group has, and of which classes. */
export interface GroupCount {
  readonly name: string;
  readonly count: number;
  readonly parts: { readonly train: number; readonly validation: number; readonly test: number };
  /** In the order of the target's classes; empty where the target is a number. */
  readonly perClass: readonly number[];
}

/**
 * What a sample whose answer is right in parts scores, from 0 to 1: the share of its places or of its written tokens that are
 * right, the overlap with its mask, the share of labels that are right; of a picture's boxes F1: twice those found, by all that
 * are true and all that are shown.
 */
export type GroupScore = 'places' | 'tokens' | 'overlap' | 'labels' | 'things';

/** How a network does on one group. */
export interface GroupResult {
  readonly name: string;
  readonly count: number;
  /** confusion[truth][predicted], for classes. */
  readonly confusion?: readonly (readonly number[])[];
  /** For numbers, in the data's own units; `bias` is the mean of predicted minus true. */
  readonly errors?: { readonly mae: number; readonly rmse: number; readonly bias: number };
  /** Of its samples' scores: the mean, and the standard deviation with n - 1; 0 of a single one. */
  readonly score?: { readonly of: GroupScore; readonly mean: number; readonly deviation: number };
}

/** More groups than this are not compared one by one: the rest is one group. */
const mostGroups = 20;
/** Numbers with at most so many different values are groups each; others are cut into quarters. */
const mostNumberGroups = 6;

const short = (value: number) => String(Number(value.toPrecision(4)));

/**
 * Groups of a number column: each value, where there are few; else quarters of the rows, cut at the quartiles of all
 * values (as pandas.qcut(values, 4, duplicates='drop'): each bin without its lower edge, the first with it).
 */
export function groupNumbers(column: string, values: ArrayLike<number>): GroupKeys {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const distinct: number[] = [];
  for (const value of sorted) {
    if (distinct[distinct.length - 1] !== value) distinct.push(value);
    if (distinct.length > mostNumberGroups) break;
  }
  if (distinct.length <= mostNumberGroups) {
    const codes = Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : distinct.indexOf(value)));
    return { column, names: distinct.map(short), codes };
  }
  const edges = [0, 0.25, 0.5, 0.75, 1].map((share) => quantile(sorted, share));
  const uppers = edges.filter((edge, i) => i > 0 && edge > edges[i - 1]!);
  const lowest = edges[0]!;
  const names = uppers.map((upper, i) =>
    i === 0 ? `${short(lowest)} to ${short(upper)}` : `above ${short(uppers[i - 1]!)} to ${short(upper)}`,
  );
  const codes = Int32Array.from(values, (value) =>
    Number.isNaN(value) ? -1 : uppers.findIndex((upper) => value <= upper),
  );
  return { column, names, codes };
}

/** Groups of a column of words: the most frequent by name, the rest together. `found[codes[row]]` is a row's word. */
export function groupWords(column: string, found: readonly string[], codes: Int32Array): GroupKeys {
  const counts = new Uint32Array(found.length);
  for (const code of codes) if (code >= 0) counts[code]!++;
  const order = Array.from(found.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const kept = found.length <= mostGroups ? order : order.slice(0, mostGroups - 1);
  const names = sortCategories(kept.map((code) => found[code]!));
  const rest = names.length;
  const place = found.map((word) => {
    const at = names.indexOf(word);
    return at < 0 ? rest : at;
  });
  return {
    column,
    names: found.length > mostGroups ? [...names, 'all others'] : names,
    codes: codes.map((code) => (code < 0 ? -1 : place[code]!)),
  };
}

/** The data with the groups of this column to be compared (undefined: its own); with none where it has no such column. */
export function withGroups(data: DataConfig, column: string | undefined = data.groupBy): DataConfig {
  const { groupBy: _before, ...rest } = data;
  const found = sampleColumn(data, column);
  return found === undefined || found.role === 'target' ? rest : { ...rest, groupBy: found.name };
}

export type GroupFigure = 'accuracy' | 'precision' | 'recall' | 'positiveRate' | 'falsePositiveRate';
export const groupFigures: readonly GroupFigure[] = [
  'accuracy',
  'precision',
  'recall',
  'positiveRate',
  'falsePositiveRate',
];

/** A share with what it is a share of; `of` 0 leaves it undefined. */
export interface Share {
  readonly part: number;
  readonly of: number;
}

/**
 * The shares of a confusion matrix, `positive` taken for the class that matters and all others for its contrary:
 * accuracy of all classes; precision and recall (as scikit-learn's); positive rate, the share that is called positive;
 * false-positive rate, the share of what is not positive that is called so.
 */
export function sharesOf(
  confusion: readonly (readonly number[])[],
  positive: number,
): { readonly [F in GroupFigure]: Share } {
  let all = 0;
  let right = 0;
  let called = 0;
  confusion.forEach((row, truth) =>
    row.forEach((count, predicted) => {
      all += count;
      if (truth === predicted) right += count;
      if (predicted === positive) called += count;
    }),
  );
  const hits = confusion[positive]?.[positive] ?? 0;
  const are = (confusion[positive] ?? []).reduce((sum, count) => sum + count, 0);
  return {
    accuracy: { part: right, of: all },
    precision: { part: hits, of: called },
    recall: { part: hits, of: are },
    positiveRate: { part: called, of: all },
    falsePositiveRate: { part: called - hits, of: all - are },
  };
}

/** The complementary error function, within 1.2e-7 (Numerical Recipes' erfcc, after Chebyshev). */
function erfc(x: number): number {
  const z = Math.abs(x);
  const t = 1 / (1 + z / 2);
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  const sum = coefficients.reduceRight((rest, coefficient) => coefficient + t * rest, 0);
  const value = t * Math.exp(-z * z + sum);
  return x >= 0 ? value : 2 - value;
}

/** The chance of a difference at least as large if both shares were the same: the two-sided z test of two proportions, pooled. */
export function chanceOf(a: Share, b: Share): number {
  if (a.of === 0 || b.of === 0) return 1;
  const pooled = (a.part + b.part) / (a.of + b.of);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / a.of + 1 / b.of));
  if (error === 0) return 1;
  return erfc(Math.abs(a.part / a.of - b.part / b.of) / error / Math.SQRT2);
}

/** The result of a group whose samples have these scores; there is one at least. */
export function scoreResult(of: GroupScore, scores: readonly number[]): Pick<GroupResult, 'score'> {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  return { score: { of, mean, deviation: Math.sqrt(squares / Math.max(1, scores.length - 1)) } };
}

export interface ScoreDifference {
  readonly highest: { readonly name: string; readonly value: number };
  readonly lowest: { readonly name: string; readonly value: number };
  /** Below 5 % once every pair of groups had its chance to differ (Bonferroni): the z test of two means. */
  readonly beyondChance: boolean;
}

/** Between which groups mean scores differ most; null where there are not two that are large enough, or none differ. */
export function scoreDifference(groups: readonly GroupResult[]): ScoreDifference | null {
  const large = groups.flatMap(({ name, count, score }) =>
    score === undefined || count < fewestCompared
      ? []
      : [{ name, value: score.mean, variance: score.deviation ** 2 / count }],
  );
  if (large.length < 2) return null;
  const highest = large.reduce((a, b) => (b.value > a.value ? b : a));
  const lowest = large.reduce((a, b) => (b.value < a.value ? b : a));
  if (highest.value === lowest.value) return null;
  const pairs = (large.length * (large.length - 1)) / 2;
  const far = (highest.value - lowest.value) / Math.sqrt(highest.variance + lowest.variance);
  const named = ({ name, value }: (typeof large)[number]) => ({ name, value });
  return { highest: named(highest), lowest: named(lowest), beyondChance: erfc(far / Math.SQRT2) * pairs < 0.05 };
}

export interface GroupDifference {
  readonly figure: GroupFigure;
  readonly highest: { readonly name: string; readonly value: number };
  readonly lowest: { readonly name: string; readonly value: number };
  /** Below 5 % once every pair of groups had its chance to differ (Bonferroni). */
  readonly beyondChance: boolean;
}

/** Shares of fewer samples than this say nothing about a group. */
export const fewestCompared = 10;

/** Between which groups each figure differs most, the widest gap first. Groups that are too small are left out. */
export function differencesOf(groups: readonly GroupResult[], positive: number): readonly GroupDifference[] {
  const found = groupFigures.flatMap((figure): GroupDifference[] => {
    const shares = groups.flatMap(({ name, confusion }) => {
      const share = confusion === undefined ? undefined : sharesOf(confusion, positive)[figure];
      return share === undefined || share.of < fewestCompared ? [] : [{ name, share, value: share.part / share.of }];
    });
    if (shares.length < 2) return [];
    const highest = shares.reduce((a, b) => (b.value > a.value ? b : a));
    const lowest = shares.reduce((a, b) => (b.value < a.value ? b : a));
    if (highest.value === lowest.value) return [];
    const pairs = (shares.length * (shares.length - 1)) / 2;
    const beyondChance = chanceOf(highest.share, lowest.share) * pairs < 0.05;
    const named = ({ name, value }: (typeof shares)[number]) => ({ name, value });
    return [{ figure, highest: named(highest), lowest: named(lowest), beyondChance }];
  });
  const gap = ({ highest, lowest }: GroupDifference) => highest.value - lowest.value;
  return found.sort((a, b) => gap(b) - gap(a));
}
