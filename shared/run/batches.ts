// The figures of every batch as a file, runs/<id>/batches.bin: the engine appends to it, the host reads it for charts.
// One line of JSON in ASCII ({"format":1,"series":["loss",…]}) and a newline, then per batch 1 + series.length numbers
// (the step, then each series' value), 64 bits each, little endian. Appending is all that ever happens: after a resume
// steps are written again, and the later row counts; half a row at the end (a crash) is nothing.
import type { Figures } from './events';

export interface Batches {
  readonly steps: readonly number[];
  readonly series: { readonly [name: string]: readonly number[] };
}

/** The file's first line. `series` are the figures' names, in the order of the columns. */
export function encodeBatchHeader(series: readonly string[]): Uint8Array {
  const json = JSON.stringify({ format: 1, series });
  let ascii = '';
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    ascii += code < 0x80 ? json.charAt(at) : `\\u${code.toString(16).padStart(4, '0')}`;
  }
  return Uint8Array.from(`${ascii}\n`, (character) => character.charCodeAt(0));
}

/** One row. A figure that is missing is written as NaN. */
export function encodeBatch(series: readonly string[], step: number, figures: Figures): Uint8Array {
  const row = new DataView(new ArrayBuffer(8 * (1 + series.length)));
  row.setFloat64(0, step, true);
  series.forEach((name, column) => row.setFloat64(8 * (1 + column), figures[name] ?? NaN, true));
  return new Uint8Array(row.buffer);
}

/** The whole file, steps rising. Throws Error when the first line is not as it should be. */
export function decodeBatches(bytes: Uint8Array): Batches {
  const end = bytes.indexOf(0x0a);
  if (end < 0) {
    if (bytes.length > 0) throw new Error('the first line has no end');
    return { steps: [], series: {} };
  }
  let line = '';
  for (let at = 0; at < end; at++) line += String.fromCharCode(bytes[at]!);
  const header = JSON.parse(line) as { readonly format?: unknown; readonly series?: unknown };
  const names = header.series;
  if (
    header.format !== 1 ||
    !Array.isArray(names) ||
    !names.every((name): name is string => typeof name === 'string')
  ) {
    throw new Error('the first line is not that of a file of figures');
  }
  const rowBytes = 8 * (1 + names.length);
  const rowCount = Math.floor((bytes.length - end - 1) / rowBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset + end + 1, rowCount * rowBytes);
  const steps: number[] = [];
  const columns: number[][] = names.map(() => []);
  for (let row = 0; row < rowCount; row++) {
    const step = view.getFloat64(row * rowBytes, true);
    while (steps.length > 0 && steps[steps.length - 1]! >= step) {
      steps.pop();
      for (const column of columns) column.pop();
    }
    steps.push(step);
    for (const [index, column] of columns.entries())
      column.push(view.getFloat64(row * rowBytes + 8 * (1 + index), true));
  }
  return { steps, series: Object.fromEntries(names.map((name, index) => [name, columns[index]!])) };
}
