// First look at a table: every row is read once, counted, and turned into a configuration with reasons.
import { createHash } from 'node:crypto';
import type { DataConfig, DataSource, TableDialect } from '../../../shared/data/config';
import { defaultSplit, guessColumns } from '../../../shared/data/guess';
import { defaultsOf } from '../../../shared/params';
import { table } from '../../../shared/data/kinds/table';
import type { ParamValues } from '../../../shared/result';
import { ColumnTally } from './columnTally';
import type { Watch } from './problem';
import { type ColumnName, type RowReceiver, cellRules } from './scanTable';
import { openTableSource, tableOptions } from './tableSource';

/** Rows up to which repeated rows are counted; beyond, the set of their hashes would grow too large. */
const mostCompared = 1_000_000;

/** Finds repeated rows by a 64-bit hash of their cells. */
class DuplicateCounter {
  private readonly seen = new Set<bigint>();
  private repeated = 0;
  private rows = 0;

  add(row: readonly string[]): void {
    if (this.rows++ >= mostCompared) return;
    // Lengths before cells, so that "a","bc" differs from "ab","c".
    let text = '';
    for (const cell of row) text += `${cell.length}:${cell}`;
    const key = createHash('md5').update(text).digest().readBigUInt64LE(0);
    if (this.seen.has(key)) this.repeated++;
    else this.seen.add(key);
  }

  /** Undefined where there were too many rows to compare. */
  get count(): number | undefined {
    return this.rows > mostCompared ? undefined : this.repeated;
  }
}

/** Throws a DataError where the table cannot be read. */
export async function inspectTable(source: DataSource, values: ParamValues, watch: Watch): Promise<DataConfig> {
  const options = tableOptions(values);
  const opened = await openTableSource(source, values);
  let names: readonly ColumnName[] = [];
  let tallies: readonly ColumnTally[] = [];
  let duplicates = new DuplicateCounter();
  const makeReceiver = (): RowReceiver => ({
    onColumns: (columns, dialect: TableDialect) => {
      const rules = cellRules(options, dialect);
      names = columns;
      tallies = columns.map(() => new ColumnTally(rules, columns.length));
      duplicates = new DuplicateCounter();
    },
    onRows: (rows) => {
      for (const row of rows) {
        for (let i = 0; i < tallies.length; i++) tallies[i]!.add(row[i]!);
        duplicates.add(row);
      }
    },
  });
  const scan = await opened.scan(makeReceiver, watch);
  const summaries = tallies.map((tally, i) => tally.summary(names[i]!.name, names[i]!.renamed));
  const columns = guessColumns(summaries, opened.hints);
  const renamed = names.flatMap(({ name, renamed: what }) => (what === undefined ? [] : [`${name}: ${what}`]));
  const notes = [
    ...scan.notes,
    ...renamed.slice(0, 20),
    ...(renamed.length > 20 ? [`${renamed.length - 20} more columns were renamed.`] : []),
  ];
  const repeated = duplicates.count;
  return {
    kind: 'table',
    source,
    options: { ...defaultsOf(table.params), ...values },
    table: {
      columns,
      rowCount: scan.rowCount,
      dialect: scan.dialect,
      ...(repeated === undefined ? {} : { duplicates: repeated }),
    },
    split: defaultSplit(columns.some((column) => column.role === 'target' && column.type === 'category')),
    fingerprint: scan.fingerprint,
    ...(notes.length > 0 ? { notes } : {}),
  };
}
