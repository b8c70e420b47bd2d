// Every table format, in the order in which a file is asked whether it is one. Text takes what no other does.
import type { SourceFile } from '../sourceFile';
import { excel } from './excel';
import type { TableFormat } from './format';
import { json, jsonLines } from './jsonLines';
import { parquet } from './parquet';
import { text } from './text';

const tableReaders: readonly TableFormat[] = [excel, parquet, jsonLines, json, text];

/** What a file is, by what is in it rather than by its name. */
export function tableFormatOf(file: SourceFile): TableFormat {
  return tableReaders.find((format) => format.accepts(file)) ?? text;
}

export type { TableFormat, TableReading } from './format';
