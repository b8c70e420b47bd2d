// A column's counts from bytes, a batch of rows at a time: the same figures as ColumnTally's, without a string per cell.
import type { CellRules } from '../../../../shared/data/cells';
import { distinctLimit, estimateFor, manyColumns } from '../tables/columnLimits';
import { Tally, type TallyPart, type TextCounts, classifyText, mergeCounts } from '../tables/columnTally';
import type { HyperLogLog } from '../tables/hyperLogLog';
import { ByteDictionary, CellKey, type DictionaryPart } from './byteDictionary';
import type { RowHashes } from './rowHashes';
import { parseByteNumber } from './byteNumber';
import type { CellBatch } from './cellBatch';
import type { CellReader } from './cellReader';

/** Of a longer cell its beginning stands for the whole. */
const longestCompared = 1000;

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/** Numbers of the column that is being counted: one for all, as there may be 20,000 columns. */
let numbersOfBatch = new Float64Array(4096);
/** The cell that is being counted, likewise. */
const key = new CellKey();
/** A dictionary that one of many columns let go, for the next of them. */
let spare: ByteDictionary | null = null;

/** A tally as plain data: its distinct values, or the registers of their estimate. */
export interface ByteTallyPart extends TallyPart {
  readonly distinct: DictionaryPart | Uint8Array;
}

export class ByteTally extends Tally {
  /**
   * Different values are counted in a dictionary, then by an estimate. One of many columns that holds nothing but numbers,
   * and more of them than are kept as categories, has neither as long as its sample is all of them.
   */
  private dictionary: ByteDictionary | null;
  private estimate: HyperLogLog | null = null;
  private readonly columns: number;
  /** Different values that there are at least, once they are estimated. */
  private fewest: number;
  private readonly decimal: number;

  constructor(rules: CellRules, columns: number, parts?: number) {
    super(rules, columns, parts);
    this.columns = columns;
    this.fewest = distinctLimit(columns);
    this.decimal = rules.decimal === ',' ? 0x2c : 0x2e;
    this.dictionary = new ByteDictionary(this.fewest);
  }

  /** The cells of one column in a batch. */
  addBatch(batch: CellBatch, column: number, reader: CellReader, hashes: RowHashes | null): void {
    const { rows, width } = batch;
    if (numbersOfBatch.length < rows) numbersOfBatch = new Float64Array(rows);
    const scratch = numbersOfBatch;
    if (this.rows === 0 && this.columns > manyColumns && spare !== null) [this.dictionary, spare] = [spare, null];
    if (this.dictionary === null && !this.sample.keepsAll(rows)) this.beginEstimate();
    let numbers = 0;
    let missing = 0;
    const { starts, ends, flags } = batch;
    const { decimal, marks } = reader;
    // Plain cells, which nearly all are, are looked at in place.
    const plain = batch.ascii || reader.utf8;
    let { bytes } = batch;
    for (let row = 0, cell = column; row < rows; row++, cell += width) {
      let start = starts[cell]!;
      let end = ends[cell]!;
      const first = start < end ? batch.bytes[start]! : 0;
      const last = start < end ? batch.bytes[end - 1]! : 0;
      if (plain && flags[cell] === 0 && first > 0x20 && first < 128 && last > 0x20 && last < 128) {
        ({ bytes } = batch);
        if (end - start <= marks.longest && marks.has(bytes, start, end)) {
          missing++;
          hashes?.mix(row, 0, 0);
          continue;
        }
      } else if (start === end || !reader.read(batch, cell)) {
        missing++;
        hashes?.mix(row, 0, 0);
        continue;
      } else {
        ({ bytes, start, end } = reader);
      }
      const value = parseByteNumber(bytes, start, end, decimal);
      if (Number.isNaN(value)) {
        this.consecutive = false;
        if (this.dictionary === null && this.estimate === null) this.beginEstimate(scratch.subarray(0, numbers));
        this.distinct(bytes, start, end);
        if (this.estimate !== null) this.classify(bytes, start, end);
        hashes?.mix(row, key.low + key.length, key.high);
        continue;
      }
      if (this.dictionary !== null) {
        this.distinct(bytes, start, end);
      } else {
        // Where they are only estimated, numbers stand for their digits.
        this.estimate?.add(hashOfNumber(value));
        if (end - start > this.longest) this.longest = end - start;
        if (hashes !== null) key.set(bytes, start, end);
      }
      hashes?.mix(row, key.low + key.length, key.high);
      if (first === 0x30 && end - start > 1 && allDigits(bytes, start, end)) this.leadingZeros++;
      scratch[numbers++] = value;
    }
    this.rows += rows;
    this.missing += missing;
    this.addNumbers(scratch, numbers);
    if (this.columns > manyColumns && this.dictionary !== null) this.letGo(this.dictionary);
  }

