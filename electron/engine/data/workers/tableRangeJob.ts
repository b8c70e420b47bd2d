// A stretch of a large CSV counted by itself: the rows that begin in it.
import type { CellRules } from '../../../../shared/data/cells';
import type { TableDialect } from '../../../../shared/data/config';
import { NotUtf8 } from '../csv/encoding';
import { PlainRows, longestPlainRow } from '../csv/plainRows';
import { Carry, readPieces } from '../csv/tableBytes';
import { breathe } from '../problem';
import { CellTally, PartTally, type TablePart } from '../tables/tableTally';
import type { Job, JobWatch } from './job';

export interface TableRangeRequest {
  readonly path: string;
  /** Bytes of the file that are read. */
  readonly size: number;
  readonly dialect: TableDialect;
  readonly strict: boolean;
  readonly rules: CellRules;
  readonly width: number;
  /** Rows that begin from here… */
  readonly from: number;
  /** …up to here. */
  readonly to: number;
  /** Whether a row begins at `from`; else the first that seems to begin after it is taken. */
  readonly exact: boolean;
  /** How many ranges the file is counted in. */
  readonly parts: number;
  readonly compared: boolean;
}

export interface TableRangeDone {
  /** Where the first row was taken to begin, and where the first row after the range begins. */
  readonly start: number;
  readonly end: number;
  readonly part: TablePart | null;
  /** Why there is no part: the bytes are not of the plain kind, or (some of them) no UTF-8. */
  readonly odd?: true | Uint8Array;
  readonly replaced: number;
}

/** How far a beginning is looked for, and how many line breaks are tried. */
const searched = 256 * 1024;
const mostTried = 200;

/**
 * A line break may lie within a quoted cell. A row is taken to begin after one where what follows can be cut into rows
 * of the right width; whether that is so, shows when the range before ends there.
 */
async function findRow(request: TableRangeRequest): Promise<number> {
  const { path, size, dialect, width, from } = request;
  const plain = new PlainRows(dialect, false, width);
  // A row that begins right at `from` follows a line break just before it.
  for await (const { buffer, from: start, to } of readPieces(path, from - 1, Math.min(size, from + searched))) {
    const bytes = buffer.subarray(start, to);
    let first = -1;
    let at = bytes.indexOf(0x0a);
    for (let tried = 0; at >= 0 && tried < mostTried; tried++, at = bytes.indexOf(0x0a, at + 1)) {
      if (first < 0) first = at + 1;
      const cut = plain.cut(bytes, at + 1, false);
      if (cut !== null && cut.batch.rows > 0) return from + at;
    }
    return first < 0 ? from : from - 1 + first;
  }
  return from;
}

async function countRange(request: TableRangeRequest, start: number, watch: JobWatch): Promise<TableRangeDone> {
  const { path, size, dialect, strict, rules, width, to, parts, compared } = request;
  const plain = new PlainRows(dialect, strict, width);
  const tally = new PartTally(
    new CellTally(width, rules, plain.decode, dialect.encoding, parts),
    plain.decode,
    width,
    to - start,
    parts,
    compared,
  );
  const carry = new Carry();
  const odd = (why: true | Uint8Array): TableRangeDone => ({ start, end: start, part: null, odd: why, replaced: 0 });
  /** Where the bytes that are carried begin. */
  let at = start;
  const take = (buffer: Buffer, final: boolean): boolean => {
    const cut = plain.cut(buffer, 0, final, to - at);
    if (cut === null) return false;
    carry.keep(buffer.subarray(cut.next));
    at += cut.next;
    if (cut.batch.rows > 0) tally.add(cut.batch);
    return true;
  };
  try {
    let read = start;
    for await (const piece of start < to ? readPieces(path, start, size) : []) {
      read += piece.to - piece.from;
      if (watch.aborted() || !take(carry.join(piece), false) || carry.length > longestPlainRow) return odd(true);
      watch.progress(Math.min(at, to) - start);
      if (at >= to) break;
      await breathe();
    }
    if (at < to && (read < size || (carry.length > 0 && !take(carry.rest, true)))) return odd(true);
  } catch (error) {
    if (!(error instanceof NotUtf8)) throw error;
    return odd(Uint8Array.from(error.bytes));
  }
  return { start, end: at, part: tally.part(), replaced: plain.replaced };
}

export const tableRangeJob: Job<TableRangeRequest, TableRangeDone> = {
  run: async (request, watch) => countRange(request, request.exact ? request.from : await findRow(request), watch),
  transfer: ({ part }) =>
    part === null
      ? []
      : [part.keys, ...part.columns.map(({ sample }) => sample.values)].map(({ buffer }) => buffer as ArrayBuffer),
};
