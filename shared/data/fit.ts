// Fitting: the few numbers that preprocessing takes from the training part, and from nothing else.
import { applyStep, isReversible } from './applyStep';
import type { ColumnConfig, ColumnStep, ImageConfig } from './config';
import type { FittedColumn, FittedStep, FittedTarget } from './fitted';
import { type PixelStatistics, pictureRanges } from './pictureScalings';
import type { FittedImage } from './preprocess';
import type { TargetSpec } from './spec';
import { findStep, quantile, stepParams } from './steps';

export interface NumberSummary {
  /** Values that are there. */
  readonly count: number;
  readonly mean: number;
  /** Population standard deviation (divided by n, as numpy's std and scikit-learn's StandardScaler). */
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** Mean of the two middle values for an even count. */
  readonly median: number;
  /** The smallest of the most frequent values, as scikit-learn's SimpleImputer. */
  readonly mostFrequent: number;
}

/** Values at `rows` that are not NaN, in their order. */
function presentOf(values: Float64Array, rows: Uint32Array): Float64Array {
  const present = new Float64Array(rows.length);
  let count = 0;
  for (const row of rows) {
    const value = values[row]!;
    if (!Number.isNaN(value)) present[count++] = value;
  }
  return present.subarray(0, count);
}

type Moments = Pick<NumberSummary, 'count' | 'mean' | 'std' | 'min' | 'max'>;

/** All zeros where there is no value. */
function momentsOf(present: Float64Array): Moments {
  const count = present.length;
  if (count === 0) return { count: 0, mean: 0, std: 0, min: 0, max: 0 };
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < count; i++) {
    const value = present[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min === max) return { count, mean: min, std: 0, min, max };
  // Around the middle of the range and in units of it, so that neither sums nor squares overflow near 1e308.
  const centre = min / 2 + max / 2;
  const unit = Math.max(max - centre, centre - min) || 1;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (present[i]! - centre) / unit;
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const away = (present[i]! - centre) / unit - mean;
    squares += away * away;
  }
  return { count, mean: centre + mean * unit, std: Math.sqrt(squares / count) * unit, min, max };
}

/** Puts the value that belongs at place k there, smaller ones before it and larger ones behind (Hoare's selection, 1961). */
function select(values: Float64Array, k: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[k]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swap = values[i]!;
      values[i] = values[j]!;
      values[j] = swap;
      i++;
      j--;
    }
    if (j < k) left = i;
    if (i > k) right = j;
  }
  return values[k]!;
}

/** Mean of the two middle values for an even count; reorders the values. */
function medianOf(values: Float64Array): number {
  const count = values.length;
  if (count === 0) return 0;
  const half = count >> 1;
  const upper = select(values, half);
  if (count % 2 === 1) return upper;
  let lower = -Infinity;
  for (let i = 0; i < half; i++) if (values[i]! > lower) lower = values[i]!;
  return lower / 2 + upper / 2;
}

/** The smallest of the most frequent values; reorders the values. */
function mostFrequentOf(values: Float64Array): number {
  values.sort();
  let most = values[0] ?? 0;
  let longest = 0;
  let run = 0;
  for (let i = 0; i < values.length; i++) {
    run = i > 0 && values[i] === values[i - 1] ? run + 1 : 1;
    if (run > longest) [longest, most] = [run, values[i]!];
  }
  return most;
}

/** Of the values at `rows` that are not NaN; all zeros when there is none. */
export function summarizeNumbers(values: Float64Array, rows: Uint32Array): NumberSummary {
  const present = presentOf(values, rows);
  const moments = momentsOf(present);
  return { ...moments, median: medianOf(present), mostFrequent: mostFrequentOf(present) };
}

/** A divisor that may stand: a constant column divides by 1, a range beyond doubles by its largest half. */
function divisor(spread: number, summary: Moments): number {
  if (spread === 0 || Number.isNaN(spread)) return 1;
  return Number.isFinite(spread) ? spread : Math.max(Math.abs(summary.min), Math.abs(summary.max));
}

/** Fits steps one after the other on what those before it left; every one keeps the order of values. */
function fitSteps(steps: readonly ColumnStep[], sorted: Float64Array): readonly FittedStep[] {
  return steps.flatMap(({ type, params }) => {
    const definition = findStep(type);
    if (definition === undefined) return [];
    const fitted = definition.fit(stepParams(definition, params), sorted);
    for (let i = 0; i < sorted.length; i++) sorted[i] = applyStep(fitted, sorted[i]!);
    return [fitted];
  });
}

/** How a number column is prepared. */
type NumberPreparation = Pick<ColumnConfig, 'name' | 'encoding' | 'missing' | 'constant' | 'steps'>;

/** What stands in for a missing value; reorders the values where it has to. */
function fillOf(column: NumberPreparation, present: Float64Array, moments: Moments): number {
  switch (column.missing) {
    case 'median':
      return medianOf(present);
    case 'mostFrequent':
      return mostFrequentOf(present);
    case 'zero':
      return 0;
    case 'constant':
      return column.constant ?? 0;
    default:
      return moments.mean;
  }
}

/**
 * A number column fitted on `rows`, the training part. Statistics are of the values that are there; `fill` follows the
 * missing rule and is of the raw values, the scale of what the steps leave of them.
 */
