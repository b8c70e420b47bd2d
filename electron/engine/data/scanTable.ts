// Reads a table's text as rows, streamed: bytes are hashed, decoded, cut into rows and handed on a piece at a time, so
// that memory does not grow with the file.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import chardet from 'chardet';
import Papa from 'papaparse';
import { type CellRules, parseMissingMarks, parseNumber } from '../../../shared/data/cells';
import type { TableDialect } from '../../../shared/data/config';
import { type CellBatch, rowTexts } from './bytes/cellBatch';
import type { Decode } from './bytes/cellReader';
import { Tokenizer } from './bytes/tokenize';
import { type Watch, breathe, checkCancelled, stop, throttledProgress } from './problem';

/** The bytes of a table: a file on disk or a bundled set in memory. */
export interface TableBytes {
  readonly name: string;
  readonly size: number;
  /** At most the first 256 KiB. */
  readonly head: Buffer;
  readonly stream: () => AsyncIterable<Buffer>;
  /** The same bytes in pieces that hold only until the next one is asked for, with room for as much before each. */
  readonly pieces?: () => AsyncIterable<Piece>;
}

export function fileBytes(file: {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly head: Buffer;
}): TableBytes {
  const { path, name, size, head } = file;
  // Not beyond the size seen at the start: a file that grows while it is read stays one state of itself.
  return {
    name,
    size,
    head,
    pieces: () => readPieces(path, size),
    stream: () => createReadStream(path, { highWaterMark: 512 * 1024, end: size - 1 }) as AsyncIterable<Buffer>,
  };
}

/** Bytes from `from` to `to` of a buffer; what is before `from` is free to be written to. */
export interface Piece {
  readonly buffer: Buffer;
  readonly from: number;
  readonly to: number;
}

const pieceSize = 512 * 1024;

async function* piecesOf(stream: AsyncIterable<Buffer>): AsyncIterable<Piece> {
  for await (const buffer of stream) yield { buffer, from: 0, to: buffer.length };
}

/** Reads a file through three buffers in turn: one is being worked on, one holds what was left over, one is being filled. */
async function* readPieces(path: string, size: number): AsyncIterable<Piece> {
  const handle = await openFile(path, 'r');
  const room = Math.min(pieceSize, size);
  const buffers = Array.from({ length: 3 }, () => Buffer.allocUnsafeSlow(2 * room));
  const fill = (turn: number, at: number) => handle.read(buffers[turn % 3]!, room, Math.min(room, size - at), at);
  let next = fill(0, 0);
  try {
    for (let turn = 0, at = 0; at < size; turn++) {
      const { bytesRead } = await next;
      if (bytesRead === 0) break;
      at += bytesRead;
      if (at < size) next = fill(turn + 1, at);
      yield { buffer: buffers[turn % 3]!, from: room, to: room + bytesRead };
    }
  } finally {
    await next.catch(() => undefined);
    await handle.close();
  }
}

export function memoryBytes(name: string, bytes: Buffer): TableBytes {
  return {
    name,
    size: bytes.length,
    head: bytes.subarray(0, 256 * 1024),
    stream: async function* pieces() {
      for (let at = 0; at < bytes.length; at += 256 * 1024) yield bytes.subarray(at, at + 256 * 1024);
    },
  };
}

/** Options of the table kind, checked. */
export interface TableOptions {
  readonly delimiter: string;
  readonly decimal: string;
  readonly header: string;
  readonly encoding: string;
  readonly missing: string;
  readonly raggedRows: string;
  /** Name of an Excel workbook's sheet; empty for the first with values. */
  readonly sheet: string;
}

/** A row longer than this has an open quotation mark somewhere. */
const longestRow = 16 * 1024 * 1024;
export const mostColumns = 20_000;
/** Up to here a row is read as bytes. */
const longestPlainRow = 1024 * 1024;

interface RowParser {
  parse(
    input: string,
    baseIndex: number,
    ignoreLastRow: boolean,
  ): {
    readonly data: string[][];
    readonly errors: readonly { readonly code?: string; readonly row?: number }[];
    readonly meta: { readonly cursor: number };
  };
}

/** Papa's own row parser: it takes a piece of text and says how far it came, which its streaming front does not. */
function rowParser(delimiter: string): RowParser {
  const Parser = Papa.Parser as unknown as new (config: object) => RowParser;
  return new Parser({ delimiter, newline: '\n' });
}

