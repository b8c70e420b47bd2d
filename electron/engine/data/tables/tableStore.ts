// A table in memory as columns of plain numbers: what training needs of it and no more, plus the rows as a person
// sees them while the file is small enough.
import { type CellRules, parseNumber, readCell, sortCategories } from '../../../../shared/data/cells';
import { findsCodes } from '../../../../shared/data/codes';
import type { ColumnConfig, DataConfig, TableDialect } from '../../../../shared/data/config';
import type { GroupKeys } from '../../../../shared/data/groups';
import { categoriesOf } from '../../../../shared/data/kinds/table';
import { ByteDictionary, CellKey } from '../bytes/byteDictionary';
import { listOf } from './columnPlaces';
import { parseByteNumber } from '../bytes/byteNumber';
import { type CellBatch, rowTexts } from '../bytes/cellBatch';
import { CellReader } from '../bytes/cellReader';
import type { OpenedData } from '../dataset';
import { type Watch, stop } from '../problem';
import { type GroupCollector, groupColumn } from '../groupColumn';
import type { RowReceiver, TableScan } from './rowReceiver';
import {
  type KeyCollector,
  type SplitKeyStore,
  type WatchedColumn,
  ownersOf,
  splitColumn,
  watchedOwner,
} from '../splitColumn';
import { cellRules } from './tableOptions';
import { type TableSource, openTableSource, tableOptions } from './tableSource';

/** A number column; NaN where there is no number. */
export interface NumberStore {
  readonly type: 'number';
  readonly values: Float64Array;
}
/** A category column: indices into `categories`; `missingCode` where there is no value, `unknownCode` for one the document does not list. */
export interface CategoryStore {
  readonly type: 'category';
  readonly categories: readonly string[];
  readonly codes: Int32Array;
}
export type ColumnStore = NumberStore | CategoryStore;

export const missingCode = -1;
const unknownCode = -2;

export interface TableStore {
  readonly rowCount: number;
  /** Feature and target columns by name. */
  readonly columns: ReadonlyMap<string, ColumnStore>;
  readonly splitKeys: SplitKeyStore;
  /** Of the column whose groups are compared, where there is one. */
  readonly groupKeys?: GroupKeys;
  readonly owners?: OpenedData['owners'];
  readonly scan: TableScan;
  /** Cells of these rows as text in the order of the document's columns, null for missing. Reads the file again where it is large. */
  cells(rows: Uint32Array): Promise<readonly (readonly (string | null)[])[]>;
}

/** Tables up to this size keep their text for previews. */
const largestKept = 64 * 1024 * 1024;
/** Numbers that all columns together may hold in memory: 2 GiB. */
const mostNumbers = 2 ** 28;

/** A typed array that grows by half. */
class Growing<A extends Float64Array | Int32Array> {
  private values: A;
  private used = 0;
  private readonly make: (length: number) => A;

  constructor(make: (length: number) => A, expected: number) {
    this.make = make;
    this.values = make(Math.max(16, expected));
  }

  push(value: number): void {
    if (this.used === this.values.length) {
      const larger = this.make(Math.ceil(this.used * 1.5));
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.used++] = value;
  }

  done(): A {
    return this.values.subarray(0, this.used) as A;
  }
}

/** Rows as UTF-8 JSON lines in blocks, so that a text column costs its bytes and not JavaScript's strings. */
class RowArchive {
  private readonly blocks: Buffer[] = [];
  private readonly starts: number[] = [];

  add(rows: readonly (readonly string[])[], first: number): void {
    this.starts.push(first);
    this.blocks.push(Buffer.from(JSON.stringify(rows)));
  }

  row(index: number): readonly string[] {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= index) low = middle;
      else high = middle - 1;
    }
    if (this.parsed?.block !== low)
      this.parsed = { block: low, rows: JSON.parse(this.blocks[low]!.toString()) as string[][] };
    return this.parsed.rows[index - this.starts[low]!]!;
  }

  /** The block read last: rows are asked for in neighbourhoods. */
  private parsed: { readonly block: number; readonly rows: readonly string[][] } | null = null;
}

const rowsPerBlock = 500;

/** Adds a cell to a column. */
type Collector<S extends ColumnStore = ColumnStore> = {
  readonly column: ColumnConfig;
  readonly place: number;
  readonly add: (text: string | null) => void;
  /** The column's cells of a batch. */
  readonly addBatch: (batch: CellBatch, reader: CellReader) => void;
  readonly done: () => S;
};

