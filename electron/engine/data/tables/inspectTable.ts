// First look at a table: every row is read once, counted, and turned into a configuration with reasons.
import type { DataConfig, DataSource, TableDialect } from '../../../../shared/data/config';
import { defaultSplit, guessColumns } from '../../../../shared/data/guess';
import { defaultsOf } from '../../../../shared/params';
import { table } from '../../../../shared/data/kinds/table';
import { joinByName } from '../../../../shared/data/tableLabels';
import type { ParamValues } from '../../../../shared/result';
import { type TableCount, tallyRanges } from '../csv/tallyRanges';
import type { Watch } from '../problem';
import type { RowReceiver } from './rowReceiver';
import { type TableOptions, cellRules } from './tableOptions';
import { type TableSource, openTableSource, tableOptions } from './tableSource';
import { lookAtPictures } from './tablePictures';
import { TableTally } from './tableTally';

/** Counts the rows one after the other. */
async function tallyRows(opened: TableSource, options: TableOptions, watch: Watch): Promise<TableCount> {
  let tally = new TableTally([], { decimal: '.', missingMarks: new Set() }, 'utf-8', 0);
  const makeReceiver = (): RowReceiver => ({
    onColumns: (names, dialect: TableDialect) => {
      tally = new TableTally(names, cellRules(options, dialect), dialect.encoding, opened.size);
    },
    onCells: (batch, first, decode) => tally.addCells(batch, first, decode),
    onRows: (rows, first) => tally.addRows(rows, first),
  });
  const scan = await opened.scan(makeReceiver, watch);
  return { tally, scan };
}

/** Throws a DataError where the table cannot be read. */
export async function inspectTable(source: DataSource, values: ParamValues, watch: Watch): Promise<DataConfig> {
  const options = tableOptions(values);
  const opened = await openTableSource(source, values);
  const inRanges = opened.bytes === undefined ? null : await tallyRanges(opened.bytes, options, watch);
  const { tally, scan } = inRanges ?? (await tallyRows(opened, options, watch));
  const columns = tally.related(guessColumns(tally.summaries(), opened.hints));
  const { renamed, repeatedRows: repeated } = tally;
  const notes = [
    ...scan.notes,
    ...renamed.slice(0, 20),
    ...(renamed.length > 20 ? [`${renamed.length - 20} more columns were renamed.`] : []),
  ];
  const found = joinByName({
    columns,
    rowCount: scan.rowCount,
    dialect: scan.dialect,
    ...(opened.format === 'text' ? {} : { format: opened.format }),
    ...(repeated === undefined ? {} : { duplicates: repeated }),
  });
  const named = found.columns.filter(({ type }) => type === 'picture');
  const pictures =
    named.length === 0 || source.type !== 'file'
      ? {}
      : { pictures: await lookAtPictures(source.path, named, values, watch) };
  return {
    kind: 'table',
    source,
    options: { ...defaultsOf(table.params), ...values },
    table: { ...found, ...pictures },
    split: {
      ...defaultSplit(found.columns.some((column) => column.role === 'target' && column.type === 'category')),
      stratifyLabels: true,
    },
    fingerprint: scan.fingerprint,
    ...(notes.length > 0 ? { notes } : {}),
  };
}
