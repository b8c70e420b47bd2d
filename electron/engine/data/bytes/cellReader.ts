// One cell after the other as trimmed UTF-8 bytes, whatever stands in the file: quotation marks taken away, other
// encodings turned into UTF-8, missing marks noticed.
import type { CellRules } from '../../../../shared/data/cells';
import { type CellBatch, cellText } from './cellBatch';
import { MissingMarks } from './trim';

export type Decode = (bytes: Buffer) => string;

export class CellReader {
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  readonly decimal: number;
  readonly marks: MissingMarks;
  readonly utf8: boolean;
  private readonly decode: Decode;

  constructor(rules: CellRules, decode: Decode, encoding: string) {
    this.marks = new MissingMarks(rules.missingMarks);
    this.decimal = rules.decimal === ',' ? 0x2c : 0x2e;
    this.decode = decode;
    this.utf8 = encoding === 'utf-8';
  }

  /** Sets `bytes`, `start` and `end` to the cell; false where it says "no value". */
  read(batch: CellBatch, cell: number): boolean {
    let bytes = batch.bytes;
    let start = batch.starts[cell]!;
    let end = batch.ends[cell]!;
    if (batch.flags[cell] !== 0 || (!batch.ascii && this.isForeign(bytes, start, end))) {
      bytes = Buffer.from(cellText(batch, cell, this.decode).trim(), 'utf8');
      start = 0;
      end = bytes.length;
    } else if (start < end && (bytes[start]! <= 0x20 || bytes[end - 1]! <= 0x20)) {
      while (start < end && isSpace(bytes[start]!)) start++;
      while (end > start && isSpace(bytes[end - 1]!)) end--;
    }
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    return start < end && !this.marks.has(bytes, start, end);
  }

  /** Bytes beyond ASCII that are not UTF-8, or that may be spaces at an end of the cell. */
  private isForeign(bytes: Buffer, start: number, end: number): boolean {
    if (this.utf8) return start < end && (isWide(bytes, start, end) || isWide(bytes, end - 1, end));
    for (let at = start; at < end; at++) if (bytes[at]! >= 128) return true;
    return false;
  }

  text(): string {
    return this.bytes.toString('utf8', this.start, this.end);
  }
}

const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** At the ends of a cell; spaces around a cell may hide what they enclose, so all of a short run is looked at. */
function isWide(bytes: Buffer, at: number, end: number): boolean {
  for (let i = at; i < end && i < at + 4; i++) if (bytes[i]! >= 128) return true;
  for (let i = at; i >= 0 && i > at - 4 && at === end - 1; i--) if (bytes[i]! >= 128) return true;
  return false;
}
