// Everything that is counted of a table while its rows pass by once: its columns, a sample of its rows, rows that repeat.
// Several tallies of parts of a file become one.
import type { CellRules } from '../../../../shared/data/cells';
import type { ColumnConfig } from '../../../../shared/data/config';
import type { ColumnSummary } from '../../../../shared/data/guess';
import { ByteTally, type ByteTallyPart } from '../bytes/byteTally';
import type { CellBatch } from '../bytes/cellBatch';
import { CellReader, type Decode } from '../bytes/cellReader';
import { RowHashes } from '../bytes/rowHashes';
import type { ColumnName } from './columnNames';
import { manyColumns } from './columnLimits';
import { ColumnTally, type Tally } from './columnTally';
import { RepeatedRows, mostCompared } from './repeatedRows';
import { RowSample, type RowSamplePart } from './rowSample';

/** What was counted of some rows, as plain data. */
export interface TablePart {
  readonly rows: number;
  readonly columns: readonly ByteTallyPart[];
  readonly sample: RowSamplePart;
  /** A hash of each row; empty where rows are not compared. */
  readonly keys: Float64Array;
}

/** How many rows `bytes` may hold, if all are as long as these. */
function guessRows(bytes: number, { rows, last, starts }: CellBatch): number {
  return (bytes * rows) / Math.max(1, last - starts[0]!);
}

/** The columns of a table from cells, without its rows' relation to each other: what a thread does. */
export class CellTally {
  private readonly reader: CellReader;
  private readonly tallies: readonly ByteTally[];
  private readonly hashes = new RowHashes();

  /** `parts`: how many such counts of some rows each become one in the end. */
  constructor(width: number, rules: CellRules, decode: Decode, encoding: string, parts?: number) {
    this.reader = new CellReader(rules, decode, encoding);
    this.tallies = Array.from({ length: width }, () => new ByteTally(rules, width, parts));
  }

  /** Says, before the first row, how many there may be. */
  expect(rows: number): void {
    for (const tally of this.tallies) tally.expect(rows);
  }

  /** Counts a batch; with `compared` returns a hash for each of its rows, until the next call. */
  add(batch: CellBatch, compared: boolean): RowHashes | null {
    const hashes = compared ? this.hashes : null;
    hashes?.begin(batch.rows);
    for (let column = 0; column < this.tallies.length; column++)
      this.tallies[column]!.addBatch(batch, column, this.reader, hashes);
    return hashes;
  }

  join(parts: readonly ByteTallyPart[]): void {
    parts.forEach((part, column) => this.tallies[column]!.join(part));
  }

  parts(): readonly ByteTallyPart[] {
    return this.tallies.map((tally) => tally.part());
  }

  get columns(): readonly Tally[] {
    return this.tallies;
  }
}

export class TableTally {
  private readonly names: readonly ColumnName[];
  private readonly rules: CellRules;
  private readonly encoding: string;
  private readonly fileSize: number;
  private readonly repeated = new RepeatedRows();
  private readonly sample: RowSample;
  private texts: readonly ColumnTally[] = [];
  private cells: CellTally | null = null;

  /** `fileSize`: bytes of all rows, a measure of how many there may be. */
  constructor(names: readonly ColumnName[], rules: CellRules, encoding: string, fileSize: number) {
    this.names = names;
    this.rules = rules;
    this.encoding = encoding;
    this.fileSize = fileSize;
    this.sample = new RowSample(names.length);
  }

  private openCells(decode: Decode): CellTally {
    return (this.cells ??= new CellTally(this.names.length, this.rules, decode, this.encoding));
  }

  /** Whether rows are compared at all, judged by how many there seem to be. */
  expect(batch: CellBatch): boolean {
    this.repeated.expect(guessRows(this.fileSize, batch));
    return this.repeated.compares;
  }

  addCells(batch: CellBatch, first: number, decode: Decode): void {
    const { sample, repeated } = this;
    while (sample.wanted < first + batch.rows) sample.offerCells(batch, sample.wanted - first, decode, sample.wanted);
    const cells = this.openCells(decode);
    if (first === 0 && batch.rows > 0) {
      this.expect(batch);
      if (this.names.length > manyColumns) cells.expect(guessRows(this.fileSize, batch));
    }
    const hashes = cells.add(batch, repeated.compares);
    if (hashes !== null) repeated.addBatch(hashes, batch.rows);
  }

  addRows(rows: readonly (readonly string[])[], first: number): void {
    const { sample, names, rules } = this;
    if (this.texts.length === 0) this.texts = names.map(() => new ColumnTally(rules, names.length));
    while (sample.wanted < first + rows.length) sample.offer(rows[sample.wanted - first]!, sample.wanted);
    for (const row of rows) {
      for (let i = 0; i < this.texts.length; i++) this.texts[i]!.add(row[i]!);
      this.repeated.add(row);
    }
  }

  /** Takes what was counted elsewhere of the rows that follow those so far. */
  join({ columns, sample, keys, rows }: TablePart, decode: Decode): void {
    this.openCells(decode).join(columns);
    this.sample.join(sample);
    this.repeated.addKeys(keys, rows);
  }

  /** What was counted of each column; it is let go with this, so that it may be asked once at the end. */
  summaries(): readonly ColumnSummary[] {
    const counted = this.cells?.columns ?? this.texts;
    [this.cells, this.texts] = [null, []];
    return counted.map((tally, i) => tally.summary(this.names[i]!.name, this.names[i]!.renamed));
  }

  /** The columns with what they have to do with the target. */
  related(columns: readonly ColumnConfig[]): readonly ColumnConfig[] {
    return this.sample.related(columns, this.rules);
  }

  /** What was done to names, in sentences. */
  get renamed(): readonly string[] {
    return this.names.flatMap(({ name, renamed }) => (renamed === undefined ? [] : [`${name}: ${renamed}`]));
  }

  /** Rows that repeat an earlier one; undefined where there were too many to compare. */
  get repeatedRows(): number | undefined {
    return this.repeated.count;
  }
}

/** Counts some rows of a file for a TableTally that is elsewhere. */
export class PartTally {
  private readonly cells: CellTally;
  private readonly decode: Decode;
  private readonly sample: RowSample;
  private readonly keys: Float64Array[] = [];
  private readonly compared: boolean;
  private readonly size: number;
  private rows = 0;

  /** `parts`: how many such parts there will be; `size`: bytes of this one. */
  constructor(cells: CellTally, decode: Decode, width: number, size: number, parts: number, compared: boolean) {
    this.cells = cells;
    this.decode = decode;
    this.sample = new RowSample(width, parts);
    this.size = size;
    this.compared = compared;
  }

  add(batch: CellBatch): void {
    const { sample, rows: first } = this;
    if (first === 0 && batch.rows > 0) sample.expect(guessRows(this.size, batch));
    while (sample.wanted < first + batch.rows)
      sample.offerCells(batch, sample.wanted - first, this.decode, sample.wanted);
    const hashes = this.cells.add(batch, this.compared && first < mostCompared);
    if (hashes !== null) this.keys.push(Float64Array.from({ length: batch.rows }, (_, row) => hashes.key(row)));
    this.rows += batch.rows;
  }

  part(): TablePart {
    const keys = new Float64Array(this.keys.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const each of this.keys) {
      keys.set(each, at);
      at += each.length;
    }
    return { rows: this.rows, columns: this.cells.parts(), sample: this.sample.part(), keys };
  }
}
