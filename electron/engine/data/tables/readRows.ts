// Rows of a table file to predict for: by their columns' names, without a configuration.
import { readCell } from '../../../../shared/data/cells';
import { cellRules } from './tableOptions';
import { openTableSource, tableOptions } from './tableSource';

/**
 * The first `limit` rows of a table file, missing cells as null. A decimal comma is turned into a point, so that
 * numbers read the same everywhere after this. Throws a DataError where the file is no table.
 */
export async function readTableRows(
  path: string,
  limit: number,
): Promise<{
  readonly columns: readonly string[];
  readonly rows: readonly { readonly [column: string]: string | null }[];
}> {
  const options = tableOptions({});
  const source = await openTableSource({ type: 'file', path, name: path.replace(/^.*[\\/]/, '') }, {});
  let columns: readonly string[] = [];
  let rules = cellRules(options, { delimiter: ',', decimal: '.', header: true, encoding: 'utf-8' });
  let rows: { readonly [column: string]: string | null }[] = [];
  await source.scan(() => ({
    onColumns: (names, dialect) => {
      columns = names.map(({ name }) => name);
      rules = cellRules(options, dialect);
      rows = [];
    },
    onRows: (read) => {
      for (const row of read.slice(0, limit - rows.length)) {
        rows.push(
          Object.fromEntries(
            columns.map((name, i) => {
              const text = readCell(row[i]!, rules);
              return [
                name,
                text !== null && rules.decimal === ',' && /^[+-]?\d*,\d+$/.test(text) ? text.replace(',', '.') : text,
              ];
            }),
          ),
        );
      }
      return rows.length >= limit;
    },
  }));
  return { columns, rows };
}
