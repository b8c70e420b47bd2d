// The pictures that a table's columns name: found beside it, looked through once, decoded batch by batch.
import { promises as files } from 'node:fs';
import type { ColumnConfig, DataConfig, DataSource, TableConfig, TablePictures } from '../../../../shared/data/config';
import { fitImage } from '../../../../shared/data/fit';
import type { FittedInput, FittedPreprocessing } from '../../../../shared/data/fitted';
import { dataProblem } from '../../../../shared/data/kinds/kind';
import { type FittedImage, pictureSizeOf, scalePixels } from '../../../../shared/data/preprocess';
import { pictureInputs, picturesOf } from '../../../../shared/data/tablePictures';
import type { ParamValues, Problem } from '../../../../shared/result';
import type { PreviewRow } from '../../../../shared/data/shown';
import { besidePath, readerBeside } from './besideFile';
import { printsOfNamed } from '../filePrints';
import type { BatchArray } from '../dataset';
import { brightnessOf } from '../pictures/decodedPictures';
import { inBlocks } from '../pictures/inBlocks';
import { mapInTurn } from '../pictures/inTurn';
import { preparedAs } from '../pictures/prepared';
import { pictureReader } from '../pictures/pictureReader';
import { type MadePicture, PictureStore } from '../pictures/pictureStore';
import { pictureUrl } from '../pictures/imageFile';
import { pictureOptions } from './tableSource';
import { type Watch, checkCancelled, dataError, stop, throttledProgress } from '../problem';
import type { CategoryStore, ColumnStore, TableStore } from './tableStore';

/** Pictures that are looked at for their size and colour. */
const looked = 200;

/** Size, colour and scaling of the pictures that these columns name: as asked, or as the first of them are. */
export async function lookAtPictures(
  path: string,
  columns: readonly ColumnConfig[],
  values: ParamValues,
  watch: Watch,
): Promise<TablePictures> {
  const options = pictureOptions(values);
  const names = columns.flatMap(({ facts }) => facts.categories ?? []);
  const step = Math.max(1, Math.ceil(names.length / looked));
  const sample = names.filter((_, at) => at % step === 0);
  const reader = besideReader(path);
  const sizes: (readonly [number, number])[] = [];
  let coloured = false;
  await inBlocks(sample.length, watch, 'Looking at the pictures that the table names', async (places) => {
    const paths = places.map((place) => sample[place]!);
    const seen = await reader.seen(paths, { decodes: !coloured, size: null }, watch.signal);
    for (const [i, one] of seen.entries()) {
      // What is missing or damaged is told where the rows are read.
      if (one instanceof Error) continue;
      const { header } = one;
      sizes.push([header.width, header.height]);
      if (coloured || header.grey) continue;
      // Large ones are not decoded beside others.
      const [look] = one.look === null ? await reader.looks([paths[i]!], null, watch.signal) : [one.look];
      coloured = look !== undefined && !(look instanceof Error) && look.coloured;
    }
  });
  return preparedAs({ sizes, coloured, values, options });
}

/** Reads files by the names in a table on the threads; what lies outside of the table's folder is not there. */
const besideReader = (path: string) =>
  pictureReader({ where: (name) => besidePath(path, name) ?? '', read: readerBeside(path) });

/** One column's pictures, opened for a run. */
interface OpenColumn {
  readonly fitted: FittedImage;
  batch(rows: Uint32Array): Promise<BatchArray>;
  /** Data URLs of these rows' pictures as the network sees them. */
  show(rows: Uint32Array): Promise<readonly string[]>;
  /** The file of a row's picture. */
  original(row: number): Promise<Buffer>;
  close(): void;
}

/** Which rows have all their pictures, and what is to be said of the others. */
export interface FoundPictures {
  readonly problems: readonly Problem[];
  has(row: number): boolean;
  /** Columns of pictures for these rows, files of equal content under one code; none where there are no pictures. */
  readonly equalFiles?: (rows: Uint32Array, watch: Watch) => Promise<ReadonlyMap<ColumnStore, CategoryStore>>;
  /** Fits on these rows of the training part, unless a finished run's preprocessing stands in. */
  open(train: Uint32Array, given: FittedPreprocessing | undefined): Promise<OpenPictures>;
}