  /** Numbers that are too many for categories are in the sample as well. */
  private letGo(dictionary: ByteDictionary): void {
    if (dictionary.size <= this.numberCategories || !this.onlyNumbers || !this.sample.keepsAll()) return;
    dictionary.clear();
    [this.dictionary, spare] = [null, dictionary];
  }

  private distinct(bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    if (length > this.longest) this.longest = length;
    const to = length > longestCompared ? start + longestCompared : end;
    key.set(bytes, start, to);
    if (this.estimate !== null) {
      this.estimate.add(key.hash);
      return;
    }
    const dictionary = this.dictionary!;
    const entry = dictionary.find(bytes, start, to, key, true);
    if (entry >= 0) {
      dictionary.count(entry);
      return;
    }
    this.beginEstimate();
    const value = parseByteNumber(bytes, start, to, this.decimal);
    this.estimate!.add(Number.isNaN(value) ? key.hash : hashOfNumber(value));
  }

  /**
   * There are too many: from here on they are estimated, and texts are looked at one by one. `waiting`: numbers that the
   * sample has yet to see.
   */
  private beginEstimate(waiting: Float64Array = new Float64Array(0)): void {
    if (this.estimate !== null) return;
    this.estimate = estimateFor(this.columns);
    const { dictionary } = this;
    if (dictionary === null) {
      this.fewest = this.numberCategories;
      for (const values of [this.sample.all, waiting])
        for (const value of values) this.estimate.add(hashOfNumber(value));
      return;
    }
    this.texts = mergeCounts(this.texts, this.countTexts());
    for (let known = 0; known < dictionary.size; known++) {
      const number = dictionary.numberOf(known, this.decimal);
      this.estimate.add(Number.isNaN(number) ? dictionary.hashOf(known) : hashOfNumber(number));
    }
    this.dictionary = null;
  }

  /** Everything counted, as plain data. */
  part(): ByteTallyPart {
    if (this.dictionary === null) this.beginEstimate();
    const distinct = this.dictionary?.part() ?? this.estimate!.part;
    return { ...this.counted(), distinct };
  }

  /** Takes what another tally counted of the rows that follow these. */
  join(part: ByteTallyPart): void {
    const { distinct } = part;
    if (distinct instanceof Uint8Array) {
      this.beginEstimate();
      this.estimate!.join(distinct);
    } else {
      this.joinDistinct(distinct);
    }
    this.joinCounted(part);
  }

  private joinDistinct({ bytes: given, starts, counts }: DictionaryPart): void {
    const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
    for (let each = 0; each < counts.length; each++) {
      const [start, end, times] = [starts[each]!, starts[each + 1]!, counts[each]!];
      key.set(bytes, start, end);
      const entry = this.dictionary?.find(bytes, start, end, key, true) ?? -1;
      if (entry >= 0) {
        this.dictionary!.count(entry, times);
        continue;
      }
      this.beginEstimate();
      const value = parseByteNumber(bytes, start, end, this.decimal);
      this.estimate!.add(Number.isNaN(value) ? key.hash : hashOfNumber(value));
      if (Number.isNaN(value)) this.classify(bytes, start, end, times);
    }
  }

  private classify(bytes: Buffer, start: number, end: number, times = 1): void {
    const text = bytes.toString('utf8', start, Math.min(end, start + 200));
    this.texts = mergeCounts(this.texts, classifyText(text, times));
  }

  /** What the texts in the dictionary are, each as often as it occurs. */
  private countTexts(): TextCounts {
    const { dictionary } = this;
    let sum: TextCounts = { dates: 0, grouped: 0, sentences: 0 };
    for (let entry = 0; dictionary !== null && entry < dictionary.size; entry++) {
      if (Number.isNaN(dictionary.numberOf(entry, this.decimal)))
        sum = mergeCounts(sum, classifyText(dictionary.textOf(entry), dictionary.countOf(entry)));
    }
    return sum;
  }

  protected distinctCount(): number {
    if (this.estimate === null) return this.dictionary?.size ?? this.sample.different;
    return Math.max(this.fewest, this.estimate.size);
  }

  protected distinctValues(): ReadonlyMap<string, number> | null {
    const { dictionary } = this;
    if (dictionary === null) return null;
    const values = new Map<string, number>();
    for (let entry = 0; entry < dictionary.size; entry++) {
      const text = dictionary.textOf(entry);
      values.set(text, (values.get(text) ?? 0) + dictionary.countOf(entry));
    }
    return values;
  }

  protected textCounts(): TextCounts {
    return this.estimate === null ? this.countTexts() : this.texts;
  }
}

function hashOfNumber(value: number): number {
  double[0] = value;
  return Math.imul(words[0]!, 0x9e3779b1) ^ words[1]!;
}

function allDigits(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! < 48 || bytes[at]! > 57) return false;
  return true;
}