const delimiterNames: { readonly [option: string]: string } = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' };

/** Encodings that the detector may answer and TextDecoder reads. Latin-1 is read as its superset Windows-1252, as browsers do. */
const encodingNames: { readonly [guess: string]: string } = {
  'UTF-8': 'utf-8',
  ASCII: 'utf-8',
  'UTF-16LE': 'utf-16le',
  'UTF-16BE': 'utf-16be',
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-2': 'iso-8859-2',
  'ISO-8859-5': 'iso-8859-5',
  'ISO-8859-7': 'iso-8859-7',
  'windows-1250': 'windows-1250',
  'windows-1251': 'windows-1251',
  'windows-1252': 'windows-1252',
  'windows-1253': 'windows-1253',
  'KOI8-R': 'koi8-r',
  Shift_JIS: 'shift_jis',
  'EUC-JP': 'euc-jp',
  'EUC-KR': 'euc-kr',
  Big5: 'big5',
  GB18030: 'gb18030',
};

function isUtf8(bytes: Buffer, whole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

/** For bytes that are not UTF-8. Windows-1252 unless the detector is sure of another one. */
function guessLegacyEncoding(bytes: Buffer): string {
  const best = chardet.analyse(bytes).find(({ name }) => name in encodingNames && !name.startsWith('UTF'));
  return best !== undefined && best.confidence >= 50 ? encodingNames[best.name]! : 'windows-1252';
}

/** By byte order mark, by the pattern of zero bytes, by trying UTF-8, then by the frequency of letters. */
function detectEncoding(bytes: TableBytes): string {
  const { head } = bytes;
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  const looked = Math.min(head.length, 4096);
  for (let i = 0; i < looked; i++) if (head[i] === 0) zeros[i % 2]!++;
  if (zeros[1]! > 0.2 * looked && zeros[0]! < 0.05 * looked) return 'utf-16le';
  if (zeros[0]! > 0.2 * looked && zeros[1]! < 0.05 * looked) return 'utf-16be';
  if (isUtf8(head, head.length === bytes.size)) return 'utf-8';
  return guessLegacyEncoding(head);
}

function normalizeNewlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

const isBlankRow = (row: readonly string[]) => row.every((cell) => cell.trim() === '');

/** How well a delimiter cuts the sample: the most common row length and the share of rows that have it. */
function scoreDelimiter(
  sample: string,
  delimiter: string,
  whole: boolean,
): { readonly width: number; readonly share: number; readonly rows: string[][] } {
  const rows = rowParser(delimiter)
    .parse(sample, 0, !whole)
    .data.filter((row) => !isBlankRow(row))
    .slice(0, 200);
  const widths = new Map<number, number>();
  for (const row of rows) widths.set(row.length, (widths.get(row.length) ?? 0) + 1);
  let [width, most] = [1, 0];
  for (const [length, times] of widths) if (times > most) [width, most] = [length, times];
  return { width, share: rows.length === 0 ? 0 : most / rows.length, rows };
}

/** Rarer marks first: where two cut every row alike, the comma is more likely part of the text or a decimal mark. */
const candidates = ['\t', ';', '|', ','];

function chooseDelimiter(sample: string, whole: boolean): string {
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of candidates) {
    const { width, share, rows } = scoreDelimiter(sample, delimiter, whole);
    // The first row must be cut as well: names rarely hold a delimiter that is none.
    const score = width < 2 || (rows[0]?.length ?? 1) < 2 ? 0 : share;
    if (score > best.score + 0.01) best = { delimiter, score };
  }
  return best.delimiter;
}

function chooseDecimal(rows: readonly string[][], delimiter: string): '.' | ',' {
  let points = 0;
  let commas = 0;
  for (const row of rows) {
    for (const cell of row) {
      const text = cell.trim();
      if (text.includes('.') && !Number.isNaN(parseNumber(text, '.'))) points++;
      // In a file cut at commas, "1,234" in quotation marks is more likely a grouped number.
      else if (
        text.includes(',') &&
        !Number.isNaN(parseNumber(text, ',')) &&
        !(delimiter === ',' && /,\d{3}$/.test(text))
      )
        commas++;
    }
  }
  return commas > points ? ',' : '.';
}

