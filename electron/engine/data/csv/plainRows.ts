// Whole rows out of plain bytes, with their encoding watched: what every reader of cells begins with.
import type { TableDialect } from '../../../../shared/data/config';
import { type ColumnName, cleanNames } from '../tables/columnNames';
import { NotUtf8, asciiLike, countReplaced, isMarked, isUtf8, makeDecoder } from './encoding';
import { delimiters } from './dialect';
import { mostColumns } from '../tables/rowReceiver';
import { type CellBatch, rowTexts } from '../bytes/cellBatch';
import type { Decode } from '../bytes/cellReader';
import { Tokenizer } from '../bytes/tokenize';

/** A longer row is read as text: it would be looked at again with every piece. */
export const longestPlainRow = 1024 * 1024;

/** Whether bytes of this dialect can be cut into cells without being turned into text. */
export function isPlain({ encoding, delimiter }: TableDialect): boolean {
  return asciiLike.test(encoding) && delimiters.includes(delimiter);
}

export class PlainRows {
  readonly decode: Decode;
  /** Characters that could not be read. */
  replaced = 0;
  private readonly tokenizer: Tokenizer;
  private readonly strict: boolean;

  /** `width`: cells of a row, -1 where the first row says it. `strict`: what is not UTF-8 is thrown as NotUtf8. */
  constructor({ delimiter, encoding }: TableDialect, strict: boolean, width = -1) {
    const decoder = makeDecoder(encoding, false);
    this.decode = encoding === 'utf-8' ? (cell) => cell.toString('utf8') : (cell) => decoder.decode(cell);
    this.tokenizer = new Tokenizer(delimiter);
    this.tokenizer.width = width;
    this.strict = strict;
  }

  /** As Tokenizer.cut from `start` to the buffer's end. */
  cut(buffer: Buffer, start: number, final: boolean, stopAt?: number): ReturnType<Tokenizer['cut']> {
    const cut = this.tokenizer.cut(buffer, start, buffer.length, final, stopAt);
    if (cut === null || cut.batch.ascii) return cut;
    const used = buffer.subarray(start, cut.next);
    if (this.strict && !isUtf8(used, true)) throw new NotUtf8(used);
    if (!this.strict) this.replaced += countReplaced(this.decode(used));
    return cut;
  }
}

/** Bytes before the first row. */
export function openingLength(head: Buffer, encoding: string): number {
  return isMarked(head, encoding) ? 3 : 0;
}

/** Names of the columns by the first row of the file; null where the reader of text is to judge. */
export function namesIn(batch: CellBatch, { header }: TableDialect, decode: Decode): readonly ColumnName[] | null {
  const first = rowTexts(batch, 0, decode);
  // A file without names whose first row ends with an empty cell may have a delimiter too many in each row.
  if (!header && first.length > 1 && first[first.length - 1] === '') return null;
  if (first.length > mostColumns) return null;
  return cleanNames(header ? first : null, first.length);
}

export function withoutFirstRow(batch: CellBatch): CellBatch {
  const { width, starts, ends, flags } = batch;
  return {
    ...batch,
    rows: batch.rows - 1,
    starts: starts.subarray(width),
    ends: ends.subarray(width),
    flags: flags.subarray(width),
  };
}
