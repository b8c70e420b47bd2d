// Time series: how rows are put in order, how windows are cut so that no part looks into another, and how a window
// becomes the numbers that a network sees. Training, prediction and every export do exactly this.
import type { Part, SplitConfig, TimeOrder } from './config';
import type { FittedInput } from './fitted';
import { partNames, partsOfGroups, splitCounts } from './split';

export type FittedSeries = Extract<FittedInput, { readonly modality: 'series' }>;

/** The values of a window, oldest first: [window][channels]; null where there is none. */
export type WindowValues = readonly (readonly (number | null)[])[];

/**
 * A window as float32 numbers, [window * channels] row by row. A missing value is the one before it in this window
 * where `carry` says so, else (and at the window's start) the mean of the training part; then
 * (value - subtract) / divide per channel.
 */
export function encodeWindow(input: FittedSeries, values: WindowValues): Float32Array {
  const { window, channels, carry } = input;
  const out = new Float32Array(window * channels.length);
  for (const [place, { fill, subtract, divide }] of channels.entries()) {
    let last = fill;
    for (let step = 0; step < window; step++) {
      const value = values[step]?.[place];
      const there = typeof value === 'number' && !Number.isNaN(value);
      const used = there ? value : carry ? last : fill;
      last = used;
      out[step * channels.length + place] = (used - subtract) / divide;
    }
  }
  return out;
}

export interface WindowRule {
  readonly window: number;
  readonly horizon: number;
  /** 1 where it is left out. */
  readonly steps?: number;
  readonly stride: number;
}

/** Rows from a window's last one to the last value that is forecast from it; 0 where that lies within the window. */
export function reachOf({ horizon, steps = 1 }: Pick<WindowRule, 'horizon' | 'steps'>): number {
  return Math.max(0, horizon + steps - 1);
}

/** Whether each of a window's own rows has a target, in place of rows ahead of it. */
export function learnsRows({ horizon }: Pick<WindowRule, 'horizon'>): boolean {
  return horizon < 1;
}

/** Rows from `start` to before `end`, in time order. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** How many windows fit into `rows` rows: each spans `window` rows, and its target ends `reachOf` rows behind its last. */
export function windowsIn(rows: number, rule: WindowRule): number {
  const room = rows - rule.window - reachOf(rule);
  return room < 0 ? 0 : Math.floor(room / rule.stride) + 1;
}

/** Whether whole groups of a series go to a part each, in place of each group's rows in order of time. */
export function splitsGroups({ method }: SplitConfig): boolean {
  return method === 'group' || method === 'folds';
}

type Stretches = { readonly [P in Part]: Stretch };

/** So many rows of a group for each part, in time order: the oldest train, then come validation and test. */
function cutGroup(group: Stretch, counts: { readonly [P in Part]: number }): Stretches {
  let at = group.start;
  const take = (part: Part): Stretch => {
    const start = at;
    at += counts[part];
    return { start, end: at };
  };
  return { train: take('train'), validation: take('validation'), test: take('test') };
}

/**
 * The rows of each group, shared out: whole groups to a part each where the split goes by them, the shares counted in
 * rows; else the oldest rows of each train, then come validation and test, with the counts of `splitCounts`. A window
 * and its target always lie within one part, so that nothing leaks.
 */
export function partStretches(groups: readonly Stretch[], split: SplitConfig): readonly Stretches[] {
  const sizes = groups.map(({ start, end }) => end - start);
  const none = { train: 0, validation: 0, test: 0 };
  if (splitsGroups(split)) {
    const parts = partsOfGroups(sizes, split);
    return groups.map((group, place) => cutGroup(group, { ...none, [partNames[parts[place]!]!]: sizes[place]! }));
  }
  const { train, validation, test } = split;
  return groups.map((group, place) => cutGroup(group, splitCounts(sizes[place]!, { train, validation, test })));
}

/** Windows in each part, from the lengths of the groups alone. */
export function windowCounts(
  groups: readonly number[],
  split: SplitConfig,
  rule: WindowRule,
): { readonly [P in Part]: number } {
  const counts = { train: 0, validation: 0, test: 0 };
  const whole = groups.map((rows) => ({ start: 0, end: rows }));
  for (const stretches of partStretches(whole, split)) {
    for (const part of partNames) counts[part] += windowsIn(stretches[part].end - stretches[part].start, rule);
  }
  return counts;
}

const clock = '(?:[T ](\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,]\\d+)?)?)?(?:Z| ?UTC|[+-]\\d{2}:?\\d{2})?';
const shapes: { readonly [O in Exclude<TimeOrder, 'number'>]: RegExp } = {
  ymd: new RegExp(`^(\\d{4})[-/.]?(\\d{1,2})(?:[-/.]?(\\d{1,2}))?${clock}$`),
  dmy: new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4}|\\d{2})${clock}$`),
  mdy: new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4}|\\d{2})${clock}$`),
};

/**
 * A time as a number that orders it: milliseconds since 1970, time zones left aside (a column holds one), or the number
 * itself. NaN where it is none. Two-digit years up to 69 are of this century, as POSIX has it.
 */
export function parseTime(text: string, order: TimeOrder): number {
  if (order === 'number') return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (text.length > 40) return NaN;
  const found = shapes[order].exec(text);
  if (found === null) return NaN;
  const [a, b, c] = [Number(found[1]), Number(found[2]), found[3] === undefined ? 1 : Number(found[3])];
  const [year, month, day] = order === 'ymd' ? [a, b, c] : order === 'dmy' ? [c, b, a] : [c, a, b];
  const full = year < 70 ? 2000 + year : year < 100 ? 1900 + year : year;
  const [hour, minute, second] = [4, 5, 6].map((place) => Number(found[place] ?? 0)) as [number, number, number];
  if (month < 1 || month > 12 || day < 1 || hour > 24 || minute > 59 || second > 60) return NaN;
  const date = new Date(Date.UTC(full, month - 1, day));
  // 31 April is no day.
  if (date.getUTCMonth() !== month - 1) return NaN;
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
}

/** The order in which the parts of these dates stand; null where they are no times. Nine in ten must fit. */
export function findTimeOrder(texts: readonly string[]): TimeOrder | null {
  if (texts.length === 0) return null;
  let best: { readonly order: TimeOrder; readonly score: number } | null = null;
  for (const order of ['ymd', 'mdy', 'dmy', 'number'] as const) {
    const times = texts.map((text) => parseTime(text, order));
    const fit = times.filter((time) => !Number.isNaN(time)).length / texts.length;
    if (fit < 0.9) continue;
    let rising = 0;
    for (let i = 1; i < times.length; i++) if (times[i]! >= times[i - 1]!) rising++;
    // 03/04 is a day in March or in April: the reading under which the rows run forward is the likelier one.
    const score = fit + rising / Math.max(1, times.length - 1);
    if (best === null || score > best.score + 1e-9) best = { order, score };
  }
  return best?.order ?? null;
}

/** A time as text: the date, with the time of day where there is one; numbers as they are. */
export function formatTime(time: number, order: TimeOrder): string {
  if (order === 'number') return String(time);
  const text = new Date(time).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
}
