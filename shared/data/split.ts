// Which samples train, which watch and which judge: seeded, with exact counts; in order of time, by groups that stay
// together, by a column that says it, or fold by fold.
import type { Part, SplitConfig, SplitMethod } from './config';
import { deal, dealGroups, dealLabels, dealingOrder, groupSizes } from './dealing';

export const partNames: readonly Part[] = ['train', 'validation', 'test'];

export type PartCounts = { readonly [P in Part]: number };
export type Parts = { readonly [P in Part]: Uint32Array };

export interface SplitMethodInfo {
  readonly id: SplitMethod;
  readonly title: string;
  readonly help: string;
  /** Whether it reads a column: it has to, it may, or it does not. */
  readonly column: 'needed' | 'optional' | 'none';
  readonly columnTitle?: string;
  /** Shares say how large the parts are; else the data do. */
  readonly byShares: boolean;
}

export const splitMethods: readonly SplitMethodInfo[] = [
  {
    id: 'random',
    title: 'At random',
    help: 'Every sample is drawn by lot. Right where samples have nothing to do with one another.',
    column: 'none',
    byShares: true,
  },
  {
    id: 'group',
    title: 'By groups',
    help: 'Samples with the same value in a column stay on one side: all pictures of a patient, all visits of a customer.',
    column: 'needed',
    byShares: true,
    columnTitle: 'Groups are in',
  },
  {
    id: 'order',
    title: 'In order of time',
    help: 'The first samples train, the last ones test, as it will be when the network looks ahead.',
    column: 'optional',
    byShares: true,
    columnTitle: 'Time is in',
  },
  {
    id: 'column',
    title: 'As a column says',
    help: 'A column names the part of each sample, such as train and test.',
    column: 'needed',
    byShares: false,
    columnTitle: 'Parts are in',
  },
  {
    id: 'folds',
    title: 'One fold of several',
    help: 'The samples are cut into equal folds; the chosen one tests, the others train. Train once per fold to see how much the result depends on luck.',
    column: 'optional',
    byShares: true,
    columnTitle: 'Groups are in',
  },
  {
    id: 'folders',
    title: 'As in the folders',
    help: 'The folders train, val and test say it, as whoever made the data meant it. Without a folder for validation it is drawn from the training one.',
    column: 'none',
    byShares: false,
  },
];

export function splitMethodOf(split: SplitConfig): SplitMethodInfo {
  return splitMethods.find(({ id }) => id === (split.method ?? 'random')) ?? splitMethods[0]!;
}

export const fewestFolds = 2;
export const mostFolds = 50;

function foldsOf(split: SplitConfig): { readonly folds: number; readonly fold: number } {
  const folds = Math.min(mostFolds, Math.max(fewestFolds, Math.round(split.folds ?? 5)));
  return { folds, fold: Math.min(folds - 1, Math.max(0, Math.round(split.fold ?? 0))) };
}

/** Which part a cell names: the usual words and numbers, or as `split.parts` says. 'none' leaves the sample out. */
export function partOfCell(cell: string | null, split: Pick<SplitConfig, 'parts'>): Part | 'none' {
  if (cell === null) return 'none';
  const said = Object.prototype.hasOwnProperty.call(split.parts ?? {}, cell) ? split.parts![cell] : undefined;
  if (said !== undefined) return said;
  const word = cell.trim().toLowerCase();
  if (/^(?:train|training|learn|fit)$/.test(word)) return 'train';
  if (/^(?:val|valid|validation|validate|dev|development)$/.test(word)) return 'validation';
  if (/^(?:test|testing|eval|evaluation|holdout|hold-out)$/.test(word)) return 'test';
  return 'none';
}

/** Which part a folder around classes is named after; null for any other folder. */
export function partOfFolder(name: string): Part | null {
  const word = name.toLowerCase();
  if (/^train(?:ing)?$/.test(word)) return 'train';
  if (/^val(?:id|idation)?$/.test(word)) return 'validation';
  return /^test(?:ing)?$/.test(word) ? 'test' : null;
}

/** The part of a file, by the outermost of its folders that is named after one; null where none is. */
export function partOfPath(path: string): Part | null {
  for (const folder of path.split('/').slice(0, -1)) {
    const part = partOfFolder(folder);
    if (part !== null) return part;
  }
  return null;
}

/** Keys of the split for samples that are files, where their folders say it. */
export function folderKeys(split: SplitConfig, samples: Uint32Array, path: (sample: number) => string): SplitKeys {
  if (split.method !== 'folders') return {};
  return { parts: Array.from(samples, (sample) => partNames.indexOf(partOfPath(path(sample)) ?? 'train')) };
}

const quotasOf = (counts: PartCounts): readonly number[] => partNames.map((part) => counts[part]);

