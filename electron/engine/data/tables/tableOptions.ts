// The reading options of the table kind as the readers of all formats know them.
import { type CellRules, parseMissingMarks } from '../../../../shared/data/cells';
import type { TableDialect } from '../../../../shared/data/config';

/** Options of the table kind, checked. */
export interface TableOptions {
  readonly delimiter: string;
  readonly decimal: string;
  readonly header: string;
  readonly encoding: string;
  readonly missing: string;
  readonly raggedRows: string;
  /** Name of an Excel workbook's sheet; empty for the first with values. */
  readonly sheet: string;
}

/** The rules by which cells of a scanned table are read. */
export function cellRules(options: TableOptions, dialect: TableDialect): CellRules {
  return { decimal: dialect.decimal, missingMarks: parseMissingMarks(options.missing) };
}
