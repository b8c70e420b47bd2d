// Where pictures with masks come from: a folder or zip with pictures and masks of the same names, a table of their
// paths, or generated scenes. All look the same from here on: numbered pairs.
import { createHash } from 'node:crypto';
import { promises as files } from 'node:fs';
import type { DataSource } from '../../../../shared/data/config';
import { findGenerator, generateTable } from '../../../../shared/data/generators';
import { paintScene, parseScene, shapeNames } from '../../../../shared/data/shapes';
import { pictureFile } from '../../../../shared/data/tablePictures';
import { besidePath, largestTable, parseSmallTable, readerBeside } from '../tables/besideFile';
import { listOf } from '../tables/columnPlaces';
import { type FilePrints, type SamplePrints, printsByPath, printsOfContent, printsOfNamed } from '../filePrints';
import { isMetadata, tellOfFiles } from '../fileColumns';
import { type FileTree, type Unreadable, byText } from '../trees/fileTree';
import { treeOfFolder } from '../trees/folderTree';
import { treeOfZip } from '../trees/zipTree';
import type { MaskGiven, PictureGiven } from '../pictures/given';
import { type Watch, reasonOf, stop } from '../problem';
import { type ColumnListener, plainRules } from '../sampleColumns';
import { openSourceFile } from '../sourceFile';
import { Aborted } from '../workers/pool';

export interface MaskSource {
  readonly name: string;
  readonly count: number;
  /** Names of the classes by their values' order, where the source says them. */
  readonly names: readonly string[];
  readonly fingerprint: string;
  /** Another wherever a file's bytes may have changed; none where pairs cannot be told from their files. */
  readonly stamp?: string;
  readonly unreadable: readonly Unreadable[];
  readonly notes: readonly string[];
  /** The picture's path, for messages. */
  path(index: number): string;
  /** Tells which pictures are equal, whatever their masks. */
  readonly prints: SamplePrints;
  /** Tells what is known of the pictures besides; none where they are generated. */
  columns?(listener: ColumnListener): Promise<void>;
  /** These reject with an Error that says in a sentence why the file is not used. */
  image(index: number): Promise<PictureGiven>;
  /** `use` of the mask; what is wrong with it is said of the mask's file. */
  mask<T>(index: number, use: (given: MaskGiven) => Promise<T>): Promise<T>;
  close(): void;
}

const imageFolder = /^(?:images?|imgs?|photos?|pictures?|jpegimages|inputs?|leftimg8bit|frames|rgb|originals?)$/i;
const maskFolder =
  /^(?:masks?|labels?|annotations?|annots?|segmentations?|segmentationclass|targets?|gt|gtfine|ground_?truths?|segs?|trimaps?)$/i;
const maskEnding = /[_-](?:masks?|seg|segmentation|labels?|gt|gtfine_labelids)$/i;

interface Pair {
  readonly image: string;
  readonly mask: string;
}

/** What a file is and which other it belongs to: the same place and name, without what marks a mask. */
function roleOf(path: string): { readonly mask: boolean; readonly key: string } {
  const parts = path.split('/');
  const name = parts.pop()!.replace(/\.[^.]*$/, '');
  const speaking = parts.filter((part) => imageFolder.test(part) || maskFolder.test(part));
  const last = speaking[speaking.length - 1];
  const byFolder = last !== undefined && maskFolder.test(last);
  const mask = byFolder || (last === undefined && maskEnding.test(name));
  const folders = parts.filter((part) => !speaking.includes(part));
  return { mask, key: [...folders, mask ? name.replace(maskEnding, '') : name].join('/') };
}

/** Pictures and masks that belong together, in order of the pictures' paths, and files that stay alone. */
export function pairFiles(paths: readonly string[]): {
  readonly pairs: readonly Pair[];
  readonly alone: readonly Unreadable[];
} {
  const byKey = new Map<string, { image?: string; mask?: string }>();
  const alone: Unreadable[] = [];
  for (const path of [...paths].sort(byText)) {
    const { mask, key } = roleOf(path);
    const entry = byKey.get(key) ?? {};
    const role = mask ? 'mask' : 'image';
    if (entry[role] !== undefined) alone.push({ file: path, reason: `It has the same name as ${entry[role]}.` });
    else byKey.set(key, { ...entry, [role]: path });
  }
  const pairs: Pair[] = [];
  for (const { image, mask } of byKey.values()) {
    if (image !== undefined && mask !== undefined) pairs.push({ image, mask });
    else if (image !== undefined) alone.push({ file: image, reason: 'There is no mask of the same name.' });
    else alone.push({ file: mask!, reason: 'There is no picture of the same name.' });
  }
  return { pairs: pairs.sort((a, b) => byText(a.image, b.image)), alone };
}

const howTo =
  'Choose a folder that holds a folder "images" and a folder "masks" with files of the same names, or a table with a column of picture files and a column of mask files.';

/** Pictures and masks read by path. */
function pairSource(
  base: Omit<MaskSource, 'count' | 'path' | 'prints' | 'image' | 'mask'>,
  pairs: readonly Pair[],
  prints: FilePrints,
  read: (path: string) => Promise<Buffer>,
): MaskSource {
  const bytes = async (path: string): Promise<Buffer> => {
    try {
      return await read(path);
    } catch (error) {
      throw new Error(reasonOf(error));
    }
  };
  const path = (index: number) => pairs[index]!.image;
  return {
    ...base,
    count: pairs.length,
    path,
    prints: printsByPath(prints, path),
    image: (index) => bytes(pairs[index]!.image),
    mask: async (index, use) => {
      const { mask } = pairs[index]!;
      try {
        return await use(await bytes(mask));
      } catch (error) {
        if (error instanceof Aborted) throw error;
        throw new Error(`Its mask ${mask} cannot be used. ${(error as Error).message}`);
      }
    },
  };
}

