// Cuts bytes into cells in one pass, for text whose encoding agrees with ASCII where it matters: commas, quotation
// marks and line breaks. Anything out of the ordinary ends it with a reason; the slow reader, which knows how to speak
// of such things, takes over from the beginning.
import { type CellBatch, doubledQuotes } from './cellBatch';

export type Oddity = 'quotes' | 'width' | 'breaks' | 'zero' | 'long';

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export class Tokenizer {
  starts = new Int32Array(65_536);
  ends = new Int32Array(65_536);
  flags = new Uint8Array(65_536);
  /** Cells in each row; -1 until the first row is there. */
  width = -1;
  /** Set where the bytes are not of the plain kind. */
  oddity: Oddity | null = null;
  private readonly special = new Uint8Array(256);
  private readonly delimiter: number;

  constructor(delimiter: string) {
    this.delimiter = delimiter.charCodeAt(0);
    for (const byte of [this.delimiter, lineFeed, carriageReturn, quote, 0]) this.special[byte] = 1;
    // Bytes beyond ASCII are only to be noticed.
    for (let byte = 128; byte < 256; byte++) this.special[byte] = 2;
  }

  private grow(): void {
    const larger = 2 * this.starts.length;
    const starts = new Int32Array(larger);
    starts.set(this.starts);
    const ends = new Int32Array(larger);
    ends.set(this.ends);
    const flags = new Uint8Array(larger);
    flags.set(this.flags);
    this.starts = starts;
    this.ends = ends;
    this.flags = flags;
  }

  /**
   * Cuts whole rows out of bytes from `from` to `to`; `final` takes a last row without a line break as well. Returns the
   * rows and where the next one begins; rows that begin at `stopAt` or later are left. Blank rows are left out. Null when
   * `oddity` says why not.
   */
  cut(
    bytes: Buffer,
    from: number,
    to: number,
    final: boolean,
    stopAt = to,
  ): { readonly batch: CellBatch; readonly next: number } | null {
    const { special, delimiter } = this;
    let { starts, ends, flags } = this;
    let at = from;
    let cell = 0;
    let rowCell = 0;
    let rowStart = from;
    let cellStart = from;
    let rows = 0;
    let ascii = true;
    let lastEnd = from;
    while (at < to) {
      let byte = bytes[at]!;
      // Digits and letters, nearly all there is, without a look at the table.
      if ((byte > 0x2c && byte < 0x7c && byte !== 0x3b) || special[byte] === 0) {
        at++;
        continue;
      }
      if (special[byte] === 2) {
        ascii = false;
        at++;
        continue;
      }
      if (byte === lineFeed && at === rowStart && this.width !== 1) {
        // There may be millions of blank lines.
        at++;
        cellStart = at;
        rowStart = at;
        if (at >= stopAt) break;
        continue;
      }
      let end = at;
      let flag = 0;
      if (byte === quote) {
        if (at !== cellStart) {
          // A quotation mark within an unquoted cell is text.
          at++;
          continue;
        }
        // To the closing mark: one that is not doubled.
        let inside = at + 1;
        for (;;) {
          const found = bytes.indexOf(quote, inside);
          if (found < 0 || found >= to) {
            if (final) return this.odd('quotes');
            inside = -1;
            break;
          }
          if (found + 1 < to && bytes[found + 1] === quote) {
            flag = doubledQuotes;
            inside = found + 2;
            continue;
          }
          inside = found;
          break;
        }
        if (inside < 0) break;
        if (inside + 1 >= to && !final) break;
        for (let i = cellStart + 1; ascii && i < inside; i++) if (bytes[i]! >= 128) ascii = false;
        cellStart++;
        end = inside;
        at = inside + 1;
        byte = at < to ? bytes[at]! : lineFeed;
        if (byte !== delimiter && byte !== lineFeed && byte !== carriageReturn) return this.odd('quotes');
        if (at >= to) {
          // The file ends with this quotation mark.
          if (cell >= starts.length) {
            this.grow();
            ({ starts, ends, flags } = this);
          }
          starts[cell] = cellStart;
          ends[cell] = end;
          flags[cell] = flag;
          cell++;
          if (!this.fits(cell - rowCell)) return null;
          rows++;
          lastEnd = to;
          rowStart = to;
          rowCell = cell;
          cellStart = to;
          break;
        }
      } else if (byte === 0) {
        return this.odd('zero');
      }
      if (byte === carriageReturn) {
        if (at + 1 >= to) {
          if (!final) break;
        } else if (bytes[at + 1] !== lineFeed) {
          return this.odd('breaks');
        }
      }
      if (cell >= starts.length) {
        this.grow();
        ({ starts, ends, flags } = this);
      }
      starts[cell] = cellStart;
      ends[cell] = end;
      flags[cell] = flag;
      cell++;
      if (byte === delimiter) {
        at++;
        cellStart = at;
        continue;
      }
      const breakEnd = byte === carriageReturn ? Math.min(at + 2, to) : at + 1;
      if (this.isBlank(bytes, rowCell, cell, starts, ends)) {
        cell = rowCell;
      } else {
        if (!this.fits(cell - rowCell)) return null;
        rows++;
        lastEnd = at;
      }
      at = breakEnd;
      cellStart = at;
      rowStart = at;
      rowCell = cell;
      if (at >= stopAt) break;
    }
    if (final && rowStart < Math.min(to, stopAt)) {
      if (cell >= starts.length) {
        this.grow();
        ({ starts, ends, flags } = this);
      }
      starts[cell] = cellStart;
      ends[cell] = to;
      flags[cell] = 0;
      cell++;
      if (this.isBlank(bytes, rowCell, cell, starts, ends)) {
        cell = rowCell;
      } else {
        if (!this.fits(cell - rowCell)) return null;
        rows++;
        lastEnd = to;
      }
      rowStart = to;
    }
    const width = Math.max(0, this.width);
    return { batch: { bytes, rows, width, starts, ends, flags, last: lastEnd, ascii }, next: rowStart };
  }

  private odd(what: Oddity): null {
    this.oddity = what;
    return null;
  }

  /** Every row is as long as the first. */
  private fits(cells: number): boolean {
    if (this.width < 0) this.width = cells;
    if (cells === this.width) return true;
    this.oddity = 'width';
    return false;
  }

  /** Nothing but delimiters and spaces; a single empty cell is a row of its own in a table of one column. */
  private isBlank(bytes: Buffer, from: number, to: number, starts: Int32Array, ends: Int32Array): boolean {
    if (to - from === 1 && this.width === 1) return false;
    for (let cell = from; cell < to; cell++) {
      for (let at = starts[cell]!; at < ends[cell]!; at++) {
        const byte = bytes[at]!;
        if (byte !== 0x20 && byte !== 0x09) return false;
      }
    }
    return true;
  }
}
