// Reads a table as cells without turning them into text: the quick way, for files of the plain kind.
import { createHash } from 'node:crypto';
import type { TableDialect } from '../../../../shared/data/config';
import { rowTexts } from '../bytes/cellBatch';
import { PlainRows, isPlain, longestPlainRow, namesIn, openingLength, withoutFirstRow } from './plainRows';
import { type Watch, breathe, checkCancelled, throttledProgress } from '../problem';
import type { RowReceiver, TableScan } from '../tables/rowReceiver';
import { replacedNotes } from './encoding';
import { Carry, type TableBytes, becameShorter } from './tableBytes';

/**
 * Null where the file is not of the plain kind (rows of another length, quotation marks out of place, other line breaks):
 * the reader of text then begins anew and says what is wrong.
 */
export async function scanBytes(
  bytes: TableBytes,
  dialect: TableDialect,
  receiver: RowReceiver,
  strict: boolean,
  watch: Watch,
): Promise<TableScan | null> {
  if (!isPlain(dialect)) return null;
  const plain = new PlainRows(dialect, strict);
  const { decode } = plain;
  const hash = createHash('sha256');
  const report = throttledProgress(watch, bytes.size, `Reading ${bytes.name}`, 'bytes');
  const carry = new Carry();
  let rows = 0;
  let read = 0;
  let opened = false;
  let named = false;
  let done = false;

  /** False where the rest is for the other reader. */
  const take = (buffer: Buffer, final: boolean): boolean => {
    const start = opened ? 0 : openingLength(buffer, dialect.encoding);
    const cut = plain.cut(buffer, start, final);
    if (cut === null) return false;
    opened = opened || cut.next > 0;
    let { batch } = cut;
    carry.keep(buffer.subarray(cut.next));
    if (batch.rows > 0 && !named) {
      const names = namesIn(batch, dialect, decode);
      if (names === null) return false;
      named = true;
      receiver.onColumns(names, dialect);
      if (dialect.header) batch = withoutFirstRow(batch);
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

  for await (const piece of bytes.pieces()) {
    checkCancelled(watch);
    const { buffer, from, to } = piece;
    hash.update(buffer.subarray(from, to));
    read += to - from;
    if (!take(carry.join(piece), false)) return null;
    if (carry.length > longestPlainRow) return null;
    report(read);
    if (done) break;
    await breathe();
  }
  if (!done && carry.length > 0 && !take(carry.rest, true)) return null;
  if (!named || rows === 0) return null;
  if (read < bytes.size && !done) becameShorter(bytes.name);
  return {
    dialect,
    fingerprint: hash.digest('hex'),
    rowCount: rows,
    notes: replacedNotes(plain.replaced, dialect.encoding),
  };
}