function collector(column: ColumnConfig, place: number, rules: CellRules, expected: number): Collector {
  if (column.type === 'number') {
    const values = new Growing((length) => new Float64Array(length), expected);
    return {
      column,
      place,
      add: (text) => values.push(text === null ? NaN : parseNumber(text, rules.decimal)),
      addBatch: (batch, reader) => {
        for (let row = 0, cell = place; row < batch.rows; row++, cell += batch.width)
          values.push(
            reader.read(batch, cell) ? parseByteNumber(reader.bytes, reader.start, reader.end, reader.decimal) : NaN,
          );
      },
      done: () => ({ type: 'number', values: values.done() }),
    };
  }
  if (column.separator !== undefined || column.type === 'picture') return cellCollector(column, place, expected);
  if (findsCodes(column)) {
    const { done, ...found } = cellCollector(column, place, expected, column.facts.unique);
    return { ...found, done: () => inIndexOrder(done()) };
  }
  const categories = categoriesOf(column);
  const index = new Map(categories.map((category, i) => [category, i]));
  const dictionary = new ByteDictionary(categories.length);
  const key = new CellKey();
  for (const category of categories) {
    const bytes = Buffer.from(category, 'utf8');
    key.set(bytes, 0, bytes.length);
    dictionary.find(bytes, 0, bytes.length, key, true);
  }
  const codes = new Growing((length) => new Int32Array(length), expected);
  return {
    column,
    place,
    add: (text) => codes.push(text === null ? missingCode : (index.get(text) ?? unknownCode)),
    addBatch: (batch, reader) => {
      for (let row = 0, cell = place; row < batch.rows; row++, cell += batch.width) {
        if (!reader.read(batch, cell)) {
          codes.push(missingCode);
          continue;
        }
        key.set(reader.bytes, reader.start, reader.end);
        const code = dictionary.find(reader.bytes, reader.start, reader.end, key, false);
        codes.push(code < 0 ? unknownCode : code);
      }
    },
    done: () => ({ type: 'category', categories, codes: codes.done() }),
  };
}

/** Categories as `categoriesOf` has those that a document lists, whatever the order in which they were found. */
function inIndexOrder({ categories, codes }: CategoryStore): CategoryStore {
  const sorted = sortCategories(categories);
  const places = new Map(sorted.map((category, place) => [category, place]));
  const moved = Int32Array.from(categories, (category) => places.get(category)!);
  return { type: 'category', categories: sorted, codes: codes.map((code) => (code < 0 ? code : moved[code]!)) };
}

/**
 * All different cells of a column, those that were not known before included: labels come in ever new combinations.
 * Beyond `most` of them, which a file has that grew since it was counted, more are unknown.
 */
function cellCollector(
  column: ColumnConfig,
  place: number,
  expected: number,
  most = Infinity,
): Collector<CategoryStore> {
  const categories: string[] = [];
  const index = new Map<string, number>();
  const codes = new Growing((length) => new Int32Array(length), expected);
  const add = (text: string | null) => {
    if (text === null) return codes.push(missingCode);
    let code = index.get(text);
    if (code === undefined) {
      if (categories.length >= most) return codes.push(unknownCode);
      code = categories.push(text) - 1;
      index.set(text, code);
    }
    codes.push(code);
  };
  return {
    column,
    place,
    add,
    addBatch: (batch, reader) => {
      for (let row = 0, cell = place; row < batch.rows; row++, cell += batch.width)
        add(reader.read(batch, cell) ? reader.text() : null);
    },
    done: () => ({ type: 'category', categories, codes: codes.done() }),
  };
}

/** Where each of the document's columns stands in the file. */
function locate(columns: readonly ColumnConfig[], names: readonly string[], source: string): readonly number[] {
  const places = new Map(names.map((name, i) => [name, i]));
  const gone = columns.filter((column) => column.role !== 'ignore' && !places.has(column.name));
  if (gone.length > 0) {
    const list = gone
      .slice(0, 5)
      .map((column) => `"${column.name}"`)
      .join(', ');
    stop(
      'data.columns.gone',
      `"${source}" no longer has the ${gone.length === 1 ? 'column' : 'columns'} ${list}${gone.length > 5 ? ', …' : ''}. It has ${listOf(names)}. Choose the data again in the data step.`,
      { fixes: [{ type: 'goTo', title: 'Open the data step', step: 'data' }] },
    );
  }
  return columns.map((column) => places.get(column.name) ?? -1);
}