/** Largest remainder: whole counts that add up to n, in proportion to shares. */
function shareOut(n: number, split: Pick<SplitConfig, Part>): PartCounts {
  const shares = partNames.map((part) => Math.max(0, split[part]));
  const sum = shares.reduce((a, b) => a + b, 0);
  if (!(sum > 0) || n <= 0) return { train: 0, validation: 0, test: 0 };
  // 0.15 * 20 must count as 3 whole samples, not as 2 and a remainder of 0.9999.
  const ideal = shares.map((share) => Math.round(((n * share) / sum) * 1e9) / 1e9);
  const counts = ideal.map(Math.floor);
  const order = [0, 1, 2].sort((a, b) => ideal[b]! - counts[b]! - (ideal[a]! - counts[a]!) || a - b);
  let rest = n - counts.reduce((a, b) => a + b, 0);
  for (const part of order) {
    if (rest === 0 || shares[part] === 0) continue;
    counts[part]!++;
    rest--;
  }
  const wanted = [0, 1, 2].filter((part) => shares[part]! > 0);
  if (n >= wanted.length) {
    for (const part of wanted) {
      if (counts[part]! > 0) continue;
      const richest = counts.indexOf(Math.max(...counts));
      counts[richest]!--;
      counts[part]!++;
    }
  }
  return { train: counts[0]!, validation: counts[1]!, test: counts[2]! };
}

/**
 * Samples in each part of `n`: shares of their sum, rounded by largest remainder, so that they add up to n. A part
 * whose share is above zero gets at least one sample as long as there are enough to go round. Of folds, the chosen one
 * tests (sizes as scikit-learn's KFold: the first n mod k have one more), and the rest is shared out between training
 * and validation. With groups these are the sizes aimed at; by column they are not known without the data.
 */
export function splitCounts(n: number, split: Pick<SplitConfig, Part> & Partial<SplitConfig>): PartCounts {
  if (split.method !== 'folds') return shareOut(n, split);
  const { folds, fold } = foldsOf(split as SplitConfig);
  const test = n <= 0 ? 0 : Math.floor(n / folds) + (fold < n % folds ? 1 : 0);
  const rest = shareOut(n - test, { train: split.train, validation: split.validation, test: 0 });
  return { ...rest, test };
}

/** What a split may go by, one entry per sample that is split. */
export interface SplitKeys {
  /** A number per group; the same number stays on one side. */
  readonly groups?: ArrayLike<number> | undefined;
  /** Points in time; NaN leaves the sample out. */
  readonly times?: ArrayLike<number> | undefined;
  /** Index into partNames; -1 leaves the sample out. */
  readonly parts?: ArrayLike<number> | undefined;
  /** The labels of each sample, as whole numbers from 0, where it may have several. */
  readonly labels?: readonly (readonly number[])[] | undefined;
}

/** The samples' places in order of time, then of the source; those without a time are left out. */
function timeOrder(n: number, times: ArrayLike<number> | undefined): Uint32Array {
  const places = Uint32Array.from({ length: n }, (_, i) => i);
  if (times === undefined) return places;
  return places.filter((i) => !Number.isNaN(times[i]!)).sort((a, b) => times[a]! - times[b]! || a - b);
}

/** The first of these places train, the next watch, the last test. Equal times stay together where that is possible. */
function cutInOrder(
  n: number,
  order: Uint32Array,
  split: SplitConfig,
  times: ArrayLike<number> | undefined,
): Int8Array {
  const part = new Int8Array(n).fill(-1);
  const counts = shareOut(order.length, split);
  let from = 0;
  partNames.forEach((name, p) => {
    let to = p === 2 ? order.length : Math.max(from, Math.min(order.length, from + counts[name]));
    if (times !== undefined && counts[name] > 0 && p < 2) {
      // What happened at the same moment is not torn apart, unless everything did.
      let end = to;
      while (end < order.length && end > 0 && times[order[end]!] === times[order[end - 1]!]) end++;
      if (end < order.length) to = end;
    }
    for (let i = from; i < to; i++) part[order[i]!] = p;
    from = to;
  });
  return part;
}

/** The folders' own parts; where none is for validation, its share of the training part is drawn from that. */
function asInFolders(
  split: SplitConfig,
  stratified: ArrayLike<number> | undefined,
  parts: ArrayLike<number>,
): Int8Array {
  const part = Int8Array.from(parts);
  if (part.includes(partNames.indexOf('validation'))) return part;
  const training = Array.from(part.keys()).filter((i) => part[i] === 0);
  const order = dealingOrder(training.length, split.seed, stratified && training.map((i) => stratified[i]!));
  const dealt = deal(order, quotasOf(shareOut(training.length, { ...split, test: 0 })));
  training.forEach((i, place) => (part[i] = dealt[place]!));
  return part;
}

