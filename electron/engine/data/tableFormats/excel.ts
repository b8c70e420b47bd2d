// Excel workbooks (.xlsx): one sheet as rows of text, streamed. Values are taken as they were saved; formulas, macros
// and links are never looked at.
import type { TableDialect } from '../../../../shared/data/config';
import { type Watch, DataError, stop } from '../problem';
import { chooseHeader } from '../csv/dialect';
import type { RowReceiver, TableScan } from '../tables/rowReceiver';
import type { TableOptions } from '../tables/tableOptions';
import type { SourceFile } from '../sourceFile';
import { type TableFormat, plainDialect } from './format';
import { hashFile } from './hashFile';
import { RowSink } from './rowSink';
import { type WorkbookZip, damagedWorkbook, openWorkbookZip } from './workbookZip';
import { readXml } from './xmlParts';

const mostColumns = 16_384;
const mostStrings = 10_000_000;
/** Characters that all shared strings together may have. */
const mostText = 256 * 1024 * 1024;
/** Rows that are looked at for the table's width and names. */
const sampled = 500;

interface Sheet {
  readonly name: string;
  readonly part: string;
  readonly hidden: boolean;
}

interface Workbook {
  readonly sheets: readonly Sheet[];
  readonly strings: readonly string[];
  /** For each cell style: how its numbers are dates, if they are. */
  readonly styles: readonly DateKind[];
  readonly from1904: boolean;
}

type DateKind = 'none' | 'date' | 'time';

