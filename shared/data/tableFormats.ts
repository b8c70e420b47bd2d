// The file formats a table may come in: what they are called, which files they are offered for, which reading options
// mean something for them. How each is read is the engine's (electron/engine/data/tableFormats).

import type { ParamSchema } from '../params';

export type TableFormatId = 'text' | 'excel' | 'jsonLines' | 'json' | 'parquet';

export interface TableFormatInfo {
  readonly id: TableFormatId;
  readonly title: string;
  /** With their dot, the usual one first. */
  readonly extensions: readonly string[];
  /** Those of the table kind's reading options that apply. */
  readonly options: readonly string[];
}

export const tableFormats: readonly TableFormatInfo[] = [
  {
    id: 'text',
    title: 'CSV or TSV',
    extensions: ['.csv', '.tsv', '.tab', '.txt'],
    options: ['delimiter', 'decimal', 'header', 'encoding', 'missing', 'raggedRows'],
  },
  {
    id: 'excel',
    title: 'Excel workbook',
    extensions: ['.xlsx', '.xlsm'],
    options: ['sheet', 'header', 'missing', 'raggedRows'],
  },
  { id: 'jsonLines', title: 'JSON lines', extensions: ['.jsonl', '.ndjson'], options: ['missing'] },
  { id: 'json', title: 'JSON', extensions: ['.json'], options: ['missing'] },
  { id: 'parquet', title: 'Parquet', extensions: ['.parquet', '.pq'], options: ['missing'] },
];

/** The format with that id; files of before formats had a name are text. */
export function findTableFormat(id: string | undefined): TableFormatInfo {
  return tableFormats.find((format) => format.id === id) ?? tableFormats[0]!;
}

/** Every extension of a table, with its dot. */
export const tableExtensions: readonly string[] = tableFormats.flatMap(({ extensions }) => extensions);

/** The format that a file of this name is expected to be. */
export function formatOfName(name: string): TableFormatInfo {
  const ending = /\.[^.]+$/.exec(name.toLowerCase())?.[0] ?? '';
  return tableFormats.find(({ extensions }) => extensions.includes(ending)) ?? tableFormats[0]!;
}

/** Reading options without those that mean nothing for the format. */
export function optionsOf(schema: ParamSchema, format: TableFormatInfo): ParamSchema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => format.options.includes(name)));
}
