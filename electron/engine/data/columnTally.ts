// Counts what is in a column while its cells pass by once, in memory that does not grow with the file.
import {
  hasLeadingZero,
  looksGrouped,
  looksLikeDate,
  parseNumber,
  readCell,
  type CellRules,
} from '../../../shared/data/cells';
import type { ColumnFacts } from '../../../shared/data/config';
import type { ColumnSummary } from '../../../shared/data/guess';
import { maxCategories } from '../../../shared/data/kinds/table';
import { quantile } from '../../../shared/data/steps';
import { hash32 } from '../../../shared/random';
import { HyperLogLog } from './hyperLogLog';

/** Distinct numbers up to which a number column keeps its values as possible categories. */
const numberCategories = 200;
/** Longer texts are never categories. */
const longestCategory = 200;
/** What all columns together may keep: distinct values, and numbers for the histogram. */
const distinctBudget = 2_000_000;
const numberBudget = 2_000_000;

/** Counts distinct texts: exactly while they are few, then by estimate. */
class DistinctCounter {
  private readonly exact = new Map<string, number>();
  private estimate: HyperLogLog | null = null;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  add(text: string): void {
    if (this.estimate !== null) {
      this.estimate.add(hash32(text));
      return;
    }
    const times = this.exact.get(text);
    if (times !== undefined || this.exact.size < this.limit) {
      this.exact.set(text, (times ?? 0) + 1);
      return;
    }
    this.estimate = new HyperLogLog();
    for (const kept of this.exact.keys()) this.estimate.add(hash32(kept));
    this.estimate.add(hash32(text));
    this.exact.clear();
  }

  get size(): number {
    return this.estimate === null ? this.exact.size : Math.max(this.limit, this.estimate.size);
  }

  /** Distinct values in order of first appearance, with their counts; null once they were too many. */
  get values(): ReadonlyMap<string, number> | null {
    return this.estimate === null ? this.exact : null;
  }
}

/**
 * A histogram's raw material: all numbers while there is room, then every second, every fourth and so on: an even sample
 * that is the same for the same file.
 */
class Reservoir {
  /** Small at first: there may be one for each of 20,000 columns. */
  private values = new Float64Array(64);
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
    this.kept /= 2;
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
}

/** Linear in the text, however long its spaces are. */
function hasFourWords(text: string): boolean {
  let words = 1;
  for (let at = text.indexOf(' '); at >= 0 && words < 4; at = text.indexOf(' ', at + 1)) {
    if (text[at + 1] !== ' ') words++;
  }
  return words >= 4;
}

/** What texts that are no numbers look like, in cells. */
export interface TextCounts {
  readonly dates: number;
  readonly grouped: number;
  readonly sentences: number;
}

export function classifyText(text: string, times: number): TextCounts {
  return {
    dates: looksLikeDate(text) ? times : 0,
    grouped: looksGrouped(text) ? times : 0,
    sentences: hasFourWords(text) ? times : 0,
  };
}

export function mergeCounts(a: TextCounts, b: TextCounts): TextCounts {
  return { dates: a.dates + b.dates, grouped: a.grouped + b.grouped, sentences: a.sentences + b.sentences };
}

/** Distinct values of a column that are kept, where there are so many columns. */
export function distinctLimit(columns: number): number {
  return Math.min(20_000, Math.max(maxCategories + 1, Math.floor(distinctBudget / columns)));
}

/** What is counted of a column, however its cells arrive. `summary` may be asked once at the end. */
export abstract class Tally {
  protected rows = 0;
  protected missing = 0;
  protected leadingZeros = 0;
  protected consecutive = true;
  protected longest = 0;
  protected texts: TextCounts = { dates: 0, grouped: 0, sentences: 0 };
  protected readonly rules: CellRules;
  private numbers = 0;
  private whole = 0;
  private previous = NaN;
  private min = Infinity;
  private max = -Infinity;
  private mean = 0;
  private squares = 0;
  private readonly sample: Reservoir;

  constructor(rules: CellRules, columns: number) {
    this.rules = rules;
    this.sample = new Reservoir(Math.min(1_000_000, Math.max(1000, Math.floor(numberBudget / columns))));
  }

  protected abstract distinctCount(): number;
  /** In order of first appearance, with their counts; null once they were too many. */
  protected abstract distinctValues(): ReadonlyMap<string, number> | null;
  protected abstract textCounts(): TextCounts;

