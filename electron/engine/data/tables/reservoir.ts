// The numbers of a column as far as they fit: what quartiles, outliers and histograms are made of.
import { quantile } from '../../../../shared/data/steps';

/** What a reservoir kept, as plain data. */
export interface ReservoirPart {
  readonly values: Float64Array;
  /** Every so manieth value was kept. */
  readonly every: number;
  readonly seen: number;
}

const none = new Float64Array(0);

/** Puts every second of the first values in front, and says how many they are. */
function everySecond(values: Float64Array, count: number): number {
  const half = Math.ceil(count / 2);
  for (let i = 0; i < half; i++) values[i] = values[2 * i]!;
  return half;
}

/** Where values are sorted: one place for all columns, of which there may be 20,000. */
let sorting = new Float64Array(1024);

/** Every so manieth of these values in ascending order, until the next call. */
function sortedOf(values: Float64Array, step: number): Float64Array {
  const count = Math.ceil(values.length / step);
  if (sorting.length < count) sorting = new Float64Array(count);
  const sorted = sorting.subarray(0, count);
  for (let i = 0; i < count; i++) sorted[i] = values[i * step]!;
  return sorted.sort();
}

/**
 * A histogram's raw material: all numbers while there is room, then every second, every fourth and so on: an even sample
 * that is the same for the same file.
 */
export class Reservoir {
  /** Nothing at first: there may be one for each of 20,000 columns. */
  private values: Float64Array = none;
  private kept = 0;
  private every = 1;
  private seen = 0;
  private readonly limit: number;
  private expected = 16;

  /** `parts`: of how many that are joined in the end this is one. It keeps twice its share, as halving leaves half of it. */
  constructor(limit: number, parts = 1) {
    this.limit = 2 * Math.ceil(Math.min(limit, (2 * limit) / parts) / 2);
  }

  /** Says, before the first value, how many there may be. */
  expect(values: number): void {
    this.expected = Math.max(16, Math.ceil(values));
  }

  /** The first `count` of these values. */
  addAll(values: Float64Array, count: number): void {
    // The next value that is taken is number kept * every.
    for (let at = this.kept * this.every - this.seen; at < count; at = this.kept * this.every - this.seen) {
      if (this.kept === this.values.length) this.grow(Math.ceil((count - at) / this.every));
      this.values[this.kept++] = values[at]!;
      if (this.kept === this.limit) this.halve();
    }
    this.seen += count;
  }

  /** Makes room for `more` values, or for a part of them. */
  private grow(more: number): void {
    const larger = new Float64Array(Math.min(this.limit, Math.max(2 * this.kept, this.kept + more, this.expected)));
    larger.set(this.values);
    this.values = larger;
  }

  private halve(): void {
    this.kept = everySecond(this.values, this.kept);
    this.every *= 2;
  }

  /** Whether all values are still there once so many more have come. */
  keepsAll(more = 0): boolean {
    return this.every === 1 && this.seen + more < this.limit;
  }

  /** What was kept, in order; holds until the next value comes. */
  get all(): Float64Array {
    return this.values.subarray(0, this.kept);
  }

  /** How many different values were kept. */
  get different(): number {
    const sorted = sortedOf(this.all, 1);
    let count = 0;
    for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) count++;
    return count;
  }

  /** Median, and numbers beyond Tukey's fences (scaled up where only a sample was kept). */
  spread(): { readonly median: number; readonly outliers: number } {
    const { kept } = this;
    // Of a long column an even part is enough for quartiles, and sorting all would take its time.
    const sorted = sortedOf(this.all, Math.max(1, Math.floor(kept / 50_000)));
    const low = quantile(sorted, 0.25);
    const high = quantile(sorted, 0.75);
    const reach = 1.5 * (high - low);
    let outside = 0;
    for (let i = 0; i < kept; i++) if (this.values[i]! < low - reach || this.values[i]! > high + reach) outside++;
    return { median: quantile(sorted, 0.5), outliers: Math.round((outside * this.seen) / Math.max(1, kept)) };
  }

  histogram(min: number, max: number, bins: number): number[] {
    const { kept } = this;
    const counts = Array.from({ length: bins }, () => 0);
    for (let i = 0; i < kept; i++) {
      const place = max > min ? (this.values[i]! / 2 - min / 2) / (max / 2 - min / 2) : 0;
      counts[Math.min(bins - 1, Math.floor(place * bins))]!++;
    }
    return kept === this.seen ? counts : counts.map((count) => Math.round((count * this.seen) / kept));
  }

  /** As plain data; the memory may be handed over. */
  part(): ReservoirPart {
    return { values: this.values.slice(0, this.kept), every: this.every, seen: this.seen };
  }

  /**
   * Takes what another kept of the values that follow these, and their memory: an even sample of both. After this nothing
   * but other parts can be added.
   */
  join({ values, every, seen }: ReservoirPart): void {
    let more = values.length;
    for (let step = every; step < this.every; step *= 2) more = everySecond(values, more);
    while (this.every < every) this.halve();
    const needed = this.kept + more;
    if (needed > this.values.length) {
      const room = Math.min(this.limit + more, 2 * this.values.length);
      const larger = new Float64Array(Math.max(needed, room));
      larger.set(this.all);
      this.values = larger;
    }
    this.values.set(values.subarray(0, more), this.kept);
    this.kept = needed;
    this.seen += seen;
    while (this.kept > this.limit) this.halve();
  }
}