export function fitNumber(
  column: NumberPreparation,
  values: Float64Array,
  rows: Uint32Array,
): Extract<FittedColumn, { readonly type: 'number' }> {
  const present = presentOf(values, rows);
  const chosen = column.steps ?? [];
  const moments = momentsOf(present);
  const fill = fillOf(column, present, moments);
  const needsSorted = chosen.length > 0 || column.encoding === 'robust';
  // From here on the order of the values does not matter any more.
  const sorted = needsSorted ? present.sort() : present;
  const steps = fitSteps(chosen, sorted);
  const summary = steps.length === 0 ? moments : momentsOf(sorted);
  const base = { type: 'number', name: column.name, fill, ...(steps.length === 0 ? {} : { steps }) } as const;
  switch (column.encoding) {
    case 'standardize':
      return { ...base, subtract: summary.mean, divide: divisor(summary.std, summary) };
    case 'minmax':
      return { ...base, subtract: summary.min, divide: divisor(summary.max - summary.min, summary) };
    case 'robust': {
      // As scikit-learn's RobustScaler: the median, and the distance between the quartiles.
      const spread = quantile(sorted, 0.75) - quantile(sorted, 0.25);
      return { ...base, subtract: quantile(sorted, 0.5), divide: divisor(spread, summary) };
    }
    default:
      return { ...base, subtract: 0, divide: 1 };
  }
}

/** The name under which missing is a category of its own. */
export const missingCategory = '(missing)';

/** The category in whose place all share that have none of their own. */
export const otherCategory = '(other)';

/** With one more for missing where that is its rule. `sorted` are those found in the data, in index order. */
function everyCategory({ missing }: ColumnConfig, sorted: readonly string[]): readonly string[] {
  return missing === 'own' && !sorted.includes(missingCategory) ? [...sorted, missingCategory] : sorted;
}

/** The categories of which only the most frequent have a place of their own; null where all of them have. */
function rivalsOf({ keep, missing }: ColumnConfig, sorted: readonly string[]): readonly string[] | null {
  if (keep === undefined || sorted.length <= keep) return null;
  return sorted.filter((category) => category !== otherCategory && (missing !== 'own' || category !== missingCategory));
}

/** How many categories a feature column has: known before fitting, which only says which they are. */
export function categoryCount(column: ColumnConfig, sorted: readonly string[]): number {
  const rivals = rivalsOf(column, sorted);
  if (rivals === null) return everyCategory(column, sorted).length;
  return Math.min(column.keep!, rivals.length) + 1 + Number(column.missing === 'own');
}

/** All categories in index order; or the most frequent (of equally frequent ones the first) and one for the others. */
function placesOf(
  column: ColumnConfig,
  sorted: readonly string[],
  counts: Uint32Array,
): { readonly categories: readonly string[]; readonly other?: string } {
  const rivals = rivalsOf(column, sorted);
  if (rivals === null) return { categories: everyCategory(column, sorted) };
  const countOf = new Map(sorted.map((category, i) => [category, counts[i]!]));
  const ranked = [...rivals].sort((a, b) => countOf.get(b)! - countOf.get(a)!);
  const kept = new Set(ranked.slice(0, column.keep));
  const missing = column.missing === 'own' ? [missingCategory] : [];
  return {
    categories: [...rivals.filter((category) => kept.has(category)), otherCategory, ...missing],
    other: otherCategory,
  };
}

/** A category column fitted on `rows`; `codes` index into `sorted`, negative where there is no value. */
export function fitCategory(
  column: ColumnConfig,
  sorted: readonly string[],
  codes: Int32Array,
  rows: Uint32Array,
): FittedColumn {
  const counts = new Uint32Array(sorted.length);
  for (const row of rows) if (codes[row]! >= 0) counts[codes[row]!]!++;
  let most = 0;
  for (let i = 1; i < counts.length; i++) if (counts[i]! > counts[most]!) most = i;
  const frequent = sorted.length > 0 && counts[most]! > 0 ? sorted[most]! : null;
  const fill = column.missing === 'own' ? missingCategory : column.missing === 'zero' ? null : frequent;
  const common = { name: column.name, ...placesOf(column, sorted, counts), fill };
  if (column.encoding === 'code') return { type: 'ordinal', ...common, first: 1 };
  return { type: column.encoding === 'ordinal' ? 'ordinal' : 'onehot', ...common };
}

/**
 * A target fitted on the training part: classes as the spec lists them; a number as its column says, but for steps that
 * have no way back; standardized where there is no column.
 */
export function fitTarget(
  name: string,
  spec: TargetSpec,
  values: Float64Array,
  rows: Uint32Array,
  { encoding, steps = [] }: Pick<ColumnConfig, 'encoding' | 'steps'> = { encoding: 'standardize' },
): FittedTarget {
  const shape = spec.shape === undefined ? {} : { shape: spec.shape };
  if (spec.task !== 'regression') {
    const ignores = spec.ignores === undefined ? {} : { ignores: spec.ignores };
    const places = spec.places === undefined ? {} : { places: spec.places };
    return { task: spec.task, column: name, classes: spec.classes ?? [], ...shape, ...ignores, ...places };
  }
  const ahead = spec.ahead === undefined ? {} : { ahead: spec.ahead };
  const kept = steps.filter(({ type }) => findStep(type)?.reversible === true);
  const fitted = fitNumber({ name, encoding, missing: 'mean', steps: kept }, values, rows);
  const { subtract, divide } = fitted;
  const before = fitted.steps === undefined ? {} : { steps: fitted.steps.filter(isReversible) };
  return { task: 'regression', column: name, ...before, subtract, divide, ...shape, ...ahead };
}

/** A picture input. `statistics` are needed for 'standardize' only. */
export function fitImage(
  image: Pick<ImageConfig, 'width' | 'height' | 'channels' | 'framing' | 'scaling'>,
  statistics: PixelStatistics | null,
): FittedImage {
  const { width, height, channels, framing = 'stretch' } = image;
  return {
    modality: 'image',
    width,
    height,
    channels,
    ...(framing === 'stretch' ? {} : { framing }),
    ...pictureRanges[image.scaling](channels, statistics),
  };
}