/** The first row names the columns unless it holds a number, or holds what its columns hold further down. */
export function chooseHeader(rows: readonly string[][], decimal: '.' | ','): boolean {
  const [first, ...rest] = rows;
  if (first === undefined) return true;
  const isNumber = (cell: string) => !Number.isNaN(parseNumber(cell.trim(), decimal));
  if (first.some(isNumber)) return false;
  if (rest.length === 0) return true;
  if (rest.slice(0, 50).some((row) => row.some(isNumber))) return true;
  const repeats = first.filter((cell, column) => cell.trim() !== '' && rest.some((row) => row[column] === cell)).length;
  return repeats === 0;
}

/** Decides what the options leave open, from the first 256 KiB. */
export function decideDialect(bytes: TableBytes, options: TableOptions): TableDialect {
  const encoding = options.encoding === 'auto' ? detectEncoding(bytes) : options.encoding;
  if (!encoding.startsWith('utf-16') && bytes.head.includes(0)) {
    stop(
      'data.table.binary',
      `"${bytes.name}" holds zero bytes, so it is not a text table. Save it as CSV (comma separated, UTF-8) and choose that file.`,
    );
  }
  const whole = bytes.head.length === bytes.size;
  const text = normalizeNewlines(new TextDecoder(encoding).decode(bytes.head, { stream: !whole }));
  // Rows of a sample with an open quotation mark would swallow the rest: still good enough to count delimiters.
  const delimiter = delimiterNames[options.delimiter] ?? chooseDelimiter(text, whole);
  const { rows } = scoreDelimiter(text, delimiter, whole);
  const decimal = options.decimal === 'auto' ? chooseDecimal(rows, delimiter) : options.decimal === 'comma' ? ',' : '.';
  const header = options.header === 'auto' ? chooseHeader(rows, decimal) : options.header === 'yes';
  return { delimiter, decimal, header, encoding };
}

export interface ColumnName {
  readonly name: string;
  /** What was done to it, in a sentence. */
  readonly renamed?: string;
}

const longestName = 100;

/** Column names that are there, short, distinct, and no names of JavaScript's own. */
export function cleanNames(header: readonly string[] | null, width: number): readonly ColumnName[] {
  const taken = new Set<string>();
  return Array.from({ length: width }, (_, i) => {
    const given = (header?.[i] ?? '').replace(/\p{Cc}+/gu, ' ').trim();
    let name = given;
    let renamed: string | undefined;
    if (name === '') {
      name = `Column ${i + 1}`;
      if (header !== null) renamed = `It had no name and is called "${name}" here.`;
    } else if (name.length > longestName) {
      name = `${name.slice(0, longestName - 1)}…`;
      renamed = `Its name of ${given.length.toLocaleString('en-US')} characters was cut.`;
    } else if (name in {}) {
      name = `${name} (column)`;
      renamed = `It was called "${given}", which has a meaning of its own inside programs.`;
    }
    for (let n = 2, base = name; taken.has(name); n++) {
      name = `${base} (${n})`;
      renamed = `Another column is called "${given || base}" as well, so this one is "${name}".`;
    }
    taken.add(name);
    return renamed === undefined ? { name } : { name, renamed };
  });
}

export interface TableScan {
  readonly dialect: TableDialect;
  readonly fingerprint: string;
  readonly rowCount: number;
  readonly notes: readonly string[];
}

export interface RowReceiver {
  /** Once, before any rows. */
  onColumns(columns: readonly ColumnName[], dialect: TableDialect): void;
  /** Rows of exactly as many cells as there are columns; `first` counts data rows from 0. Return true to stop early. */
  onRows(rows: readonly string[][], first: number): boolean | void;
  /**
   * The same rows as bytes, for who can do without a string per cell. Called in place of onRows where the file is read
   * as bytes; a file may begin that way and, after another onColumns, come as rows.
   */
  onCells?(batch: CellBatch, first: number, decode: Decode): boolean | void;
}

class NotUtf8 extends Error {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    super('not UTF-8');
    this.bytes = bytes;
  }
}

/**
 * Reads every row once. `makeReceiver` is called again where the encoding turns out to be another one far into the
 * file. Throws DataError with the row's number as a spreadsheet shows it (the first row of the file is row 1).
 */
