// Rows of a table that are equal in every column the network knows.
import type { TableConfig } from '../../../../shared/data/config';
import { printsInMemory } from '../filePrints';
import { type Comparable, mostFiles, mostInMemory } from '../leaks';
import type { FoundPictures } from './tablePictures';
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

/**
 * Rows by all their stored values; null where nothing is stored. Rows with pictures by what goes into the network: the
 * bytes of the pictures that they name, and the values beside them.
 */
export function rowsAlike(
  table: TableConfig | undefined,
  store: TableStore,
  pictures: FoundPictures,
): Comparable | null {
  const columns = [...store.columns.values()];
  if (columns.length === 0) return null;
  const name = (row: number) => `row ${(row + 1).toLocaleString('en-US')}`;
  const { equalFiles } = pictures;
  if (equalFiles === undefined) {
    const keys = printsInMemory((rows) => rowHashes(columns, rows));
    return { word: 'row', by: ' in every column that is used', most: mostInMemory, name, keys };
  }
  const targets = new Set(table?.columns.flatMap((column) => (column.role === 'target' ? [column.name] : [])));
  const given = [...store.columns].flatMap(([column, stored]) => (targets.has(column) ? [] : [stored]));
  return {
    word: 'row',
    by: ' in the files of its pictures and in every other input',
    most: mostFiles,
    name,
    keys: async (rows, watch) => {
      const equal = await equalFiles(rows, watch);
      return rowHashes(
        given.map((stored) => equal.get(stored) ?? stored),
        rows,
      );
    },
  };
}
