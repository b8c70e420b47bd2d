// What a table format is to the engine: how its files are known by their first bytes, and how their rows are read.
import type { TableDialect } from '../../../../shared/data/config';
import type { TableFormatId } from '../../../../shared/data/tableFormats';
import type { Watch } from '../problem';
import type { RowReceiver, TableScan } from '../tables/rowReceiver';
import type { TableBytes } from '../csv/tableBytes';
import type { TableOptions } from '../tables/tableOptions';
import type { SourceFile } from '../sourceFile';

export interface TableReading {
  /** A text table's own bytes, for who reads them in parts. */
  readonly bytes?: TableBytes;
  /** What reading costs, in bytes as the rows come out: above a bound, their text is not kept in memory. */
  readonly size: number;
  scan(makeReceiver: () => RowReceiver, watch?: Watch, known?: TableDialect): Promise<TableScan>;
}

export interface TableFormat {
  readonly id: TableFormatId;
  /** By what is in the file; its name may help where the first bytes leave it open. */
  accepts(file: SourceFile): boolean;
  /** Throws a DataError where the file cannot be such a table. */
  open(file: SourceFile, options: TableOptions): Promise<TableReading>;
}

/** How rows of a format without a dialect of its own come out: names known, decimal points. */
export const plainDialect: TableDialect = { delimiter: ',', decimal: '.', header: true, encoding: 'utf-8' };