export async function scanTable(
  bytes: TableBytes,
  options: TableOptions,
  makeReceiver: () => RowReceiver,
  watch: Watch = {},
  known?: TableDialect,
): Promise<TableScan> {
  const dialect = known ?? decideDialect(bytes, options);
  // Strict only where nobody has chosen: a person who says UTF-8 gets UTF-8, with a note about what did not fit.
  const strict = known === undefined && options.encoding === 'auto' && dialect.encoding === 'utf-8';
  try {
    const plain = await scanBytes(bytes, dialect, makeReceiver(), strict, watch);
    return plain ?? (await scanOnce(bytes, options, dialect, makeReceiver(), strict, watch));
  } catch (error) {
    if (!(error instanceof NotUtf8)) throw error;
    const encoding = guessLegacyEncoding(error.bytes);
    return scanOnce(bytes, options, { ...dialect, encoding }, makeReceiver(), false, watch);
  }
}

/** Encodings in which delimiters, quotation marks and line breaks are the bytes they are in ASCII, and nothing else is. */
const asciiLike = /^(?:utf-8|windows-125\d|iso-8859-\d+|koi8-r)$/;

/**
 * Reads bytes as cells without turning them into text. Null where the file is not of the plain kind (rows of another
 * length, quotation marks out of place, other line breaks): the reader of text then begins anew and says what is wrong.
 */
async function scanBytes(
  bytes: TableBytes,
  dialect: TableDialect,
  receiver: RowReceiver,
  strict: boolean,
  watch: Watch,
): Promise<TableScan | null> {
  if (!asciiLike.test(dialect.encoding) || !candidates.includes(dialect.delimiter)) return null;
  const decoder = makeDecoder(dialect.encoding, false);
  const decode: Decode =
    dialect.encoding === 'utf-8' ? (cell) => cell.toString('utf8') : (cell) => decoder.decode(cell);
  const tokenizer = new Tokenizer(dialect.delimiter);
  const hash = createHash('sha256');
  const report = throttledProgress(watch, bytes.size, `Reading ${bytes.name}`);
  let carried: Buffer = Buffer.alloc(0);
  let rows = 0;
  let read = 0;
  let replaced = 0;
  let named = false;
  let done = false;

  /** False where the rest is for the other reader. */
  const take = (buffer: Buffer, final: boolean): boolean => {
    const start = read <= bytes.size && rows === 0 && !named && isMarked(buffer, dialect.encoding) ? 3 : 0;
    const cut = tokenizer.cut(buffer, start, buffer.length, final);
    if (cut === null) return false;
    let { batch } = cut;
    carried = buffer.subarray(cut.next);
    if (!batch.ascii) {
      const used = buffer.subarray(start, cut.next);
      if (strict && !isUtf8(used, true)) throw new NotUtf8(used);
      if (!strict) replaced += countReplaced(decode(used));
    }
    if (batch.rows > 0 && !named) {
      const first = rowTexts(batch, 0, decode);
      // What ends with empty cells in a file without names is for the other reader to judge.
      if (!dialect.header && first.length > 1 && first[first.length - 1] === '') return false;
      if (first.length > mostColumns) return false;
      named = true;
      receiver.onColumns(cleanNames(dialect.header ? first : null, first.length), dialect);
      if (dialect.header) {
        const { width } = batch;
        batch = {
          ...batch,
          rows: batch.rows - 1,
          starts: batch.starts.subarray(width),
          ends: batch.ends.subarray(width),
          flags: batch.flags.subarray(width),
        };
      }
    }
    if (batch.rows === 0) return true;
    const stopped =
      receiver.onCells === undefined
        ? receiver.onRows(
            Array.from({ length: batch.rows }, (_, row) => rowTexts(batch, row, decode)),
            rows,
          )
        : receiver.onCells(batch, rows, decode);
    if (stopped === true) done = true;
    rows += batch.rows;
    return true;
  };

  for await (const piece of bytes.pieces === undefined ? piecesOf(bytes.stream()) : bytes.pieces()) {
    checkCancelled(watch);
    const { buffer, from, to } = piece;
    hash.update(buffer.subarray(from, to));
    read += to - from;
    let whole: Buffer;
    if (carried.length === 0) whole = buffer.subarray(from, to);
    else if (carried.length <= from) {
      // What is left of the last piece is put right before this one.
      carried.copy(buffer, from - carried.length);
      whole = buffer.subarray(from - carried.length, to);
    } else whole = Buffer.concat([carried, buffer.subarray(from, to)]);
    if (!take(whole, false)) return null;
    // A row without end is looked at again with every piece: the other reader does that in linear time.
    if (carried.length > longestPlainRow) return null;
    report(read);
    if (done) break;
    await breathe();
  }
  if (!done && carried.length > 0 && !take(carried, true)) return null;
  if (!named || rows === 0) return null;
  if (read < bytes.size && !done) becameShorter(bytes.name);
  return {
    dialect,
    fingerprint: hash.digest('hex'),
    rowCount: rows,
    notes: replaced > 0 ? [replacedNote(replaced, dialect.encoding)] : [],
  };
}

