// Figures of every batch of a run, as they lie in runs/<id>/batches.bin: one line of JSON that names the columns, then
// one row of little-endian float32 per batch, in order from step 1. Fixed rows let the engine append without reading
// and cut the file back to a step when a run continues from a checkpoint.
import { type Result, fail, ok } from '../result';

export interface BatchHistory {
  readonly steps: readonly number[];
  /** steps[i] belongs to series[name][i]. A row that was lost with the machine's power is NaN. */
  readonly series: { readonly [name: string]: readonly number[] };
}

/** Name of the file in a run's folder. */
export const historyFile = 'batches.bin';

const MAX_HEADER_BYTES = 65_536;

/** The file's first line, padded so that rows start at a multiple of 8. Column names are figures' names. */
export function historyHeader(columns: readonly string[]): Uint8Array<ArrayBuffer> {
  const json = JSON.stringify({ format: 1, columns }).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const line = `${json.padEnd(Math.ceil((json.length + 1) / 8) * 8 - 1, ' ')}\n`;
  return Uint8Array.from(line, (character) => character.charCodeAt(0));
}

/** Column names and the offset of the first row, from a file's beginning. */
export function readHistoryHeader(
  bytes: Uint8Array,
): Result<{ readonly columns: readonly string[]; readonly start: number }> {
  const bad = () => fail('run.history', 'The figures of this run cannot be read: the file is damaged.');
  const end = bytes.subarray(0, MAX_HEADER_BYTES).indexOf(10);
  if (end < 0) return bad();
  try {
    const line = Array.from(bytes.subarray(0, end), (byte) => String.fromCharCode(byte)).join('');
    const header = JSON.parse(line) as { format?: unknown; columns?: unknown } | null;
    const columns = header?.columns;
    if (header?.format !== 1 || !Array.isArray(columns) || columns.length === 0) return bad();
    if (!columns.every((column) => typeof column === 'string')) return bad();
    return ok({ columns: columns as string[], start: end + 1 });
  } catch {
    return bad();
  }
}

/** The whole file. A last row that is cut (the engine was killed while writing it) is left out. */
export function readHistory(bytes: Uint8Array): Result<BatchHistory> {
  const header = readHistoryHeader(bytes);
  if (!header.ok) return header;
  const { columns, start } = header.value;
  const rows = Math.floor((bytes.length - start) / (4 * columns.length));
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, rows * 4 * columns.length);
  const steps = Array.from({ length: rows }, (_, row) => row + 1);
  const series = columns.map((name, column): [string, number[]] => [
    name,
    Array.from({ length: rows }, (_, row) => view.getFloat32(4 * (row * columns.length + column), true)),
  ]);
  return ok({ steps, series: Object.fromEntries(series) });
}
