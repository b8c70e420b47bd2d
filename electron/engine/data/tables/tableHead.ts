// The first rows of any table: enough to guess what it is about.
import { readCell } from '../../../../shared/data/cells';
import type { DataSource } from '../../../../shared/data/config';
import type { ParamValues } from '../../../../shared/result';
import { rowTexts } from '../bytes/cellBatch';
import type { Watch } from '../problem';
import { mostColumns } from './rowReceiver';
import { cellRules } from './tableOptions';
import { openTableSource, tableOptions } from './tableSource';

const sampleRows = 2000;

export interface TableHead {
  readonly columns: readonly string[];
  /** Null for a cell without a value. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** The first rows of a table with its columns' names; no rows where it has more columns than `widest`. */
export async function tableHead(
  source: DataSource,
  values: ParamValues,
  watch: Watch,
  limit = sampleRows,
  widest = mostColumns,
): Promise<TableHead> {
  const opened = await openTableSource(source, values);
  const options = tableOptions(values);
  let columns: readonly string[] = [];
  let rows: (readonly (string | null)[])[] = [];
  let rules = cellRules(options, { delimiter: ',', decimal: '.', header: true, encoding: 'utf-8' });
  const take = (count: number, textsOf: (row: number) => readonly string[]): boolean => {
    const wanted = columns.length > widest ? 0 : limit;
    for (let row = 0; row < count && rows.length < wanted; row++)
      rows.push(textsOf(row).map((cell) => readCell(cell, rules)));
    return rows.length >= wanted;
  };
  await opened.scan(
    () => ({
      onColumns: (names, dialect) => {
        columns = names.map(({ name }) => name);
        rules = cellRules(options, dialect);
        rows = [];
      },
      onCells: (batch, _, decode) => take(batch.rows, (row) => rowTexts(batch, row, decode)),
      onRows: (read) => take(read.length, (row) => read[row]!),
    }),
    watch,
  );
  return { columns, rows };
}