/** A byte order mark before UTF-8. */
function isMarked(bytes: Buffer, encoding: string): boolean {
  return encoding === 'utf-8' && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

const plural = (n: number, one: string, many: string) => `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;

function replacedNote(replaced: number, encoding: string): string {
  return `${plural(replaced, 'character', 'characters')} could not be read as ${encoding}. Try another text encoding.`;
}

function becameShorter(name: string): never {
  return stop(
    'data.changed',
    `"${name}" became shorter while it was read. Wait until the other program has finished with it and choose it again.`,
  );
}

async function scanOnce(
  bytes: TableBytes,
  options: TableOptions,
  dialect: TableDialect,
  receiver: RowReceiver,
  strict: boolean,
  watch: Watch,
): Promise<TableScan> {
  const decoder = makeDecoder(dialect.encoding, strict);
  const decode = (chunk: Buffer | null): string => {
    try {
      return chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new NotUtf8(chunk ?? bytes.head);
    }
  };
  const parser = rowParser(dialect.delimiter);
  const hash = createHash('sha256');
  const report = throttledProgress(watch, bytes.size, `Reading ${bytes.name}`);
  const wide = dialect.encoding.startsWith('utf-16');
  const state = {
    line: 0,
    rows: 0,
    width: -1,
    skipped: 0,
    filled: 0,
    quotes: 0,
    firstQuote: 0,
    replaced: 0,
    done: false,
  };
  let text = '';
  let held = '';
  let waiting = 0;
  let read = 0;

  const take = (last: boolean): void => {
    const { data, errors, meta } = parser.parse(text, 0, !last);
    for (const { code, row = 0 } of errors) {
      if (code === 'MissingQuotes') openQuote(bytes.name, state.line + row + 1);
      if (code === 'InvalidQuotes' && row < data.length && state.quotes++ === 0)
        state.firstQuote = state.line + row + 1;
    }
    // A last line that ends with a line break leaves one empty row behind.
    if (last && data.length > 0 && data[data.length - 1]!.length === 1 && data[data.length - 1]![0] === '') data.pop();
    text = last ? '' : text.slice(meta.cursor);
    if (text.length > longestRow) {
      const row = state.line + data.length + 1;
      if (text.includes('"')) openQuote(bytes.name, row);
      stop(
        'data.table.longRow',
        `Row ${row.toLocaleString('en-US')} of "${bytes.name}" has more than 16 million characters, so this is hardly a table. Check that each sample stands on a line of its own.`,
      );
    }
    waiting = text.length;
    passOn(data);
  };

  const passOn = (data: readonly string[][]): void => {
    const rows: string[][] = [];
    for (const row of data) {
      state.line++;
      if (row.length === 1 ? row[0]!.trim() === '' && state.width !== 1 : isBlankRow(row)) continue;
      if (state.width < 0) {
        while (row.length > 1 && dialect.header === false && row[row.length - 1] === '') row.pop();
        state.width = row.length;
        if (row.length > mostColumns) {
          stop(
            'data.table.wide',
            `"${bytes.name}" has ${row.length.toLocaleString('en-US')} columns; at most ${mostColumns.toLocaleString('en-US')} can be read. Leave out columns that you do not need.`,
          );
        }
        receiver.onColumns(cleanNames(dialect.header ? row : null, row.length), dialect);
        if (dialect.header) continue;
      }
      if (row.length !== state.width && !fit(row, state.line)) continue;
      rows.push(row);
    }
    if (rows.length > 0 && receiver.onRows(rows, state.rows) === true) state.done = true;
    state.rows += rows.length;
  };

  /** Makes a row as long as the others, or says that it is to be left out. */
  const fit = (row: string[], line: number): boolean => {
    while (row.length > state.width && row[row.length - 1]!.trim() === '') row.pop();
    if (row.length === state.width) return true;
    if (options.raggedRows === 'skip') {
      state.skipped++;
      return false;
    }
    if (options.raggedRows !== 'fill') {
      stop(
        'data.table.ragged',
        `Row ${line.toLocaleString('en-US')} of "${bytes.name}" has ${row.length} ${row.length === 1 ? 'cell' : 'cells'} where ${state.width} ${state.width === 1 ? 'was' : 'were'} expected. Correct it in the file, or choose under "Rows of another length" to leave such rows out or to fill them.`,
        { param: 'raggedRows' },
      );
    }
    state.filled++;
    row.length = Math.min(row.length, state.width);
    while (row.length < state.width) row.push('');
    return true;
  };

  for await (const chunk of bytes.stream()) {
    checkCancelled(watch);
    if (!wide && chunk.includes(0)) {
      stop(
        'data.table.binary',
        `"${bytes.name}" holds a zero byte after row ${state.line.toLocaleString('en-US')}, so it is damaged or not a text table. Save it as CSV again.`,
      );
    }
    hash.update(chunk);
    read += chunk.length;
    const raw = held + decode(chunk);
    // A line break of two characters may lie across two chunks.
    held = raw.endsWith('\r') ? '\r' : '';
    const piece = normalizeNewlines(held === '' ? raw : raw.slice(0, -1));
    if (!strict) state.replaced += countReplaced(piece);
    // Blank lines count and are left out: millions of them are not cut into rows first. In a single column each is a
    // missing value.
    if (text === '' && state.width !== 1 && /^\n+$/.test(piece)) state.line += piece.length;
    else text += piece;
    // A row that goes on and on is looked at again only once it has doubled: linear work even for one endless cell.
    if (text.length >= 2 * waiting) take(false);
    report(read);
    if (state.done) break;
    await breathe();
  }
  if (!state.done) {
    text += normalizeNewlines(held + decode(null));
    take(true);
  }
  if (state.width < 0)
    stop('data.empty', `"${bytes.name}" holds nothing but blank lines. Choose a file with data in it.`);
  if (state.rows === 0) {
    stop(
      'data.table.headerOnly',
      `"${bytes.name}" has ${dialect.header ? 'a row of column names but no rows of values' : 'no complete rows'}. Choose a file with data below the names.`,
    );
  }
  if (read < bytes.size && !state.done) becameShorter(bytes.name);
  const notes: string[] = [];
  if (state.skipped > 0)
    notes.push(`${plural(state.skipped, 'row was', 'rows were')} left out because of another number of cells.`);
  if (state.filled > 0)
    notes.push(`${plural(state.filled, 'row was', 'rows were')} filled or cut to ${state.width} cells.`);
  if (state.quotes > 0)
    notes.push(
      `There are quotation marks within quoted cells that are not doubled, the first in row ${state.firstQuote.toLocaleString('en-US')}. Check that cells around it look right.`,
    );
  if (state.replaced > 0) notes.push(replacedNote(state.replaced, dialect.encoding));
  return { dialect, fingerprint: hash.digest('hex'), rowCount: state.rows, notes };
}

function makeDecoder(encoding: string, fatal: boolean): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding, { fatal });
  } catch {
    return stop('data.options', `The text encoding "${encoding}" is not known. Choose another one on the data step.`, {
      param: 'encoding',
    });
  }
}

function openQuote(name: string, row: number): never {
  return stop(
    'data.table.openQuote',
    `A quotation mark that opens in row ${row.toLocaleString('en-US')} of "${name}" is never closed. Close it or take it away in the file, then choose the file again.`,
  );
}

function countReplaced(text: string): number {
  let found = 0;
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) found++;
  return found;
}

/** The rules by which cells of a scanned table are read. */
export function cellRules(options: TableOptions, dialect: TableDialect): CellRules {
  return { decimal: dialect.decimal, missingMarks: parseMissingMarks(options.missing) };
}