/**
 * The place in partNames of each whole group, from their sizes: shared out by the shares, or the groups of the chosen
 * fold test and the others are shared out between training and validation.
 */
export function partsOfGroups(sizes: readonly number[], split: SplitConfig): Int8Array {
  const n = sizes.reduce((sum, size) => sum + size, 0);
  if (split.method !== 'folds') return dealGroups(sizes, quotasOf(shareOut(n, split)), split.seed);
  const { folds, fold } = foldsOf(split);
  const foldOf = dealGroups(sizes, Array<number>(folds).fill(n / folds), split.seed);
  const rest = Array.from(sizes.keys()).filter((group) => foldOf[group] !== fold);
  const left = rest.map((group) => sizes[group]!);
  const shares = { train: split.train, validation: split.validation, test: 0 };
  const samples = left.reduce((sum, size) => sum + size, 0);
  const inner = dealGroups(left, quotasOf(shareOut(samples, shares)), split.seed);
  const part = new Int8Array(sizes.length).fill(2);
  rest.forEach((group, place) => (part[group] = inner[place]!));
  return part;
}

/** The chosen fold tests, the others are shared out between training and validation. */
function oneFold(
  n: number,
  split: SplitConfig,
  stratified: ArrayLike<number> | undefined,
  several: SplitKeys['labels'],
): Int8Array {
  const { folds, fold } = foldsOf(split);
  let foldOf: Int8Array;
  if (several !== undefined) {
    const sizes = Array.from({ length: folds }, (_, at) => splitCounts(n, { ...split, fold: at }).test);
    foldOf = dealLabels(several, sizes, split.seed);
  } else {
    foldOf = new Int8Array(n);
    const order = dealingOrder(n, split.seed, stratified);
    // Dealt out one by one, so that each fold has the same share of every class.
    for (let i = 0; i < n; i++) foldOf[order[i]!] = i % folds;
  }
  const rest: number[] = [];
  for (let i = 0; i < n; i++) if (foldOf[i] !== fold) rest.push(i);
  const shares = { train: split.train, validation: split.validation, test: 0 };
  const part = new Int8Array(n).fill(2);
  const counts = quotasOf(shareOut(rest.length, shares));
  const own = <T>(values: ArrayLike<T>) => rest.map((i) => values[i]!);
  const inner =
    several !== undefined
      ? dealLabels(own(several), counts, split.seed)
      : deal(dealingOrder(rest.length, split.seed, stratified && own(stratified)), counts);
  rest.forEach((i, place) => (part[i] = inner[place]!));
  return part;
}

function assign(n: number, split: SplitConfig, labels: ArrayLike<number> | undefined, keys: SplitKeys): Int8Array {
  const method = split.method ?? 'random';
  const stratified = split.stratify ? labels : undefined;
  const several = split.stratifyLabels === true ? keys.labels : undefined;
  if (method === 'column' && keys.parts !== undefined)
    return Int8Array.from({ length: n }, (_, i) =>
      keys.parts![i]! >= 0 && keys.parts![i]! < 3 ? keys.parts![i]! : -1,
    );
  if (method === 'folders' && keys.parts !== undefined) return asInFolders(split, stratified, keys.parts);
  if (method === 'order') return cutInOrder(n, timeOrder(n, keys.times), split, keys.times);
  if (keys.groups !== undefined && (method === 'group' || method === 'folds' || split.together === true)) {
    const { sizes, groupOf } = groupSizes(keys.groups);
    const parts = partsOfGroups(sizes, split);
    return Int8Array.from(groupOf, (group) => parts[group]!);
  }
  if (method === 'folds') return oneFold(n, split, stratified, several);
  if (several !== undefined) return dealLabels(several, quotasOf(shareOut(n, split)), split.seed);
  return deal(dealingOrder(n, split.seed, stratified), quotasOf(shareOut(n, split)));
}

/**
 * Splits samples into three parts, each in ascending order. The same seed and samples give the same parts on every
 * machine. At random, with `labels` (a class index per entry of `samples`) and `split.stratify`, every class is spread
 * over the parts by their shares, within two samples of its exact share; with `split.stratifyLabels` each of several
 * labels, as nearly as can be. A method whose keys are absent falls back to chance (or, for time, to the order of the
 * source).
 */
export function splitSamples(
  samples: Uint32Array,
  split: SplitConfig,
  labels?: ArrayLike<number>,
  keys: SplitKeys = {},
): Parts {
  const part = assign(samples.length, split, labels, keys);
  const pick = (p: number) => samples.filter((_, i) => part[i] === p).sort();
  return { train: pick(0), validation: pick(1), test: pick(2) };
}