/** ECMA-376 part 1, 18.8.30: the built-in formats that show dates and times. */
function builtInKind(id: number): DateKind {
  if ((id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return 'date';
  return (id >= 18 && id <= 21) || (id >= 45 && id <= 47) ? 'time' : 'none';
}

/** A format of one's own shows dates where it names days, months or years outside of quoted text. */
function customKind(code: string): DateKind {
  const bare = code
    .slice(0, 1000)
    .replace(/"[^"]*"/g, '')
    .replace(/\\./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  if (/general/i.test(bare)) return 'none';
  if (/[dy]/i.test(bare)) return 'date';
  return /[hs]/i.test(bare) ? 'time' : /m/i.test(bare) ? 'date' : 'none';
}

const pad = (n: number) => String(n).padStart(2, '0');

/** A day number as 2024-03-01, with 14:30:00 where it has a fraction; null beyond what the calendar holds. */
export function serialDate(serial: number, from1904: boolean, kind: Exclude<DateKind, 'none'>): string | null {
  if (!(serial >= 0 && serial < 2_958_466)) return null;
  const seconds = Math.round((serial % 1) * 86_400);
  const clock = `${pad(Math.floor(seconds / 3600) % 24)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  if (serial < 1 && kind === 'time') return clock;
  // The 1900 calendar counts a 29 February 1900 that never was: days before it are one off.
  const day = Math.floor(serial) + (seconds === 86_400 ? 1 : 0);
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  const date = new Date(epoch + day * 86_400_000).toISOString().slice(0, 10);
  return seconds % 86_400 === 0 ? date : `${date} ${clock}`;
}

/** "AB12" as the column's place, from 0; -1 for anything else. */
export function columnPlace(reference: string): number {
  let place = 0;
  let at = 0;
  for (; at < reference.length && at < 4; at++) {
    const code = reference.charCodeAt(at);
    if (code < 65 || code > 90) break;
    place = place * 26 + code - 64;
  }
  return at === 0 ? -1 : place - 1;
}

/** Targets of a part's relations by their id, as paths from the zip's root. */
async function relations(file: SourceFile, zip: WorkbookZip, part: string): Promise<ReadonlyMap<string, string>> {
  const slash = part.lastIndexOf('/');
  const folder = part.slice(0, slash + 1);
  const path = `${folder}_rels/${part.slice(slash + 1)}.rels`;
  const found = new Map<string, string>();
  if (!zip.has(path)) return found;
  await readXml(file.name, await zip.read(path), {
    open: (tag, { Id, Target, TargetMode }) => {
      if (tag !== 'Relationship' || Id === undefined || Target === undefined || TargetMode === 'External') return;
      found.set(Id, Target.startsWith('/') ? Target.slice(1) : `${folder}${Target}`);
    },
  });
  return found;
}

async function readSheets(file: SourceFile, zip: WorkbookZip) {
  const part = 'xl/workbook.xml';
  if (!zip.has(part)) {
    if (zip.has('xl/workbook.bin'))
      stop('data.format', `"${file.name}" is a binary Excel workbook (.xlsb). Save it as .xlsx or as CSV.`);
    damagedWorkbook(file.name);
  }
  const targets = await relations(file, zip, part);
  const sheets: Sheet[] = [];
  let from1904 = false;
  await readXml(file.name, await zip.read(part), {
    open: (tag, attributes) => {
      if (tag === 'workbookPr') from1904 = /^(?:1|true)$/.test(attributes['date1904'] ?? '');
      if (tag !== 'sheet' || sheets.length >= 10_000) return;
      const id = attributes['r:id'] ?? Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1] ?? '';
      const target = targets.get(id) ?? `xl/worksheets/sheet${sheets.length + 1}.xml`;
      // Charts and macros have sheets of their own, which hold no cells.
      if (!/(?:^|\/)(?:chartsheets|dialogsheets|macrosheets)\//.test(target))
        sheets.push({
          name: attributes['name'] ?? `Sheet ${sheets.length + 1}`,
          part: target,
          hidden: (attributes['state'] ?? 'visible') !== 'visible',
        });
    },
  });
  return { sheets, from1904 };
}

async function readStrings(file: SourceFile, zip: WorkbookZip): Promise<readonly string[]> {
  const part = 'xl/sharedStrings.xml';
  const strings: string[] = [];
  if (!zip.has(part)) return strings;
  let text = '';
  let length = 0;
  let inText = false;
  let phonetic = 0;
  await readXml(file.name, await zip.read(part), {
    open: (tag) => {
      if (tag === 'si') text = '';
      else if (tag === 'rPh') phonetic++;
      else if (tag === 't') inText = phonetic === 0;
    },
    close: (tag) => {
      if (tag === 't') inText = false;
      else if (tag === 'rPh') phonetic--;
      else if (tag === 'si') {
        length += text.length;
        if (strings.push(text) > mostStrings || length > mostText) {
          stop(
            'data.excel.large',
            `"${file.name}" holds more text than can be kept in memory. Save the table as CSV, which is read bit by bit.`,
          );
        }
      }
    },
    text: (piece) => {
      if (inText) text += piece;
    },
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  });
  return strings;
}

async function readStyles(file: SourceFile, zip: WorkbookZip): Promise<readonly DateKind[]> {
  const part = 'xl/styles.xml';
  const styles: DateKind[] = [];
  if (!zip.has(part)) return styles;
  const custom = new Map<number, DateKind>();
  let inCells = false;
  await readXml(file.name, await zip.read(part), {
    open: (tag, { numFmtId, formatCode }) => {
      if (tag === 'numFmt') custom.set(Number(numFmtId), customKind(formatCode ?? ''));
      else if (tag === 'cellXfs') inCells = true;
      else if (tag === 'xf' && inCells && styles.length < 100_000) {
        const id = Number(numFmtId ?? 0);
        styles.push(custom.get(id) ?? builtInKind(id));
      }
    },
    close: (tag) => {
      if (tag === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

/** Rows of a sheet as texts, gaps as empty ones; blank rows are left out. */
class SheetReader {
  errors = 0;
  private row: string[] = [];
  private line = 0;
  private place = -1;
  private type = 'n';
  private style: DateKind = 'none';
  private value = '';
  private inValue = false;
  private phonetic = 0;

  constructor(
    private readonly name: string,
    private readonly book: Workbook,
    private readonly onRow: (row: string[], line: number) => void,
  ) {}

  open(tag: string, attributes: { readonly [name: string]: string }): void {
    switch (tag) {
      case 'row': {
        const line = Number(attributes['r']);
        this.line = Number.isInteger(line) && line > this.line ? line : this.line + 1;
        this.row = [];
        this.place = -1;
        return;
      }
      case 'c': {
        const place = attributes['r'] === undefined ? this.place + 1 : columnPlace(attributes['r']);
        if (place < 0 || place >= mostColumns) damagedWorkbook(this.name);
        this.place = place;
        this.type = attributes['t'] ?? 'n';
        this.style = this.book.styles[Number(attributes['s'] ?? 0)] ?? 'none';
        this.value = '';
        return;
      }
      case 'rPh':
        this.phonetic++;
        return;
      case 'v':
      case 't':
        this.inValue = this.phonetic === 0;
        return;
    }
  }

  text(piece: string): void {
    if (this.inValue) this.value += piece;
  }

  close(tag: string): void {
    switch (tag) {
      case 'v':
      case 't':
        this.inValue = false;
        return;
      case 'rPh':
        this.phonetic--;
        return;
      case 'c': {
        const cell = this.cell();
        if (cell === '') return;
        while (this.row.length < this.place) this.row.push('');
        this.row[this.place] = cell;
        return;
      }
      case 'row':
        if (this.row.length > 0) this.onRow(this.row, this.line);
        return;
    }
  }

  private cell(): string {
    const { value } = this;
    switch (this.type) {
      case 's':
        return this.book.strings[Number(value)] ?? '';
      case 'b':
        return value === '1' ? 'true' : value === '0' ? 'false' : '';
      case 'e':
        this.errors++;
        return '';
      case 'n':
        return this.style === 'none' || value === ''
          ? value
          : (serialDate(Number(value), this.book.from1904, this.style) ?? value);
      default:
        return value;
    }
  }
}

class EmptySheet extends Error {}

interface First {
  readonly row: string[];
  readonly line: number;
}

const filled = (row: readonly string[]) => row.reduce((n, cell) => n + (cell.trim() === '' ? 0 : 1), 0);

/** Where the table begins on its sheet: titles above it and empty columns beside it are no part of it. */
function placeTable(first: readonly First[]): { readonly skip: number; readonly left: number; readonly width: number } {
  const widths = first.map(({ row }) => filled(row)).sort((a, b) => a - b);
  const usual = widths[widths.length >> 1] ?? 0;
  let skip = 0;
  while (skip < Math.min(10, first.length - 2) && usual >= 3 && filled(first[skip]!.row) === 1) skip++;
  const rows = first.slice(skip);
  let left = Infinity;
  for (const { row } of rows)
    left = Math.min(
      left,
      row.findIndex((cell) => cell !== ''),
    );
  return { skip, left, width: Math.max(...rows.map(({ row }) => row.length)) - left };
}

async function scanSheet(
  file: SourceFile,
  zip: WorkbookZip,
  book: Workbook,
  sheet: Sheet,
  options: TableOptions,
  receiver: RowReceiver,
  watch: Watch,
  known: TableDialect | undefined,
): Promise<{ readonly sink: RowSink; readonly dialect: TableDialect; readonly notes: readonly string[] }> {
  const sink = new RowSink(file.name, receiver, options.raggedRows, watch, zip.size(sheet.part), 'bytes');
  const notes: string[] = [];
  let waiting: First[] | null = [];
  let dialect = plainDialect;
  let left = 0;
  const begin = () => {
    const first = waiting ?? [];
    waiting = null;
    if (first.length === 0) throw new EmptySheet();
    const place = placeTable(first);
    left = place.left;
    const rows = first.slice(place.skip).map(({ row, line }) => ({ row: row.slice(left), line }));
    if (place.skip > 0)
      notes.push(
        `${place.skip === 1 ? 'A title row' : `${place.skip} title rows`} above the table ${place.skip === 1 ? 'was' : 'were'} left out.`,
      );
    const texts = rows.slice(0, 200).map(({ row }) => [...row, ...Array<string>(place.width - row.length).fill('')]);
    const header = known?.header ?? (options.header === 'auto' ? chooseHeader(texts, '.') : options.header === 'yes');
    dialect = { ...plainDialect, header };
    sink.columns(header ? texts[0]! : null, place.width, dialect);
    for (const { row, line } of header ? rows.slice(1) : rows) sink.add(row, line, true);
  };
  const reader = new SheetReader(file.name, book, (row, line) => {
    if (waiting === null) sink.add(left === 0 ? row : row.slice(left), line, true);
    else if (waiting.push({ row, line }) >= sampled) begin();
  });
  await readXml(file.name, await zip.read(sheet.part), {
    open: (tag, attributes) => reader.open(tag, attributes),
    close: (tag) => reader.close(tag),
    text: (piece) => reader.text(piece),
    pause: async (read) => {
      await sink.pause(read);
      return !sink.done;
    },
  });
  if (waiting !== null) begin();
  if (reader.errors > 0)
    notes.push(
      `${reader.errors.toLocaleString('en-US')} ${reader.errors === 1 ? 'cell shows an error (such as #DIV/0!) and counts' : 'cells show an error (such as #DIV/0!) and count'} as missing.`,
    );
  return { sink, dialect, notes };
}

const quoted = (names: readonly string[]) =>
  `${names
    .slice(0, 10)
    .map((name) => `"${name.slice(0, 40)}"`)
    .join(', ')}${names.length > 10 ? ', …' : ''}`;

function chooseSheets(file: SourceFile, sheets: readonly Sheet[], wanted: string): readonly Sheet[] {
  if (wanted === '') return [...sheets.filter(({ hidden }) => !hidden), ...sheets.filter(({ hidden }) => hidden)];
  const found = sheets.find(({ name }) => name.trim().toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return [found];
  return stop(
    'data.excel.sheet',
    `"${file.name}" has no sheet called "${wanted.slice(0, 40)}". Its sheets are ${quoted(sheets.map(({ name }) => name))}. Choose one of them under "Sheet".`,
    { param: 'sheet' },
  );
}

async function scanWorkbook(
  file: SourceFile,
  options: TableOptions,
  makeReceiver: () => RowReceiver,
  watch: Watch,
  known: TableDialect | undefined,
): Promise<TableScan> {
  const zip = await openWorkbookZip(file);
  try {
    const { sheets, from1904 } = await readSheets(file, zip);
    const book: Workbook = {
      sheets,
      from1904,
      strings: await readStrings(file, zip),
      styles: await readStyles(file, zip),
    };
    const wanted = (options.sheet ?? '').trim();
    for (const sheet of chooseSheets(file, sheets, wanted)) {
      if (!zip.has(sheet.part)) damagedWorkbook(file.name);
      try {
        const { sink, dialect, notes } = await scanSheet(file, zip, book, sheet, options, makeReceiver(), watch, known);
        const ended = sink.end();
        const others = sheets.filter((each) => each !== sheet).map(({ name }) => name);
        return {
          dialect,
          fingerprint: await hashFile(file, watch),
          rowCount: sink.rows,
          notes: [
            ...(others.length > 0
              ? [`The sheet "${sheet.name.slice(0, 40)}" was read. The workbook also has ${quoted(others)}.`]
              : []),
            ...notes,
            ...ended,
          ],
        };
      } catch (error) {
        if (!(error instanceof EmptySheet)) throw error;
      }
    }
    return stop(
      'data.empty',
      wanted === ''
        ? `"${file.name}" has no cells with values in it. Choose a file with data in it.`
        : `The sheet "${wanted}" of "${file.name}" is empty. Choose another one under "Sheet".`,
      { param: 'sheet' },
    );
  } catch (error) {
    if (error instanceof DataError) throw error;
    if (typeof (error as { code?: unknown }).code === 'string') throw error;
    return damagedWorkbook(file.name);
  } finally {
    zip.close();
  }
}

export const excel: TableFormat = {
  id: 'excel',
  accepts: (file) =>
    file.type.is === 'zip' && (/\.xls[xmb]$/i.test(file.name) || file.head.includes('xl/work', 0, 'latin1')),
  open: async (file, options) => ({
    // Packed about tenfold.
    size: 10 * file.size,
    scan: (makeReceiver, watch = {}, known) => scanWorkbook(file, options, makeReceiver, watch, known),
  }),
};
