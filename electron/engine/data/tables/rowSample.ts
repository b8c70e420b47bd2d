// A fair sample of a table's rows, taken while they pass by: every row at first, then every second, every fourth…
import { type CellRules, parseNumber, readCell } from '../../../../shared/data/cells';
import type { ColumnConfig } from '../../../../shared/data/config';
import { type CellBatch, rowTexts } from '../bytes/cellBatch';
import { parseByteNumber } from '../bytes/byteNumber';
import type { Decode } from '../bytes/cellReader';
import { type RelatedValues, relate } from '../../../../shared/data/relation';
import { asBuffer } from '../workers/job';

/** Cells that all rows together may have. */
const cellBudget = 400_000;
const mostRows = 20_000;
const fewestRows = 64;

/** Columns from which on a row is packed: a string for each of 20,000 cells would take five times the memory. */
const packedFrom = 500;

/** A row's text in UTF-8, and where in it each cell begins, one place more than there are cells. */
interface PackedRow {
  readonly bytes: Buffer;
  readonly starts: Int32Array;
  /** Bytes between two cells. */
  readonly gap: number;
}
type SampledRow = readonly string[] | PackedRow;

function packed(row: readonly string[]): PackedRow {
  const starts = new Int32Array(row.length + 1);
  for (let i = 0; i < row.length; i++) starts[i + 1] = starts[i]! + Buffer.byteLength(row[i]!);
  return { bytes: Buffer.from(row.join('')), starts, gap: 0 };
}

/** A row of many plain cells without a string for each; null where cells are not simply bytes with one byte between them. */
function packedCells({ bytes, width, starts, ends, ascii }: CellBatch, row: number): PackedRow | null {
  const [first, behind] = [row * width, (row + 1) * width];
  if (!ascii) return null;
  for (let cell = first + 1; cell < behind; cell++) if (starts[cell] !== ends[cell - 1]! + 1) return null;
  const from = starts[first]!;
  const to = ends[behind - 1]!;
  const places = new Int32Array(width + 1);
  for (let i = 0; i < width; i++) places[i] = starts[first + i]! - from;
  places[width] = to + 1 - from;
  return { bytes: Buffer.from(bytes.subarray(from, to)), starts: places, gap: 1 };
}

const endOf = ({ starts, gap }: PackedRow, place: number): number => starts[place + 1]! - gap;

function cellOf(row: SampledRow, place: number): string {
  if (!('gap' in row)) return row[place] ?? '';
  return row.bytes.toString('utf8', row.starts[place], endOf(row, place));
}

/** A cell as a number, NaN for none. `plain`: no number stands for "no value". */
function numberIn(row: SampledRow, place: number, rules: CellRules, plain: boolean): number {
  if (plain && 'gap' in row) {
    const decimal = rules.decimal === ',' ? 0x2c : 0x2e;
    const value = parseByteNumber(row.bytes, row.starts[place]!, endOf(row, place), decimal);
    if (!Number.isNaN(value)) return value;
  }
  const text = readCell(cellOf(row, place), rules);
  return text === null ? NaN : parseNumber(text, rules.decimal);
}

/** A sample as plain data: every so manieth row. */
export interface RowSamplePart {
  readonly rows: readonly SampledRow[];
  readonly every: number;
}

export class RowSample {
  private rows: SampledRow[] = [];
  private every = 1;
  private next = 0;
  private readonly limit: number;

  /** `parts`: of how many samples that are joined in the end this is one. */
  constructor(columns: number, parts = 1) {
    const half = Math.max(fewestRows, Math.min(mostRows / 2, Math.floor(cellBudget / columns / 2)));
    // Twice as many as its share: a part that thinned its rows out keeps half of them.
    this.limit = 2 * Math.ceil(Math.min(half, (2 * half) / parts));
  }

  /**
   * Says, before the first row, how many there may be: rows that would be thinned out again are then not taken to begin
   * with. A guess up to twice too high makes no difference to the sample.
   */
  expect(rows: number): void {
    while (4 * this.limit * this.every < rows) this.every *= 2;
  }

  /** The number of the next row that is to be offered. */
  get wanted(): number {
    return this.next;
  }

  /** Takes row number `index` if it is one of the sample. */
  offer(row: readonly string[], index: number): void {
    if (index === this.next) this.keep(row.length < packedFrom ? row : packed(row));
  }

  /** As `offer`, for a row of a batch. */
  offerCells(batch: CellBatch, row: number, decode: Decode, index: number): void {
    const cells = batch.width < packedFrom ? null : packedCells(batch, row);
    if (cells === null) this.offer(rowTexts(batch, row, decode), index);
    else if (index === this.next) this.keep(cells);
  }

  private keep(row: SampledRow): void {
    this.rows.push(row);
    if (this.rows.length >= this.limit) this.halve();
    this.next = this.rows.length * this.every;
  }

  private halve(): void {
    this.rows = this.rows.filter((_, at) => at % 2 === 0);
    this.every *= 2;
  }

  part(): RowSamplePart {
    return { rows: this.rows, every: this.every };
  }

  /** Takes what another kept of the rows that follow these. After this nothing but other parts can be added. */
  join({ rows, every }: RowSamplePart): void {
    while (this.every < every) this.halve();
    const step = this.every / every;
    const taken = rows.filter((_, at) => at % step === 0);
    this.rows = [
      ...this.rows,
      // What comes from a thread holds plain bytes.
      ...taken.map((row) => ('gap' in row ? { ...row, bytes: asBuffer(row.bytes) } : row)),
    ];
    while (this.rows.length >= this.limit) this.halve();
  }

  /** A column's values in the sample. Very long cells and rare categories beyond 1,000 count as none. */
  private values(column: ColumnConfig, place: number, rules: CellRules): RelatedValues {
    if (column.type === 'number') {
      const values = new Float64Array(this.rows.length);
      const plain = ![...rules.missingMarks].some((mark) => !Number.isNaN(parseNumber(mark, rules.decimal)));
      for (let at = 0; at < values.length; at++) values[at] = numberIn(this.rows[at]!, place, rules, plain);
      return { type: 'number', values };
    }
    const index = new Map<string, number>();
    const codes = this.rows.map((row) => {
      const text = readCell(cellOf(row, place), rules);
      if (text === null || text.length > 200) return -1;
      let code = index.get(text);
      if (code === undefined && index.size < 1000) index.set(text, (code = index.size));
      return code ?? -1;
    });
    return { type: 'category', codes, count: Math.max(1, index.size) };
  }

  /** The columns with what they have to do with the target, if there is one. */
  related(columns: readonly ColumnConfig[], rules: CellRules): readonly ColumnConfig[] {
    const place = columns.findIndex(({ role }) => role === 'target');
    const target = columns[place];
    if (target === undefined || target.type === 'text') return columns;
    const aims = this.values(target, place, rules);
    return columns.map((column, at) => {
      if (at === place || column.type === 'text' || column.type === 'picture') return column;
      const found = relate(this.values(column, at, rules), aims);
      if (found === null) return column;
      const relation = { target: target.name, measure: found.measure, value: Number(found.value.toPrecision(6)) };
      return { ...column, facts: { ...column.facts, relation } };
    });
  }
}
