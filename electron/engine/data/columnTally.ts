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

/** Distinct numbers up to which a number column keeps its values as possible categories. */
const numberCategories = 200;
/** Longer texts are never categories. */
const longestCategory = 200;
/** What all columns together may keep: distinct values, and numbers for the histogram. */
const distinctBudget = 2_000_000;
const numberBudget = 4_000_000;

/**
 * Counts distinct texts: exactly while they are few, then by HyperLogLog (Flajolet et al., 2007) with 4,096 registers,
 * whose standard error is 1.6 %.
 */
class DistinctCounter {
  private readonly exact = new Map<string, number>();
  private registers: Uint8Array | null = null;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  add(text: string): void {
    if (this.registers !== null) {
      this.estimate(text);
      return;
    }
    const times = this.exact.get(text);
    if (times !== undefined || this.exact.size < this.limit) {
      this.exact.set(text, (times ?? 0) + 1);
      return;
    }
    this.registers = new Uint8Array(4096);
    for (const kept of this.exact.keys()) this.estimate(kept);
    this.estimate(text);
    this.exact.clear();
  }

  private estimate(text: string): void {
    // FNV-1a alone leaves its high bits poorly mixed for short texts.
    let hash = hash32(text);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash = (hash ^ (hash >>> 16)) >>> 0;
    const register = hash >>> 20;
    const rank = Math.clz32((hash << 12) | 0x800) + 1;
    if (rank > this.registers![register]!) this.registers![register] = rank;
  }

  get size(): number {
    if (this.registers === null) return this.exact.size;
    const m = this.registers.length;
    let sum = 0;
    for (const rank of this.registers) sum += 2 ** -rank;
    return Math.max(this.limit, Math.round(((0.7213 / (1 + 1.079 / m)) * m * m) / sum));
  }

  /** Distinct values in order of first appearance, with their counts; null once they were too many. */
  get values(): ReadonlyMap<string, number> | null {
    return this.registers === null ? this.exact : null;
  }
}

/** A histogram's raw material: all numbers while there is room, then a fair sample of them (algorithm R, Vitter 1985). */
class Reservoir {
  /** Small at first: there may be one for each of 20,000 columns. */
  private values = new Float64Array(64);
  private seen = 0;
  private random = 1;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  add(value: number): void {
    let at = this.seen++;
    if (at >= this.limit) {
      // A multiplicative generator of its own (Park and Miller, 1988) keeps the same answer for the same file.
      this.random = (this.random * 48271) % 2147483647;
      at = Math.floor((this.random / 2147483647) * this.seen);
      if (at >= this.limit) return;
    } else if (at >= this.values.length) {
      const larger = new Float64Array(Math.min(this.limit, 2 * this.values.length));
      larger.set(this.values);
      this.values = larger;
    }
    this.values[at] = value;
  }

  /** Median, and numbers beyond Tukey's fences (scaled up where only a sample was kept). */
  spread(): { readonly median: number; readonly outliers: number } {
    const kept = Math.min(this.seen, this.limit);
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
    const kept = Math.min(this.seen, this.limit);
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

/** One column's counts. `add` takes every cell in order, `summary` may be asked once at the end. */
export class ColumnTally {
  private rows = 0;
  private missing = 0;
  private numbers = 0;
  private whole = 0;
  private leadingZeros = 0;
  private dates = 0;
  private grouped = 0;
  private sentences = 0;
  private consecutive = true;
  private previous = NaN;
  private min = Infinity;
  private max = -Infinity;
  private mean = 0;
  private squares = 0;
  private longest = 0;
  private readonly distinct: DistinctCounter;
  private readonly sample: Reservoir;
  private readonly rules: CellRules;

  constructor(rules: CellRules, columns: number) {
    this.rules = rules;
    this.distinct = new DistinctCounter(
      Math.min(50_000, Math.max(maxCategories + 1, Math.floor(distinctBudget / columns))),
    );
    this.sample = new Reservoir(Math.min(1_000_000, Math.max(1000, Math.floor(numberBudget / columns))));
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
    if (Number.isNaN(value)) this.addText(text);
    else this.addNumber(text, value);
  }

  private addNumber(text: string, value: number): void {
    this.numbers++;
    if (Number.isInteger(value)) this.whole++;
    if (hasLeadingZero(text)) this.leadingZeros++;
    if (this.numbers > 1 && value !== this.previous + 1) this.consecutive = false;
    this.previous = value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    // Welford's update (1962): stable, one pass.
    const delta = value - this.mean;
    this.mean += delta / this.numbers;
    this.squares += delta * (value - this.mean);
    this.sample.add(value);
  }

  private addText(text: string): void {
    this.consecutive = false;
    if (looksLikeDate(text)) this.dates++;
    if (looksGrouped(text)) this.grouped++;
    if (hasFourWords(text)) this.sentences++;
  }

  summary(name: string, renamed?: string): ColumnSummary {
    const present = this.rows - this.missing;
    const values = this.distinct.values;
    const most = this.numbers > 0.5 * present ? numberCategories : maxCategories;
    const categories = values !== null && this.longest <= longestCategory && values.size <= most ? values : null;
    const finite = Number.isFinite(this.mean) && Number.isFinite(this.squares);
    const facts: ColumnFacts = {
      missing: this.missing,
      unique: Math.min(this.distinct.size, present),
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
      dates: this.dates,
      grouped: this.grouped,
      sentences: this.sentences,
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
