// How a text table is written: its delimiter, decimal mark, row of names and encoding, guessed from its beginning.
import Papa from 'papaparse';
import { parseNumber } from '../../../../shared/data/cells';
import type { TableDialect } from '../../../../shared/data/config';
import { stop } from '../problem';
import type { TableOptions } from '../tables/tableOptions';
import { detectEncoding } from './encoding';
import type { TableBytes } from './tableBytes';

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

/**
 * Papa's own row parser: it takes a piece of text and says how far it came, which its streaming front does not. `most`:
 * rows after which it stops, 0 for none.
 */
export function rowParser(delimiter: string, most = 0): RowParser {
  const Parser = Papa.Parser as unknown as new (config: object) => RowParser;
  return new Parser({ delimiter, newline: '\n', preview: most });
}

const delimiterNames: { readonly [option: string]: string } = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' };

export function normalizeNewlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

export const isBlankRow = (row: readonly string[]) => row.every((cell) => cell.trim() === '');

/** Rows that a delimiter is judged by, and how many are cut to find them among blank ones. */
const [judged, mostCut] = [200, 2000];

/** How well a delimiter cuts the sample: the most common row length and the share of rows that have it. */
function scoreDelimiter(
  sample: string,
  delimiter: string,
  whole: boolean,
): { readonly width: number; readonly share: number; readonly rows: string[][] } {
  const rows = rowParser(delimiter, mostCut)
    .parse(sample, 0, !whole)
    .data.filter((row) => !isBlankRow(row))
    .slice(0, judged);
  const widths = new Map<number, number>();
  for (const row of rows) widths.set(row.length, (widths.get(row.length) ?? 0) + 1);
  let [width, most] = [1, 0];
  for (const [length, times] of widths) if (times > most) [width, most] = [length, times];
  return { width, share: rows.length === 0 ? 0 : most / rows.length, rows };
}

/** Rarer marks first: where two cut every row alike, the comma is more likely part of the text or a decimal mark. */
export const delimiters = ['\t', ';', '|', ','];

/** The delimiters that cut nearly every row into as many cells, and into several. */
export function regularDelimiters(sample: string, whole: boolean): readonly string[] {
  return delimiters.filter((delimiter) => {
    const { width, share, rows } = scoreDelimiter(sample, delimiter, whole);
    return rows.length > 1 && width > 1 && share >= 0.9;
  });
}

function chooseDelimiter(sample: string, whole: boolean): string {
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
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
  const head = new TextDecoder(encoding).decode(bytes.head, { stream: !whole });
  // Blank lines say nothing about delimiters, and there may be many.
  const text = normalizeNewlines(head).replace(/\n{2,}/g, '\n');
  // Rows of a sample with an open quotation mark would swallow the rest: still good enough to count delimiters.
  const delimiter = delimiterNames[options.delimiter] ?? chooseDelimiter(text, whole);
  const { rows } = scoreDelimiter(text, delimiter, whole);
  const decimal = options.decimal === 'auto' ? chooseDecimal(rows, delimiter) : options.decimal === 'comma' ? ',' : '.';
  const header = options.header === 'auto' ? chooseHeader(rows, decimal) : options.header === 'yes';
  return { delimiter, decimal, header, encoding };
}
