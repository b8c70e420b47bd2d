// First look at a table: every row is read once, counted, and turned into a configuration with reasons.
import type { CellRules } from '../../../shared/data/cells';
import type { DataConfig, DataSource, TableDialect } from '../../../shared/data/config';
import { defaultSplit, guessColumns } from '../../../shared/data/guess';
import { defaultsOf } from '../../../shared/params';
import { table } from '../../../shared/data/kinds/table';
import type { ParamValues } from '../../../shared/result';
import { ColumnTally } from './columnTally';
import type { Watch } from './problem';
import { type ColumnName, type RowReceiver, cellRules } from './scanTable';
import { RowSample } from './rowSample';
import { openTableSource, tableOptions } from './tableSource';

/** Rows up to which repeated rows are counted; beyond, the set of their hashes would grow too large. */
const mostCompared = 1_000_000;

/**
 * Finds repeated rows by a hash of their cells: two multiplicative 32-bit hashes side by side, 53 bits of them kept, so
 * that a million different rows are told apart with a chance of error of 1 in 18,000.
 */
class DuplicateCounter {
  private readonly seen = new Set<number>();
  private repeated = 0;
  private rows = 0;

  add(row: readonly string[]): void {
    if (this.rows++ >= mostCompared) return;
    let high = 0x811c9dc5;
    let low = 0x9e3779b9;
    for (const cell of row) {
      // Lengths as well as cells, so that "a","bc" differs from "ab","c".
      high = Math.imul(high ^ cell.length, 0x85ebca6b);
      low = Math.imul(low ^ cell.length, 0xc2b2ae35);
      for (let i = 0; i < cell.length; i++) {
        const unit = cell.charCodeAt(i);
        high = Math.imul(high ^ unit, 0x01000193);
        low = Math.imul(low ^ unit, 0x5bd1e995);
        low ^= low >>> 15;
      }
    }
    high = Math.imul(high ^ (high >>> 16), 0x21f0aaad);
    const key = ((high ^ (high >>> 15)) >>> 0) * 0x200000 + (low >>> 11);
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
  let sample = new RowSample(1);
  let rules: CellRules = { decimal: '.', missingMarks: new Set() };
  const makeReceiver = (): RowReceiver => ({
    onColumns: (columns, dialect: TableDialect) => {
      rules = cellRules(options, dialect);
      names = columns;
      tallies = columns.map(() => new ColumnTally(rules, columns.length));
      duplicates = new DuplicateCounter();
      sample = new RowSample(columns.length);
    },
    onRows: (rows, first) => {
      while (sample.wanted < first + rows.length) sample.offer(rows[sample.wanted - first]!, sample.wanted);
      for (const row of rows) {
        for (let i = 0; i < tallies.length; i++) tallies[i]!.add(row[i]!);
        duplicates.add(row);
      }
    },
  });
  const scan = await opened.scan(makeReceiver, watch);
  const summaries = tallies.map((tally, i) => tally.summary(names[i]!.name, names[i]!.renamed));
  const columns = sample.related(guessColumns(summaries, opened.hints), rules);
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
      ...(opened.format === 'text' ? {} : { format: opened.format }),
      ...(repeated === undefined ? {} : { duplicates: repeated }),
    },
    split: defaultSplit(columns.some((column) => column.role === 'target' && column.type === 'category')),
    fingerprint: scan.fingerprint,
    ...(notes.length > 0 ? { notes } : {}),
  };
}
