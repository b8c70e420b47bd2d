// Counts what is in a column while its cells pass by once, in memory that does not grow with the file.
import {
  hasLeadingZero,
  looksGrouped,
  looksLikeDate,
  parseNumber,
  readCell,
  type CellRules,
} from '../../../../shared/data/cells';
import type { ColumnFacts } from '../../../../shared/data/config';
import type { ColumnSummary } from '../../../../shared/data/guess';
import { maxCategories } from '../../../../shared/data/kinds/table';
import { numberCategories, numbersKept } from './columnLimits';
import { DistinctCounter } from './distinctCounter';
import { Reservoir, type ReservoirPart } from './reservoir';

/** Longer texts are never categories. */
const longestCategory = 200;

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

const noTexts: TextCounts = { dates: 0, grouped: 0, sentences: 0 };

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

/** What a tally counted besides distinct values, as plain data. */
export interface TallyPart {
  readonly rows: number;
  readonly missing: number;
  readonly leadingZeros: number;
  readonly consecutive: boolean;
  readonly longest: number;
  readonly texts: TextCounts;
  readonly whole: number;
  readonly first: number;
  readonly previous: number;
  readonly min: number;
  readonly max: number;
  readonly moments: Moments;
  readonly sample: ReservoirPart;
}

/** How many numbers, their mean, and the sum of their squared distances from it. */
interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
}

/** Two sets of numbers as one (Chan, Golub and LeVeque, 1979): stable in one pass. */
function joinMoments(a: Moments, b: Moments): Moments {
  const count = a.count + b.count;
  if (count === 0) return a;
  const delta = b.mean - a.mean;
  return {
    count,
    mean: a.mean + (delta * b.count) / count,
    squares: a.squares + b.squares + (delta * delta * a.count * b.count) / count,
  };
}

/** What is counted of a column, however its cells arrive. `summary` may be asked once at the end. */
export abstract class Tally {
  protected rows = 0;
  protected missing = 0;
  protected leadingZeros = 0;
  protected consecutive = true;
  protected longest = 0;
  protected texts: TextCounts = noTexts;
  protected readonly rules: CellRules;
  private moments: Moments = { count: 0, mean: 0, squares: 0 };
  private whole = 0;
  private first = NaN;
  private previous = NaN;
  private min = Infinity;
  private max = -Infinity;
  protected readonly sample: Reservoir;
  protected readonly numberCategories: number;

  /** `parts`: how many tallies of some rows each become one in the end. */
  constructor(rules: CellRules, columns: number, parts = 1) {
    this.rules = rules;
    this.numberCategories = numberCategories(columns);
    this.sample = new Reservoir(numbersKept(columns), parts);
  }

  /** Says, before the first row, how many there may be. */
  expect(rows: number): void {
    this.sample.expect(rows);
  }

  protected abstract distinctCount(): number;
  /** In order of first appearance, with their counts; null once they were too many. */
  protected abstract distinctValues(): ReadonlyMap<string, number> | null;
  protected abstract textCounts(): TextCounts;

  /** Whether every cell so far is a number or missing. */
  protected get onlyNumbers(): boolean {
    return this.moments.count + this.missing === this.rows;
  }

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
        if ((i > 0 || this.moments.count > 0) && values[i] !== previous + 1) this.consecutive = false;
        previous = values[i]!;
      }
    }
    this.previous = values[count - 1]!;
    const mean = sum / count;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const delta = values[i]! - mean;
      squares += delta * delta;
    }
    if (this.moments.count === 0) this.first = values[0]!;
    this.moments = joinMoments(this.moments, { count, mean, squares });
    this.min = min;
    this.max = max;
    this.whole = whole;
    this.sample.addAll(values, count);
  }

  protected counted(): TallyPart {
    const { rows, missing, leadingZeros, consecutive, longest, texts, whole, first, previous, min, max, moments } =
      this;
    const sample = this.sample.part();
    return {
      rows,
      missing,
      leadingZeros,
      consecutive,
      longest,
      texts,
      whole,
      first,
      previous,
      min,
      max,
      moments,
      sample,
    };
  }

  /** Takes what was counted of the rows that follow these. */
  protected joinCounted(part: TallyPart): void {
    const has = part.moments.count > 0;
    const follows = this.moments.count === 0 || !has || part.first === this.previous + 1;
    this.consecutive = this.consecutive && part.consecutive && follows;
    if (has && this.moments.count === 0) this.first = part.first;
    if (has) this.previous = part.previous;
    this.rows += part.rows;
    this.missing += part.missing;
    this.leadingZeros += part.leadingZeros;
    this.longest = Math.max(this.longest, part.longest);
    this.texts = mergeCounts(this.texts, part.texts);
    this.whole += part.whole;
    this.min = Math.min(this.min, part.min);
    this.max = Math.max(this.max, part.max);
    this.moments = joinMoments(this.moments, part.moments);
    this.sample.join(part.sample);
  }

  summary(name: string, renamed?: string): ColumnSummary {
    const { count: numbers, mean, squares } = this.moments;
    const present = this.rows - this.missing;
    const texts = numbers === present ? noTexts : this.textCounts();
    const most = numbers > 0.5 * present ? this.numberCategories : maxCategories;
    const few = this.longest <= longestCategory && this.distinctCount() <= most;
    const categories = few ? this.distinctValues() : null;
    const finite = Number.isFinite(mean) && Number.isFinite(squares);
    const facts: ColumnFacts = {
      missing: this.missing,
      unique: Math.min(this.distinctCount(), present),
      ...(categories === null ? {} : { categories: [...categories.keys()] }),
      ...(numbers > 0 && numbers >= 0.5 * present
        ? {
            min: this.min,
            max: this.max,
            mean: finite ? mean : this.min / 2 + this.max / 2,
            std: finite ? Math.sqrt(squares / numbers) : this.max / 2 - this.min / 2,
            unreadable: present - numbers,
            ...this.sample.spread(),
            histogram: this.sample.histogram(this.min, this.max, 20),
          }
        : {}),
    };
    const counts = {
      rows: this.rows,
      present,
      numbers,
      whole: this.whole,
      leadingZeros: this.leadingZeros,
      dates: texts.dates,
      grouped: texts.grouped,
      sentences: texts.sentences,
      consecutive: this.consecutive && numbers > 1,
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
    this.distinct = new DistinctCounter(columns);
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
