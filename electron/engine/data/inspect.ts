// The first look at any source: finds its kind, reads it once, guesses everything with reasons.
import type { DataConfig, DataSource } from '../../../shared/data/config';
import type { ParamValues, Result } from '../../../shared/result';
import { readBundledSet } from './assets';
import { inspectImages } from './inspectImages';
import { inspectTable } from './inspectTable';
import { type Watch, settle } from './problem';
import { openSourceFile } from './sourceFile';

const inspectors = { table: inspectTable, images: inspectImages };

async function kindOf(source: DataSource): Promise<DataConfig['kind']> {
  switch (source.type) {
    case 'generated':
      return 'table';
    case 'folder':
      return 'images';
    case 'bundled':
      return (await readBundledSet(source.id)).kind;
    case 'file': {
      const file = await openSourceFile(source.path);
      // An Excel workbook is a zip as well; by its name it is meant as a table, which then says how to save it as CSV.
      return file.type.is === 'zip' && !/\.(xlsx|xlsm|ods|csv|tsv|txt)$/i.test(file.name) ? 'images' : 'table';
    }
  }
}

/**
 * Reads the whole source once. Options belong to the kind that the source turns out to be; those of another kind are
 * ignored.
 */
export async function inspectData(
  source: DataSource,
  options: ParamValues,
  watch: Watch = {},
): Promise<Result<DataConfig>> {
  const name = 'name' in source ? source.name : source.id;
  return settle(name, async () => inspectors[await kindOf(source)](source, options, watch));
}