/** All columns of pictures by their inputs; rows have every picture. */
export interface OpenPictures {
  readonly fitted: { readonly [input: string]: FittedImage };
  batch(rows: Uint32Array): Promise<{ readonly [input: string]: BatchArray }>;
  show(rows: Uint32Array): Promise<readonly Pick<PreviewRow, 'picture' | 'pictures'>[]>;
  /** The file of an input's picture. */
  original(row: number, input: string): Promise<Buffer>;
  close(): void;
}

/** Looks for every file that the table names; a table without pictures has them all. Rejects where none is there. */
export async function findTablePictures(config: DataConfig, store: TableStore, watch: Watch): Promise<FoundPictures> {
  const { source, table } = config;
  const columns = [...pictureInputs(table?.columns ?? [])].flatMap(([input, column]) => {
    const stored = store.columns.get(column.name);
    return stored?.type === 'category' ? [{ input, column, stored }] : [];
  });
  const problems: Problem[] = [];
  const there: { readonly stored: CategoryStore; readonly there: Uint8Array }[] = [];
  for (const { column, stored } of columns) {
    const found = await findPictures(source, column, stored, watch);
    problems.push(...found.problems);
    there.push({ stored, there: found.there });
  }
  const has = (row: number) => there.every((one) => one.there[one.stored.codes[row]!] === 1);
  const open = async (train: Uint32Array, given: FittedPreprocessing | undefined): Promise<OpenPictures> => {
    const open: (readonly [string, OpenColumn])[] = [];
    for (const { input, column, stored } of columns)
      open.push([input, await openColumn(source, table!, column, stored, train, given?.inputs[input], watch)]);
    return {
      fitted: Object.fromEntries(open.map(([input, { fitted }]) => [input, fitted])),
      batch: async (rows) => {
        const made: Record<string, BatchArray> = {};
        for (const [input, { batch }] of open) made[input] = await batch(rows);
        return made;
      },
      show: async (wanted) => {
        // Rows that are left out may lack theirs.
        const rows = wanted.filter(has);
        const urls: (readonly [string, readonly string[]])[] = [];
        for (const [input, { show }] of open) urls.push([input, await show(rows)]);
        return Array.from(wanted, (row) => {
          const at = rows.indexOf(row);
          if (at < 0 || urls.length === 0) return {};
          return {
            picture: urls[0]![1][at]!,
            pictures: Object.fromEntries(urls.map(([input, all]) => [input, all[at]!])),
          };
        });
      },
      original: (row, input) => new Map(open).get(input)!.original(row),
      close: () => open.forEach(([, { close }]) => close()),
    };
  };
  const equalFiles = async (rows: Uint32Array, asked: Watch) => {
    const equal = new Map<ColumnStore, CategoryStore>();
    for (const { stored } of columns) equal.set(stored, await withEqualFiles(pathOf(source), stored, rows, asked));
    return equal;
  };
  return { problems, has, open, ...(columns.length === 0 ? {} : { equalFiles }) };
}

/** The column with the code of the first of all files that equal its own, for these rows. */
async function withEqualFiles(
  path: string,
  stored: CategoryStore,
  rows: Uint32Array,
  watch: Watch,
): Promise<CategoryStore> {
  const named = [...new Set(Array.from(rows, (row) => stored.codes[row]!))];
  const prints = printsOfNamed([(name) => besidePath(path, name)]);
  const found = await prints(
    named.map((code) => stored.categories[code]!),
    watch,
  );
  const first = new Map<number, number>();
  const same = new Map(
    named.map((code, i) => {
      if (!first.has(found[i]!)) first.set(found[i]!, code);
      return [code, first.get(found[i]!)!];
    }),
  );
  return { ...stored, codes: stored.codes.map((code) => same.get(code) ?? code) };
}

