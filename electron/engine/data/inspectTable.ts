// First look at a table: every row is read once, counted, and turned into a configuration with reasons.
import type { CellRules } from '../../../shared/data/cells';
import type { DataConfig, DataSource, TableDialect } from '../../../shared/data/config';
import { defaultSplit, guessColumns } from '../../../shared/data/guess';
import { defaultsOf } from '../../../shared/params';
import { table } from '../../../shared/data/kinds/table';
import type { ParamValues } from '../../../shared/result';
import { ByteTally } from './bytes/byteTally';
import { rowTexts } from './bytes/cellBatch';
import { CellReader } from './bytes/cellReader';
import { RowHashes } from './bytes/rowHashes';
import { ColumnTally, type Tally } from './columnTally';
import type { Watch } from './problem';
import { type ColumnName, type RowReceiver, cellRules } from './scanTable';
import { RowSample } from './rowSample';
import { openTableSource, tableOptions } from './tableSource';

/** Rows up to which repeated rows are counted; beyond, the set of their hashes would grow too large. */
const mostCompared = 1_000_000;

/** A set of whole numbers from 1 to 2^53 in one typed array: a fifth of the memory and of the time of a Set. */
class KeySet {
  private slots = new Float64Array(1024);
  private size = 0;

  /** False where it was there already. */
  add(key: number): boolean {
    // 0 marks a free slot.
    const wanted = key === 0 ? 1 : key;
    const mask = this.slots.length - 1;
    let slot = (wanted ^ (wanted / 0x100000)) & mask;
    for (; this.slots[slot] !== 0; slot = (slot + 1) & mask) if (this.slots[slot] === wanted) return false;
    this.slots[slot] = wanted;
    if (2 * ++this.size > this.slots.length) this.grow();
    return true;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Float64Array(2 * old.length);
    const mask = this.slots.length - 1;
    for (const key of old) {
      if (key === 0) continue;
      let slot = (key ^ (key / 0x100000)) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = key;
    }
  }

  clear(): void {
    this.slots = new Float64Array(1024);
    this.size = 0;
  }
}

/**
 * Finds repeated rows by a hash of their cells: two multiplicative 32-bit hashes side by side, 53 bits of them kept, so
 * that a million different rows are told apart with a chance of error of 1 in 18,000.
 */
class DuplicateCounter {
  private readonly seen = new KeySet();
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
    this.note(high, low);
  }

  /** Whether rows are compared at all, judged by how many there seem to be. */
  expect(rows: number): void {
    if (rows > 1.2 * mostCompared) this.rows = Infinity;
  }

  get compares(): boolean {
    return this.rows < mostCompared;
  }

  /** The next rows of a batch, by their hashes. */
  addBatch(hashes: RowHashes, rows: number): void {
    const compared = Math.max(0, Math.min(rows, mostCompared - this.rows));
    this.rows += rows;
    for (let row = 0; row < compared; row++) if (!this.seen.add(hashes.key(row))) this.repeated++;
    if (this.rows > mostCompared) this.seen.clear();
  }

  private note(high: number, low: number): void {
    const mixed = Math.imul(high ^ (high >>> 16), 0x21f0aaad);
    const key = ((mixed ^ (mixed >>> 15)) >>> 0) * 0x200000 + (low >>> 11);
    if (!this.seen.add(key)) this.repeated++;
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
  let byteTallies: readonly ByteTally[] = [];
  let reader: CellReader | null = null;
  let duplicates = new DuplicateCounter();
  const hashes = new RowHashes();
  let sample = new RowSample(1);
  let encoding = 'utf-8';
  let rules: CellRules = { decimal: '.', missingMarks: new Set() };
  const makeReceiver = (): RowReceiver => ({
    onColumns: (columns, dialect: TableDialect) => {
      rules = cellRules(options, dialect);
      encoding = dialect.encoding;
      names = columns;
      tallies = columns.map(() => new ColumnTally(rules, columns.length));
      byteTallies = [];
      reader = null;
      duplicates = new DuplicateCounter();
      sample = new RowSample(columns.length);
    },
    onCells: (batch, first, decode) => {
      if (reader === null) {
        reader = new CellReader(rules, decode, encoding);
        byteTallies = tallies.map(() => new ByteTally(rules, tallies.length));
      }
      while (sample.wanted < first + batch.rows)
        sample.offer(rowTexts(batch, sample.wanted - first, decode), sample.wanted);
      if (first === 0 && batch.rows > 0)
        duplicates.expect((opened.size * batch.rows) / Math.max(1, batch.last - batch.starts[0]!));
      const compared = duplicates.compares ? hashes : null;
      compared?.begin(batch.rows);
      for (let column = 0; column < byteTallies.length; column++)
        byteTallies[column]!.addBatch(batch, column, reader, compared);
      if (compared !== null) duplicates.addBatch(compared, batch.rows);
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
  const counted: readonly Tally[] = byteTallies.length > 0 ? byteTallies : tallies;
  const summaries = counted.map((tally, i) => tally.summary(names[i]!.name, names[i]!.renamed));
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
