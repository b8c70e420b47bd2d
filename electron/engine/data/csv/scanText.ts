// Reads a table as text, piece by piece: knows every oddity that such files have, and how to speak of it. The slower way.
import { createHash } from 'node:crypto';
import type { TableDialect } from '../../../../shared/data/config';
import { cleanNames } from '../tables/columnNames';
import { type Watch, breathe, checkCancelled, stop, throttledProgress } from '../problem';
import { type RowReceiver, type TableScan, mostColumns } from '../tables/rowReceiver';
import type { TableOptions } from '../tables/tableOptions';
import { isBlankRow, normalizeNewlines, rowParser } from './dialect';
import { NotUtf8, countReplaced, makeDecoder, replacedNotes } from './encoding';
import { type TableBytes, becameShorter } from './tableBytes';

/** A row longer than this has an open quotation mark somewhere. */
const longestRow = 16 * 1024 * 1024;

const plural = (n: number, one: string, many: string) => `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;

export async function scanText(
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
  const report = throttledProgress(watch, bytes.size, `Reading ${bytes.name}`, 'bytes');
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
      if (text.includes('"')) openQuote(bytes.name, row, 'not closed within 16 million characters');
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

  for await (const { buffer, from, to } of bytes.pieces()) {
    checkCancelled(watch);
    const chunk = buffer.subarray(from, to);
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
    if (text.length >= 2 * waiting || text.length > longestRow) take(false);
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
  notes.push(...replacedNotes(state.replaced, dialect.encoding));
  return { dialect, fingerprint: hash.digest('hex'), rowCount: state.rows, notes };
}

function openQuote(name: string, row: number, how = 'never closed'): never {
  return stop(
    'data.table.openQuote',
    `A quotation mark that opens in row ${row.toLocaleString('en-US')} of "${name}" is ${how}. Close it or take it away in the file, then choose the file again.`,
  );
}
