// Where a table's rows come from: a person's file, a bundled set or a generator. All three look the same from here on.
import { holdsTable } from '../../../../shared/data/bundled';
import type { DataSource, TableDialect } from '../../../../shared/data/config';
import { findGenerator, generateTable } from '../../../../shared/data/generators';
import type { DataHints } from '../../../../shared/data/guess';
import { pictureParams } from '../../../../shared/data/kinds/images';
import { readingParams } from '../../../../shared/data/kinds/table';
import type { TableFormatId } from '../../../../shared/data/tableFormats';
import type { ParamValues } from '../../../../shared/result';
import type { PictureOptions } from '../pictures/prepared';
import { readBundledFile, readBundledSet, sha256 } from '../assets';
import { checkedOptions } from '../options';
import { DataError, type Watch, stop } from '../problem';
import { scanTable } from '../csv/scanTable';
import { type TableBytes, memoryBytes } from '../csv/tableBytes';
import type { RowReceiver, TableScan } from './rowReceiver';
import type { TableOptions } from './tableOptions';
import { openSourceFile } from '../sourceFile';
import { tableFormatOf } from '../tableFormats';

export interface TableSource {
  readonly name: string;
  /** Bytes of the text, 0 for generated tables: a measure of what reading costs. */
  readonly size: number;
  readonly hints: DataHints;
  readonly format: TableFormatId;
  /** A text table's own bytes, for who reads them in parts. */
  readonly bytes?: TableBytes;
  scan(makeReceiver: () => RowReceiver, watch?: Watch, known?: TableDialect): Promise<TableScan>;
}

/** Checks how the text is to be read; what is left out stands at its default. Other kinds read tables with options of their own. */
export function tableOptions(values: ParamValues): TableOptions {
  return checkedOptions(readingParams, values);
}

/** How the pictures that columns name are to be prepared, as asked. */
export function pictureOptions(values: ParamValues): PictureOptions {
  return checkedOptions<PictureOptions>(pictureParams, values);
}

function bytesSource(bytes: TableBytes, options: TableOptions, hints: DataHints): TableSource {
  return {
    name: bytes.name,
    size: bytes.size,
    hints,
    format: 'text',
    scan: (makeReceiver, watch, known) => scanTable(bytes, options, makeReceiver, watch, known),
  };
}

/** A generated table as rows of text: numbers in the shortest form that reads back as the same double. */
function generatedSource(id: string, params: ParamValues): TableSource {
  const definition = findGenerator(id);
  const made = generateTable(id, params);
  if (!made.ok) throw new DataError(made.problem);
  if (definition === undefined) return stop('data.generator', `There is no generated data set called "${id}".`);
  const columns = definition.columns.map((name) => made.value.columns[name]!);
  const rowCount = columns[0]!.length;
  const dialect: TableDialect = { delimiter: ',', decimal: '.', header: true, encoding: 'utf-8' };
  return {
    name: definition.title,
    size: 0,
    hints: {
      target: definition.target,
      task: definition.task,
      ...(definition.ignore === undefined ? {} : { ignore: definition.ignore }),
    },
    format: 'text',
    scan: async (makeReceiver) => {
      const receiver = makeReceiver();
      receiver.onColumns(
        definition.columns.map((name) => ({ name })),
        dialect,
      );
      for (let first = 0; first < rowCount; first += 1000) {
        const rows = Array.from({ length: Math.min(1000, rowCount - first) }, (_, i) =>
          columns.map((column) => String(column[first + i])),
        );
        if (receiver.onRows(rows, first) === true) break;
      }
      const fingerprint = sha256(
        JSON.stringify([id, columns.map((column) => Array.from(column as ArrayLike<string | number>))]),
      );
      return { dialect, fingerprint, rowCount, notes: [] };
    },
  };
}

/** Opens a table's source; throws a DataError with the reason where that cannot be. */
export async function openTableSource(source: DataSource, values: ParamValues): Promise<TableSource> {
  const options = tableOptions(values);
  switch (source.type) {
    case 'generated':
      return generatedSource(source.id, source.params);
    case 'bundled': {
      const set = await readBundledSet(source.id);
      if (!holdsTable(set)) return stop('data.kind', `"${set.title}" holds ${set.kind}, not a table.`);
      const bytes = await readBundledFile(set, set.file);
      // Shipped as UTF-8 with commas, decimal points and a row of names: nothing to decide.
      const fixed = { ...options, delimiter: 'comma', decimal: 'point', header: 'yes', encoding: 'utf-8' };
      return bytesSource(memoryBytes(set.title, bytes), fixed, { ...set.suggested, task: set.task });
    }
    case 'file': {
      const file = await openSourceFile(source.path);
      const format = tableFormatOf(file);
      const reading = await format.open(file, options);
      return { name: file.name, hints: { files: true }, format: format.id, ...reading };
    }
    case 'folder':
      return stop(
        'data.folder',
        `"${source.name}" is a folder where a table file was expected. Choose a file such as a CSV or an Excel workbook.`,
      );
  }
}