/** Which of a column's files are there; what cannot be found is told, and its rows are left out. */
async function findPictures(
  source: DataSource,
  column: ColumnConfig,
  { categories }: CategoryStore,
  watch: Watch,
): Promise<{ readonly there: Uint8Array; readonly problems: readonly Problem[] }> {
  const path = pathOf(source);
  const there = new Uint8Array(categories.length);
  const missing: string[] = [];
  const report = throttledProgress(watch, categories.length, 'Looking for the pictures');
  let done = 0;
  await mapInTurn([...categories.keys()], async (code) => {
    const facts = await files.lstat(besidePath(path, categories[code]!) ?? '').catch(() => null);
    if (facts?.isFile() === true) there[code] = 1;
    else missing.push(categories[code]!);
    report(++done);
  });
  checkCancelled(watch);
  if (missing.length === categories.length) {
    return stop(
      'data.table.pictures',
      `None of the pictures that "${column.name}" names is there, for example "${missing[0]?.slice(0, 200)}". Paths are read from the folder in which the table lies: put the pictures there, or set the column to "ignore".`,
      { param: column.name },
    );
  }
  if (missing.length === 0) return { there, problems: [] };
  const message = `${missing.length.toLocaleString('en-US')} of ${categories.length.toLocaleString('en-US')} pictures that "${column.name}" names are not there, for example "${missing[0]!.slice(0, 200)}". Their rows are left out.`;
  return { there, problems: [dataProblem('warning', 'data.table.pictures', message, column.name)] };
}

function pathOf(source: DataSource): string {
  if (source.type === 'file') return source.path;
  return stop('data.table.pictures', 'Only a table in a file can name pictures that lie beside it.');
}

/** Opens a column's pictures; `given` stands in for fitting. Rejects with a DataError that names the file. */
async function openColumn(
  source: DataSource,
  table: TableConfig,
  column: ColumnConfig,
  stored: CategoryStore,
  train: Uint32Array,
  given: FittedInput | undefined,
  watch: Watch,
): Promise<OpenColumn> {
  const reader = besideReader(pathOf(source));
  const size = pictureSizeOf(given?.modality === 'image' ? given : picturesOf(table));
  const { width, height, channels } = size;
  const bytesEach = width * height * channels;
  const make = async (codes: readonly number[], signal?: AbortSignal): Promise<readonly MadePicture[]> => {
    const names = codes.map((code) => stored.categories[code]!);
    const made = await reader.sized(names, size, signal);
    return made.map((picture, i) =>
      picture instanceof Error
        ? dataError(
            'data.table.picture',
            `The picture "${names[i]!.slice(0, 200)}" that the table names cannot be used. ${picture.message} Replace it, or take its row out of the table.`,
          )
        : picture.pixels,
    );
  };
  // One file may stand in many rows.
  const store = await PictureStore.open(bytesEach, make);
  const pixels = (rows: Uint32Array, signal?: AbortSignal) =>
    store.getAll(
      rows.map((row) => stored.codes[row]!),
      signal,
    );
  const fitted: FittedImage =
    given?.modality === 'image'
      ? given
      : {
          ...fitImage(picturesOf(table), await brightnessOf(train, picturesOf(table), { pixels, bytesEach }, watch)),
          column: column.name,
        };
  return {
    fitted,
    batch: async (rows) => {
      const values = new Float32Array(rows.length * bytesEach);
      for (const [i, picture] of (await pixels(rows)).entries()) scalePixels(fitted, picture, values, i * bytesEach);
      return { shape: [rows.length, height, width, channels], values };
    },
    original: (row) => readerBeside(pathOf(source))(stored.categories[stored.codes[row]!]!),
    show: async (rows) => (await pixels(rows)).map((picture) => pictureUrl(picture, width, height, channels)),
    close: () => store.close(),
  };
}
