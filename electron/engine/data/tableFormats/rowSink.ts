// Rows on their way from a format's reader to whoever asked: counted, made equally long, handed on a few hundred at a
// time, with progress, pauses for the engine's other work, and an ear for "cancel".
import type { TableDialect } from '../../../../shared/data/config';
import { type ProgressUnit, type Watch, breathe, checkCancelled, stop, throttledProgress } from '../problem';
import { type ColumnName, cleanNames } from '../tables/columnNames';
import { type RowReceiver, mostColumns } from '../tables/rowReceiver';
import type { TableOptions } from '../tables/tableOptions';

const rowsAtOnce = 500;
/** A cell longer than this belongs to no table. */
export const longestCell = 16 * 1024 * 1024;

export class RowSink {
  /** Rows handed on. */
  rows = 0;
  skipped = 0;
  filled = 0;
  /** The receiver has seen enough. */
  done = false;
  private width = -1;
  private waiting: string[][] = [];
  private readonly report: (done: number) => void;

  constructor(
    private readonly name: string,
    private readonly receiver: RowReceiver,
    private readonly ragged: TableOptions['raggedRows'],
    private readonly watch: Watch,
    total: number,
    unit: ProgressUnit,
  ) {
    this.report = throttledProgress(watch, total, `Reading ${name}`, unit);
  }

  /** Once, before any row. */
  columns(header: readonly string[] | null, width: number, dialect: TableDialect): readonly ColumnName[] {
    if (width > mostColumns) {
      stop(
        'data.table.wide',
        `"${this.name}" has ${width.toLocaleString('en-US')} columns; at most ${mostColumns.toLocaleString('en-US')} can be read. Leave out columns that you do not need.`,
      );
    }
    const names = cleanNames(header, width);
    this.width = width;
    this.receiver.onColumns(names, dialect);
    return names;
  }

  /** `line` is the row's number as the program that made the file shows it. Short rows are filled without a word where `loose`. */
  add(row: string[], line: number, loose: boolean): void {
    if (row.length !== this.width && !this.fit(row, line, loose)) return;
    this.waiting.push(row);
    if (this.waiting.length >= rowsAtOnce) this.flush();
  }

  private fit(row: string[], line: number, loose: boolean): boolean {
    while (row.length > this.width && row[row.length - 1] === '') row.pop();
    if (loose && row.length < this.width) while (row.length < this.width) row.push('');
    if (row.length === this.width) return true;
    if (this.ragged === 'skip') {
      this.skipped++;
      return false;
    }
    if (this.ragged !== 'fill') {
      stop(
        'data.table.ragged',
        `Row ${line.toLocaleString('en-US')} of "${this.name}" has ${row.length} cells where ${this.width} ${this.width === 1 ? 'was' : 'were'} expected. Correct it in the file, or choose under "Rows of another length" to leave such rows out or to fill them.`,
        { param: 'raggedRows' },
      );
    }
    this.filled++;
    row.length = Math.min(row.length, this.width);
    while (row.length < this.width) row.push('');
    return true;
  }

  flush(): void {
    const rows = this.waiting;
    this.waiting = [];
    if (rows.length > 0 && !this.done && this.receiver.onRows(rows, this.rows) === true) this.done = true;
    this.rows += rows.length;
  }

  /** Between two stretches of work: lets messages in, and throws where the work was cancelled. */
  async pause(doneSoFar: number): Promise<void> {
    this.report(doneSoFar);
    await breathe();
    checkCancelled(this.watch);
  }

  /** What a person should know of the reading. Stops where there was nothing to read. */
  end(): readonly string[] {
    this.flush();
    if (this.rows === 0) {
      stop(
        'data.table.headerOnly',
        `"${this.name}" has column names but no rows of values. Choose a file with data below the names.`,
      );
    }
    const plural = (n: number, one: string, many: string) => `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
    return [
      ...(this.skipped > 0
        ? [`${plural(this.skipped, 'row was', 'rows were')} left out because of another number of cells.`]
        : []),
      ...(this.filled > 0
        ? [`${plural(this.filled, 'row was', 'rows were')} filled or cut to ${this.width} cells.`]
        : []),
    ];
  }
}
