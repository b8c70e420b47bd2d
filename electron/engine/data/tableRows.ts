// Rows of a table that are equal in every column the network knows.
import { type Comparable, mostInMemory } from './leaks';
import type { ColumnStore, TableStore } from './tableStore';

const words = new Uint32Array(2);
const double = new Float64Array(words.buffer);

/**
 * A number for each row, equal where all stored values are. Two 32-bit hashes side by side, 53 bits of them kept: of a
 * million different rows two are taken for equal with a chance of 1 in 18,000.
 */
export function rowHashes(columns: readonly ColumnStore[], rows: Uint32Array): Float64Array {
  const high = new Uint32Array(rows.length).fill(0x811c9dc5);
  const low = new Uint32Array(rows.length).fill(0x9e3779b9);
  const mix = (i: number, value: number) => {
    high[i] = Math.imul(high[i]! ^ value, 0x01000193);
    high[i] = Math.imul(high[i]! ^ (high[i]! >>> 15), 0x85ebca6b);
    low[i] = Math.imul(low[i]! ^ value, 0x5bd1e995);
    low[i] = Math.imul(low[i]! ^ (low[i]! >>> 13), 0xc2b2ae35);
  };
  for (const column of columns) {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      if (column.type === 'category') {
        mix(i, column.codes[row]!);
      } else {
        // -0 is 0, and a missing value is one value.
        const value = column.values[row]!;
        double[0] = Number.isNaN(value) ? NaN : value + 0;
        mix(i, words[0]!);
        mix(i, words[1]!);
      }
    }
  }
  return Float64Array.from(rows, (_, i) => (high[i]! ^ (high[i]! >>> 16)) * 0x200000 + (low[i]! >>> 11)).map((key) =>
    key < 0 ? key + 2 ** 53 : key,
  );
}

/** Rows by all their stored values; null where nothing is stored. */
export function rowsAlike(store: TableStore): Comparable | null {
  const columns = [...store.columns.values()];
  if (columns.length === 0) return null;
  return {
    word: 'row',
    by: ' in every column that is used',
    most: mostInMemory,
    name: (row) => `row ${(row + 1).toLocaleString('en-US')}`,
    keys: (rows) => rowHashes(columns, rows),
  };
}
