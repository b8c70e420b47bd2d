// Rows of a table as places in a buffer: which bytes are which cell. Most cells are only ever counted or turned into a
// number; text is made of those few that somebody wants to see.

/** A cell in quotation marks that holds doubled ones. */
export const doubledQuotes = 1;

export interface CellBatch {
  readonly bytes: Buffer;
  readonly rows: number;
  readonly width: number;
  /** Where each cell begins and ends, without quotation marks around it, row by row. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** `doubledQuotes` or 0 for each cell. */
  readonly flags: Uint8Array;
  /** Where the last row ends, its line break not included. */
  readonly last: number;
  /** All bytes are ASCII. */
  readonly ascii: boolean;
}

/** The cell's text. The bytes are UTF-8 or, where the file says so, another encoding that agrees with ASCII. */
export function cellText(batch: CellBatch, cell: number, decode: (bytes: Buffer) => string): string {
  const start = batch.starts[cell]!;
  const end = batch.ends[cell]!;
  const text = batch.ascii ? batch.bytes.toString('latin1', start, end) : decode(batch.bytes.subarray(start, end));
  return batch.flags[cell] === doubledQuotes ? text.replace(/""/g, '"') : text;
}

/** All cells of a row as text. */
export function rowTexts(batch: CellBatch, row: number, decode: (bytes: Buffer) => string): string[] {
  const texts: string[] = [];
  for (let cell = row * batch.width, end = cell + batch.width; cell < end; cell++)
    texts.push(cellText(batch, cell, decode));
  return texts;
}