/** Reads the whole table once. Throws a DataError where it cannot be read or columns are gone. */
export async function loadTable(config: DataConfig, watch: Watch = {}): Promise<TableStore> {
  const columns = config.table?.columns ?? [];
  const options = tableOptions(config.options);
  const source = await openTableSource(config.source, config.options);
  const used = columns.filter((column) => column.role !== 'ignore' && column.type !== 'text');
  const expected = config.table?.rowCount ?? 0;
  // A document may claim any number of rows; a row takes at least one byte, and generated tables are small.
  const reserved = Math.min(expected, Math.max(source.size, 100_000));
  if (expected * used.length > mostNumbers) {
    stop(
      'data.table.large',
      `${expected.toLocaleString('en-US')} rows of ${used.length} columns need about ${Math.ceil((expected * used.length * 8) / 2 ** 30)} GB of memory; at most 2 GB are used for a table. Set columns that you do not need to "ignore", or take fewer rows.`,
    );
  }
  const keepText = source.size <= largestKept;
  let collectors: readonly Collector[] = [];
  let keys: KeyCollector | null = null;
  let groups: GroupCollector | null = null;
  let watched: WatchedColumn | null = null;
  let reader: CellReader | null = null;
  let encoding = 'utf-8';
  let places: readonly number[] = [];
  let archive = new RowArchive();
  let waiting: { rows: (readonly string[])[]; first: number } = { rows: [], first: 0 };
  let marks: CellRules = { decimal: '.', missingMarks: new Set() };
  let length = 0;

  const flush = () => {
    if (waiting.rows.length > 0) archive.add(waiting.rows, waiting.first);
    waiting = { rows: [], first: waiting.first + waiting.rows.length };
  };
  const grown = () =>
    stop(
      'data.table.large',
      `"${source.name}" has grown beyond what fits into memory. Set columns that you do not need to "ignore".`,
    );
  const makeReceiver = (): RowReceiver => ({
    onColumns: (names, dialect: TableDialect) => {
      reader = null;
      encoding = dialect.encoding;
      marks = cellRules(options, dialect);
      const listed = names.map(({ name }) => name);
      places = locate(columns, listed, source.name);
      keys = splitColumn(config, listed);
      groups = groupColumn(config, listed, marks);
      watched = watchedOwner(config, listed);
      collectors = used.map((column) => collector(column, places[columns.indexOf(column)]!, marks, reserved));
      archive = new RowArchive();
      waiting = { rows: [], first: 0 };
      length = 0;
    },
    onCells: (batch, first, decode) => {
      reader ??= new CellReader(marks, decode, encoding);
      for (const { addBatch } of collectors) addBatch(batch, reader);
      for (const each of [keys, groups, watched]) {
        if (each === null) continue;
        for (let row = 0, cell = each.place; row < batch.rows; row++, cell += batch.width)
          each.add(reader.read(batch, cell) ? reader.text() : null);
      }
      if (keepText) {
        for (let row = 0; row < batch.rows; row++) {
          waiting.rows.push(rowTexts(batch, row, decode));
          if (waiting.rows.length >= rowsPerBlock) flush();
        }
      }
      length = first + batch.rows;
      if (length * used.length > mostNumbers) grown();
    },
    onRows: (rows) => {
      for (const row of rows) {
        for (const { place, add } of collectors) add(readCell(row[place] ?? '', marks));
        for (const each of [keys, groups, watched]) each?.add(readCell(row[each.place] ?? '', marks));
        if (!keepText) continue;
        waiting.rows.push(row);
        if (waiting.rows.length >= rowsPerBlock) flush();
      }
      length += rows.length;
      if (length * used.length > mostNumbers) grown();
    },
  });
  const scan = await source.scan(makeReceiver, watch, config.table?.dialect);
  flush();
  const pick = (row: readonly string[]) =>
    places.map((place) => (place < 0 ? null : readCell(row[place] ?? '', marks)));
  return {
    rowCount: length,
    columns: new Map(collectors.map(({ column, done }) => [column.name, done()])),
    splitKeys: (keys as KeyCollector | null)?.done() ?? {},
    ...(groups === null ? {} : { groupKeys: (groups as GroupCollector).done() }),
    ...ownersOf(watched),
    scan,
    cells: async (rows) => {
      const texts = keepText ? Array.from(rows, (row) => archive.row(row)) : await readRows(source, scan.dialect, rows);
      return texts.map(pick);
    },
  };
}

/** Single rows of a large file, read again from its beginning to the last of them. */
async function readRows(
  source: TableSource,
  dialect: TableDialect,
  wanted: Uint32Array,
): Promise<readonly (readonly string[])[]> {
  const last = wanted.reduce((a, b) => Math.max(a, b), 0);
  const set = new Set(wanted);
  const found = new Map<number, readonly string[]>();
  await source.scan(
    () => ({
      onColumns: () => undefined,
      onRows: (rows, first) => {
        for (let i = 0; i < rows.length; i++) if (set.has(first + i)) found.set(first + i, rows[i]!);
        return first + rows.length > last;
      },
    }),
    {},
    dialect,
  );
  return Array.from(wanted, (row) => found.get(row) ?? []);
}
