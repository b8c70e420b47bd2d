// Reads a table's text as rows, streamed: bytes are hashed, decoded, cut into rows and handed on a piece at a time.
import type { TableDialect } from '../../../../shared/data/config';
import type { Watch } from '../problem';
import type { RowReceiver, TableScan } from '../tables/rowReceiver';
import type { TableOptions } from '../tables/tableOptions';
import { decideDialect } from './dialect';
import { NotUtf8, guessLegacyEncoding } from './encoding';
import { scanBytes } from './scanBytes';
import { scanText } from './scanText';
import type { TableBytes } from './tableBytes';

/** How a file is to be read. */
export function readingOf(
  bytes: TableBytes,
  options: TableOptions,
  known?: TableDialect,
): { readonly dialect: TableDialect; readonly strict: boolean } {
  const dialect = known ?? decideDialect(bytes, options);
  // Strict only where nobody has chosen: a person who says UTF-8 gets UTF-8, with a note about what did not fit.
  return { dialect, strict: known === undefined && options.encoding === 'auto' && dialect.encoding === 'utf-8' };
}

/**
 * Reads every row once. `makeReceiver` is called again where the encoding turns out to be another one far into the
 * file. Throws DataError with the row's number as a spreadsheet shows it (the first row of the file is row 1).
 */
export async function scanTable(
  bytes: TableBytes,
  options: TableOptions,
  makeReceiver: () => RowReceiver,
  watch: Watch = {},
  known?: TableDialect,
): Promise<TableScan> {
  const { dialect, strict } = readingOf(bytes, options, known);
  try {
    const plain = await scanBytes(bytes, dialect, makeReceiver(), strict, watch);
    return plain ?? (await scanText(bytes, options, dialect, makeReceiver(), strict, watch));
  } catch (error) {
    if (!(error instanceof NotUtf8)) throw error;
    const encoding = guessLegacyEncoding(error.bytes);
    return scanText(bytes, options, { ...dialect, encoding }, makeReceiver(), false, watch);
  }
}
