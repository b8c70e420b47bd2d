// Parquet files: columns in blocks of rows (row groups), decoded by hyparquet one block after another and handed on as
// rows. What a file claims of itself is checked before anything is allocated for it.
import { type FileHandle, open as openFile } from 'node:fs/promises';
import {
  type Compressors,
  type FileMetaData,
  type ParquetRowRange,
  parquetMetadataAsync,
  parquetRead,
  parquetScan,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { type Watch, DataError, checkCancelled, stop } from '../problem';
import type { RowReceiver, TableScan } from '../tables/rowReceiver';
import type { TableOptions } from '../tables/tableOptions';
import type { SourceFile } from '../sourceFile';
import { type TableFormat, plainDialect } from './format';
import { hashFile } from './hashFile';
import { RowSink } from './rowSink';

/** Cells of one row group, which are decoded together. */
const mostCells = 40_000_000;
/** A page inflates to no more than this; writers make pages of about 1 MB. */
const largestPage = 256 * 1024 * 1024;
const largestFooter = 64 * 1024 * 1024;
/** Rows that are turned at once. */
const stretch = 20_000;
/** Ranges of more cells are worth being cancelled within. */
const mostCellsAtOnce = 1_000_000;
/** Each column read alone costs a walk over all of them. */
const mostColumnsAlone = 500;

/** hyparquet's own, each with a bound on what it may inflate to. */
const bounded: Compressors = Object.fromEntries(
  Object.entries(compressors).map(([name, inflate]) => [
    name,
    (input: Uint8Array, length: number) => {
      if (!(length >= 0 && length <= largestPage)) throw new RangeError('page too large');
      return inflate!(input, length);
    },
  ]),
);

/** A value as the text of a cell, written so that it reads back as the same number. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value);
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return '';
    const iso = value.toISOString();
    return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso;
  }
  if (value instanceof Uint8Array) return Buffer.from(value.subarray(0, 1000)).toString('hex');
  if (typeof value !== 'object') return String(value);
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner));
}

function damaged(name: string): never {
  return stop(
    'data.parquet.damaged',
    `"${name}" begins like a Parquet file but cannot be read as one: it is damaged, cut short or written in a way that is not supported. Write it again, or save the table as CSV.`,
  );
}

interface Block {
  readonly start: number;
  readonly rows: number;
}

/** Checks what the footer says against the file and against reason. */
function checkFooter(file: SourceFile, footer: FileMetaData): { readonly names: string[]; readonly blocks: Block[] } {
  const names = parquetSchema(footer).children.map(({ element }) => element.name);
  if (names.length === 0 || names.length > 20_000) return damaged(file.name);
  const blocks: Block[] = [];
  let start = 0;
  for (const group of footer.row_groups) {
    const rows = Number(group.num_rows);
    if (!Number.isSafeInteger(rows) || rows < 0) return damaged(file.name);
    if (rows * group.columns.length > mostCells) {
      stop(
        'data.parquet.largeGroup',
        `"${file.name}" keeps ${rows.toLocaleString('en-US')} rows of ${group.columns.length} columns in one block (row group), too many to be decoded together. Write it with row groups of at most 100,000 rows.`,
      );
    }
    for (const { meta_data: facts, file_path: elsewhere } of group.columns) {
      if (elsewhere !== undefined || facts === undefined) return damaged(file.name);
      const from = Number(facts.dictionary_page_offset ?? facts.data_page_offset);
      const length = Number(facts.total_compressed_size);
      if (!(from >= 0 && length >= 0 && from + length <= file.size)) return damaged(file.name);
      // Values of nested columns may be more than rows, within reason.
      if (Number(facts.num_values) > Math.max(mostCells, rows)) return damaged(file.name);
    }
    blocks.push({ start, rows });
    start += rows;
  }
  return { names, blocks };
}

/** Runs hyparquet, whose errors speak to programmers. */
async function decode<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DataError) throw error;
    return damaged(name);
  }
}

