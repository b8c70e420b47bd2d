// How rows come out of a table, whatever format it is in.
import type { TableDialect } from '../../../../shared/data/config';
import type { CellBatch } from '../bytes/cellBatch';
import type { Decode } from '../bytes/cellReader';
import type { ColumnName } from './columnNames';

export const mostColumns = 20_000;

export interface TableScan {
  readonly dialect: TableDialect;
  readonly fingerprint: string;
  readonly rowCount: number;
  readonly notes: readonly string[];
}

export interface RowReceiver {
  /** Once, before any rows. */
  onColumns(columns: readonly ColumnName[], dialect: TableDialect): void;
  /** Rows of exactly as many cells as there are columns; `first` counts data rows from 0. Return true to stop early. */
  onRows(rows: readonly string[][], first: number): boolean | void;
  /**
   * The same rows as bytes, for who can do without a string per cell. Called in place of onRows where the file is read
   * as bytes; a file may begin that way and, after another onColumns, come as rows.
   */
  onCells?(batch: CellBatch, first: number, decode: Decode): boolean | void;
}
