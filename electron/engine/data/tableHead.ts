// The first rows of any table: enough to guess what it is about.
import { readCell } from '../../../shared/data/cells';
import type { DataSource } from '../../../shared/data/config';
import type { ParamValues } from '../../../shared/result';
import type { Watch } from './problem';
import { cellRules } from './tableOptions';
import { openTableSource, tableOptions } from './tableSource';

const sampleRows = 2000;

/** The first rows of a table with its columns' names. */
export async function tableHead(
  source: DataSource,
  values: ParamValues,
  watch: Watch,
  limit = sampleRows,
): Promise<{ readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }> {
  const opened = await openTableSource(source, values);
  const options = tableOptions(values);
  let columns: readonly string[] = [];
  let rows: (readonly (string | null)[])[] = [];
  let rules = cellRules(options, { delimiter: ',', decimal: '.', header: true, encoding: 'utf-8' });
  await opened.scan(
    () => ({
      onColumns: (names, dialect) => {
        columns = names.map(({ name }) => name);
        rules = cellRules(options, dialect);
        rows = [];
      },
      onRows: (read) => {
        for (const row of read.slice(0, limit - rows.length)) rows.push(row.map((cell) => readCell(cell, rules)));
        return rows.length >= limit;
      },
    }),
    watch,
  );
  return { columns, rows };
}