  /** The first `count` of these numbers, in the order of the file. */
  protected addNumbers(values: Float64Array, count: number): void {
    if (count === 0) return;
    let { min, max, whole } = this;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const value = values[i]!;
      if (value < min) min = value;
      if (value > max) max = value;
      if (Math.floor(value) === value) whole++;
      sum += value;
    }
    if (this.consecutive) {
      let previous = this.previous;
      for (let i = 0; i < count && this.consecutive; i++) {
        if ((i > 0 || this.numbers > 0) && values[i] !== previous + 1) this.consecutive = false;
        previous = values[i]!;
      }
    }
    this.previous = values[count - 1]!;
    // Means and squares of the batch, joined with those before (Chan, Golub and LeVeque, 1979): stable in one pass.
    const mean = sum / count;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const delta = values[i]! - mean;
      squares += delta * delta;
    }
    const all = this.numbers + count;
    const delta = mean - this.mean;
    this.squares += squares + (delta * delta * this.numbers * count) / all;
    this.mean += (delta * count) / all;
    this.numbers = all;
    this.min = min;
    this.max = max;
    this.whole = whole;
    this.sample.addAll(values, count);
  }

  summary(name: string, renamed?: string): ColumnSummary {
    const present = this.rows - this.missing;
    const values = this.distinctValues();
    const texts = this.textCounts();
    const most = this.numbers > 0.5 * present ? numberCategories : maxCategories;
    const categories = values !== null && this.longest <= longestCategory && values.size <= most ? values : null;
    const finite = Number.isFinite(this.mean) && Number.isFinite(this.squares);
    const facts: ColumnFacts = {
      missing: this.missing,
      unique: Math.min(this.distinctCount(), present),
      ...(categories === null ? {} : { categories: [...categories.keys()] }),
      ...(this.numbers > 0 && this.numbers >= 0.5 * present
        ? {
            min: this.min,
            max: this.max,
            mean: finite ? this.mean : this.min / 2 + this.max / 2,
            std: finite ? Math.sqrt(this.squares / this.numbers) : this.max / 2 - this.min / 2,
            unreadable: present - this.numbers,
            ...this.sample.spread(),
            histogram: this.sample.histogram(this.min, this.max, 20),
          }
        : {}),
    };
    const counts = {
      rows: this.rows,
      present,
      numbers: this.numbers,
      whole: this.whole,
      leadingZeros: this.leadingZeros,
      dates: texts.dates,
      grouped: texts.grouped,
      sentences: texts.sentences,
      consecutive: this.consecutive && this.numbers > 1,
    };
    return {
      name,
      counts,
      facts,
      ...(categories === null ? {} : { categoryCounts: [...categories.values()] }),
      ...(renamed === undefined ? {} : { renamed }),
    };
  }
}

/** A column's counts from texts. `add` takes every cell in order. */
export class ColumnTally extends Tally {
  private readonly distinct: DistinctCounter;
  private readonly waiting = new Float64Array(256);
  private held = 0;

  constructor(rules: CellRules, columns: number) {
    super(rules, columns);
    this.distinct = new DistinctCounter(distinctLimit(columns));
  }

  add(cell: string): void {
    this.rows++;
    const text = readCell(cell, this.rules);
    if (text === null) {
      this.missing++;
      return;
    }
    if (text.length > this.longest) this.longest = text.length;
    // Of a very long cell its beginning and length stand for the whole.
    this.distinct.add(text.length > 1000 ? `${text.slice(0, 1000)}…${text.length}` : text);
    const value = parseNumber(text, this.rules.decimal);
    if (Number.isNaN(value)) {
      this.consecutive = false;
      this.texts = mergeCounts(this.texts, classifyText(text, 1));
      return;
    }
    if (hasLeadingZero(text)) this.leadingZeros++;
    this.waiting[this.held++] = value;
    if (this.held === this.waiting.length) this.flush();
  }

  private flush(): void {
    this.addNumbers(this.waiting, this.held);
    this.held = 0;
  }

  override summary(name: string, renamed?: string): ColumnSummary {
    this.flush();
    return super.summary(name, renamed);
  }

  protected distinctCount(): number {
    return this.distinct.size;
  }

  protected distinctValues(): ReadonlyMap<string, number> | null {
    return this.distinct.values;
  }

  protected textCounts(): TextCounts {
    return this.texts;
  }
}
