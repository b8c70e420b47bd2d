// The end of a table file, in numbers: what a forecast of what comes next starts from.
import { parseNumber, readCell } from '../../../../shared/data/cells';
import { listOf } from './columnPlaces';
import { stop } from '../problem';
import { cellRules } from './tableOptions';
import { openTableSource, tableOptions } from './tableSource';

/** The last rows of these columns; null where there is no number. Throws a DataError where a column is missing. */
export async function readLastRows(
  path: string,
  columns: readonly string[],
  rows: number,
): Promise<readonly (readonly (number | null)[])[]> {
  const source = await openTableSource({ type: 'file', path, name: path.replace(/^.*[\\/]/, '') }, {});
  const options = tableOptions({});
  let rules = cellRules(options, { delimiter: ',', decimal: '.', header: true, encoding: 'utf-8' });
  let places: readonly number[] = [];
  let kept: (readonly (number | null)[])[] = [];
  await source.scan(() => ({
    onColumns: (listed, dialect) => {
      const all = listed.map((column) => column.name);
      rules = cellRules(options, dialect);
      places = columns.map((name) => all.indexOf(name));
      const absent = columns.find((_, i) => places[i]! < 0);
      if (absent !== undefined)
        stop(
          'predict.file',
          `"${source.name}" has no column "${absent}". Its columns are ${listOf(all)}. Choose another file.`,
        );
      kept = [];
    },
    onRows: (read) => {
      for (const row of read) {
        kept.push(
          places.map((place) => {
            const cell = readCell(row[place] ?? '', rules);
            const value = cell === null ? NaN : parseNumber(cell, rules.decimal);
            return Number.isNaN(value) ? null : value;
          }),
        );
      }
      if (kept.length > 4 * rows + 1000) kept = kept.slice(-rows);
    },
  }));
  return kept.slice(-rows);
}