/** Lines of a file called classes.txt or labels.txt beside the folders. */
async function namesIn(tree: FileTree): Promise<readonly string[]> {
  const file = tree.found.find(
    ({ path, bytes }) => /(?:^|\/)(?:classes|labels|class_names)\.txt$/i.test(path) && bytes < 1e5,
  );
  if (file === undefined) return [];
  const text = (await tree.read(file.path).catch(() => Buffer.alloc(0))).toString('utf8');
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

async function treeSource(tree: FileTree): Promise<MaskSource> {
  const pictures = tree.found.filter(({ path }) => pictureFile.test(path)).map(({ path }) => path);
  const { pairs, alone } = pairFiles(pictures);
  if (pairs.length === 0) {
    tree.close();
    stop(
      'data.masks.pairs',
      pictures.length === 0
        ? `"${tree.name}" holds no pictures. ${howTo}`
        : `"${tree.name}" holds ${pictures.length.toLocaleString('en-US')} pictures, but none with a mask of the same name. ${howTo}`,
    );
  }
  const { name, fingerprint, stamp, prints, close } = tree;
  const names = await namesIn(tree);
  const unreadable = [...tree.skipped, ...alone];
  const columns = (listener: ColumnListener) =>
    tellOfFiles(
      listener,
      { metadata: tree.found.filter(isMetadata), read: tree.read },
      pairs.map(({ image }) => ({ path: image, label: null })),
    );
  return pairSource(
    { name, names, fingerprint, stamp, unreadable, notes: [], columns, close },
    pairs,
    prints,
    tree.read,
  );
}

/** The two columns of a table that name pictures and masks: places, or null where there are none. */
export function maskColumns(
  columns: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): { readonly image: number; readonly mask: number } | null {
  const places = columns.flatMap((_, place) => {
    const cells = rows.slice(0, 200).map((row) => row[place] ?? '');
    return cells.length > 0 && cells.every((cell) => pictureFile.test(cell)) ? [place] : [];
  });
  if (places.length < 2) return null;
  const mask = places.find((place) => /mask|label|annot|seg|target|truth/i.test(columns[place]!)) ?? places[1]!;
  return { image: places.find((place) => place !== mask)!, mask };
}

async function tableSource(path: string): Promise<MaskSource> {
  const file = await openSourceFile(path);
  const bytes = file.size > largestTable ? null : await files.readFile(path);
  if (bytes === null)
    return stop('data.masks.table', `"${file.name}" is larger than ${largestTable / 2 ** 20} MB. Take a part of it.`);
  const { columns, rows } = parseSmallTable(bytes.toString('utf8'));
  const chosen = maskColumns(columns, rows);
  if (chosen === null) {
    stop(
      'data.masks.columns',
      `"${file.name}" has no two columns of picture files (such as photo1.png). Its columns are ${listOf(columns)}. ${howTo}`,
    );
  }
  const pairs = rows.map((row) => ({ image: row[chosen.image] ?? '', mask: row[chosen.mask] ?? '' }));
  const fingerprint = createHash('sha256').update(bytes).digest('hex');
  const others = columns
    .map((name, place) => ({ name, place }))
    .filter(({ place }) => !Object.values(chosen).includes(place));
  const tell = async (listener: ColumnListener) => {
    listener.begin(others, plainRules());
    for (const row of rows) listener.take(others.map(({ place }) => row[place] ?? ''));
  };
  const base = { name: file.name, names: [], fingerprint, unreadable: [], notes: [], close: () => undefined };
  const prints = printsOfNamed([(name) => besidePath(path, name)]);
  return pairSource({ ...base, columns: tell }, pairs, prints, readerBeside(path));
}

function generatedSource(source: Extract<DataSource, { type: 'generated' }>): MaskSource {
  const table = generateTable(source.id, source.params);
  if (!table.ok) return stop(table.problem.code, table.problem.message);
  const scenes = table.value.columns['scene'];
  if (scenes === undefined || scenes instanceof Float64Array)
    return stop('data.kind', `The generated set "${source.id}" holds no pictures with masks.`);
  const painted = (index: number) => paintScene(parseScene(scenes[index]!));
  const side = (index: number) => parseScene(scenes[index]!).side;
  return {
    name: findGenerator(source.id)?.title ?? source.id,
    count: scenes.length,
    names: ['background', ...shapeNames],
    fingerprint: createHash('sha256').update(scenes.join('\n')).digest('hex'),
    unreadable: [],
    notes: [],
    path: (index) => `picture ${index + 1}`,
    // Of one text the same picture is painted.
    prints: printsOfContent((index) => scenes[index]!),
    image: async (i) => ({ data: painted(i).pixels, width: side(i), height: side(i), channels: 3 }),
    mask: async (i, use) => use({ form: 'numbers', width: side(i), height: side(i), values: painted(i).mask }),
    close: () => undefined,
  };
}

/** Opens a source of pictures with masks. Throws a DataError where there is no pair to be found. */
export async function openMaskSource(source: DataSource, watch: Watch): Promise<MaskSource> {
  switch (source.type) {
    case 'generated':
      return generatedSource(source);
    case 'bundled':
      return stop(
        'data.kind',
        'No set with masks ships with Layerloom. Choose a folder, a zip, a table or a generated set.',
      );
    case 'folder':
      return treeSource(await treeOfFolder(source.path, watch));
    case 'file': {
      const file = await openSourceFile(source.path);
      return file.type.is === 'zip' ? treeSource(await treeOfZip(source.path, watch)) : tableSource(source.path);
    }
  }
}