function slices(file: SourceFile, handle: FileHandle, watch: Watch) {
  return {
    byteLength: file.size,
    slice: async (start: number, end = file.size): Promise<ArrayBuffer> => {
      checkCancelled(watch);
      const from = start < 0 ? Math.max(0, file.size + start) : start;
      const length = Math.min(end, file.size) - from;
      if (!(length >= 0)) throw new RangeError('outside the file');
      const bytes = new Uint8Array(length);
      let got = 0;
      while (got < length) {
        const { bytesRead } = await handle.read(bytes, got, length - got, from + got);
        if (bytesRead === 0) throw new RangeError('file ended');
        got += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

type ReadOptions = Parameters<typeof parquetScan>[0] & ParquetRowRange;

/** The values of a row, counted from the first of the range that was read. */
type RowAt = (row: number) => readonly unknown[];

/** A range of rows in one go, its bytes read together. */
async function readRange(name: string, options: ReadOptions): Promise<RowAt> {
  let rows: readonly (readonly unknown[])[] = [];
  const onComplete = (read: readonly unknown[]) => (rows = read as readonly unknown[][]);
  // By place, not by name: a column may be called "__proto__".
  await decode(name, () => parquetRead({ ...options, rowFormat: 'array', onComplete }));
  if (rows.length !== options.rowEnd - options.rowStart) damaged(name);
  return (row) => rows[row]!;
}

/** A range of rows one column after the other, so that it can be cancelled in between. */
async function readByColumn(
  name: string,
  names: readonly string[],
  options: ReadOptions,
  sink: RowSink,
): Promise<RowAt> {
  const range = { rowStart: options.rowStart, rowEnd: options.rowEnd };
  const scan = await decode(name, () => parquetScan(options));
  const columns: ArrayLike<unknown>[] = [];
  for (const column of names) {
    const values = await decode(name, () => scan.readColumn({ column, ...range }));
    if (values.length !== range.rowEnd - range.rowStart) damaged(name);
    columns.push(values);
    await sink.pause(range.rowStart);
  }
  return (row) => columns.map((values) => values[row]);
}

async function scanParquet(
  file: SourceFile,
  options: TableOptions,
  makeReceiver: () => RowReceiver,
  watch: Watch,
): Promise<TableScan> {
  const handle = await openFile(file.path, 'r');
  try {
    const tail = Buffer.alloc(8);
    if (file.size < 12) damaged(file.name);
    await handle.read(tail, 0, 8, file.size - 8);
    if (tail.toString('latin1', 4) === 'PARE')
      stop('data.parquet.encrypted', `"${file.name}" is an encrypted Parquet file. Write it without encryption.`);
    if (tail.toString('latin1', 4) !== 'PAR1' || tail.readUInt32LE(0) > Math.min(largestFooter, file.size - 12))
      damaged(file.name);
    const source = slices(file, handle, watch);
    const footer = await decode(file.name, () => parquetMetadataAsync(source));
    const { names, blocks } = await decode(file.name, async () => checkFooter(file, footer));
    const total = blocks.reduce((sum, { rows }) => sum + rows, 0);
    const sink = new RowSink(file.name, makeReceiver(), options.raggedRows, watch, total, 'things');
    const fingerprint = await hashFile(file, watch);
    sink.columns(names, names.length, plainDialect);
    for (const block of blocks) {
      // A block of many rows is turned into rows a stretch at a time where its pages are indexed, else as a whole.
      for (let from = 0; from < block.rows && !sink.done;) {
        const indexed = footer.row_groups[0]?.columns[0]?.offset_index_offset !== undefined;
        const to = indexed ? Math.min(block.rows, from + 5 * stretch) : block.rows;
        const range = { rowStart: block.start + from, rowEnd: block.start + to };
        const read = { file: source, metadata: footer, compressors: bounded, useOffsetIndex: indexed, ...range };
        const alone = (to - from) * names.length > mostCellsAtOnce && names.length <= mostColumnsAlone;
        const rowAt = await (alone ? readByColumn(file.name, names, read, sink) : readRange(file.name, read));
        for (let i = 0; i < to - from && !sink.done; i++) {
          sink.add(rowAt(i).map(cellText), range.rowStart + i + 1, true);
          if (i % stretch === 0) await sink.pause(range.rowStart + i);
        }
        from = to;
      }
    }
    const notes = sink.end();
    return { dialect: plainDialect, fingerprint, rowCount: sink.rows, notes };
  } finally {
    await handle.close();
  }
}

export const parquet: TableFormat = {
  id: 'parquet',
  accepts: (file) => file.head.toString('latin1', 0, 4) === 'PAR1' || file.head.toString('latin1', 0, 4) === 'PARE',
  open: async (file, options) => ({
    // Compressed: the rows are several times as large as the file.
    size: 5 * file.size,
    scan: (makeReceiver, watch = {}) => scanParquet(file, options, makeReceiver, watch),
  }),
};
