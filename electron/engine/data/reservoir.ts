// The numbers of a column as far as they fit: what quartiles, outliers and histograms are made of.
import { quantile } from '../../../shared/data/steps';

/** What a reservoir kept, as plain data. */
export interface ReservoirPart {
  readonly values: Float64Array;
  /** Every so manieth value was kept. */
  readonly every: number;
  readonly seen: number;
}

/**
 * A histogram's raw material: all numbers while there is room, then every second, every fourth and so on: an even sample
 * that is the same for the same file.
 */
export class Reservoir {
  /** Small at first: there may be one for each of 20,000 columns. */
  private values: Float64Array = new Float64Array(16);
  private kept = 0;
  private every = 1;
  private seen = 0;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = 2 * Math.ceil(limit / 2);
  }

  /** The first `count` of these values. */
  addAll(values: Float64Array, count: number): void {
    // The next value that is taken is number kept * every.
    for (let at = this.kept * this.every - this.seen; at < count; at = this.kept * this.every - this.seen) {
      if (this.kept === this.values.length) this.grow();
      this.values[this.kept++] = values[at]!;
      if (this.kept === this.limit) this.halve();
    }
    this.seen += count;
  }

  private grow(): void {
    const larger = new Float64Array(Math.min(this.limit, 2 * this.values.length));
    larger.set(this.values);
    this.values = larger;
  }

  private halve(): void {
    this.kept = Math.ceil(this.kept / 2);
    for (let i = 0; i < this.kept; i++) this.values[i] = this.values[2 * i]!;
    this.every *= 2;
  }

  /** Median, and numbers beyond Tukey's fences (scaled up where only a sample was kept). */
  spread(): { readonly median: number; readonly outliers: number } {
    const { kept } = this;
    // Of a long column an even part is enough for quartiles, and sorting all would take its time.
    const step = Math.max(1, Math.floor(kept / 50_000));
    const sorted = this.values.slice(0, Math.ceil(kept / step));
    if (step > 1) for (let i = 0; i < sorted.length; i++) sorted[i] = this.values[i * step]!;
    sorted.sort();
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
   * Takes what another kept of the values that follow these: an even sample of both. After this nothing but other parts
   * can be added.
   */
  join(part: ReservoirPart): void {
    const next = new Reservoir(this.limit);
    next.values = part.values;
    next.kept = part.values.length;
    next.every = part.every;
    while (next.every < this.every) next.halve();
    while (this.every < next.every) this.halve();
    const together = new Float64Array(this.kept + next.kept);
    together.set(this.values.subarray(0, this.kept));
    together.set(next.values.subarray(0, next.kept), this.kept);
    this.values = together;
    this.kept = together.length;
    this.seen += part.seen;
    while (this.kept > this.limit) this.halve();
  }
}
