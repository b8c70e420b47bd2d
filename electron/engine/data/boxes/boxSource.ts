// Where pictures with boxes come from: a folder or zip with pictures and a COCO file or a table, such a file alone with
// the pictures beside it, or generated scenes. All look the same from here on: numbered pictures with boxes in pixels.
import { createHash } from 'node:crypto';
import { promises as files } from 'node:fs';
import type { DataSource } from '../../../../shared/data/config';
import { findGenerator, generateTable } from '../../../../shared/data/generators';
import { paintScene, parseScene, shapeNames } from '../../../../shared/data/shapes';
import { pictureFile } from '../../../../shared/data/tablePictures';
import { besidePath, largestTable, readerBeside } from '../tables/besideFile';
import { type BoxFile, type MarkedPicture, looksLikeCoco, readBoxTable, readCoco } from './boxFiles';
import { type SamplePrints, printsByPath, printsOfContent, printsOfNamed } from '../filePrints';
import { isMetadata, tellOfFiles } from '../fileColumns';
import type { FileTree, Unreadable } from '../trees/fileTree';
import { treeOfFolder } from '../trees/folderTree';
import { treeOfZip } from '../trees/zipTree';
import type { PictureGiven } from '../pictures/given';
import { type Watch, reasonOf, stop } from '../problem';
import { type ColumnListener, plainRules } from '../sampleColumns';
import { openSourceFile } from '../sourceFile';

export interface BoxSource {
  readonly name: string;
  readonly classes: readonly string[];
  readonly pictures: readonly MarkedPicture[];
  readonly fingerprint: string;
  readonly unreadable: readonly Unreadable[];
  /** Tells which pictures are equal, whatever is marked on them. */
  readonly prints: SamplePrints;
  /** Tells what is known of the pictures besides; none where they are generated. */
  columns?(listener: ColumnListener): Promise<void>;
  /** Rejects with an Error that says in a sentence why the picture is not used. */
  image(index: number): Promise<PictureGiven>;
  close(): void;
}

const howTo =
  'Choose a folder with the pictures and, in it, a COCO file (.json) or a table with the columns file, label, x, y, width and height, or xmin, ymin, xmax and ymax.';

/** A COCO file or a table of boxes; null where it is neither, a reason where it is a damaged one. */
function readBoxFile(path: string, bytes: Buffer): BoxFile | string | null {
  const text = bytes.toString('utf8');
  if (/\.json$/i.test(path)) return looksLikeCoco(text.slice(0, 2 ** 18)) ? readCoco(text) : null;
  return readBoxTable(text);
}

/** A file system's own words say nothing to a person. */
async function bytesOf(read: (path: string) => Promise<Buffer>, path: string): Promise<Buffer> {
  try {
    return await read(path);
  } catch (error) {
    throw new Error(reasonOf(error));
  }
}

/** Tells of the pictures what a table of boxes says in its other columns. */
function tellOfTable(listener: ColumnListener, columns: readonly string[], pictures: readonly MarkedPicture[]): void {
  listener.begin(
    columns.map((name) => ({ name })),
    plainRules(),
  );
  for (const { cells } of pictures) listener.take(cells ?? []);
}

async function treeSource(tree: FileTree): Promise<BoxSource> {
  const paths = tree.found.filter(({ path }) => pictureFile.test(path)).map(({ path }) => path);
  const exact = new Set(paths);
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  /** The picture that an annotation file in `folder` means: beside it, below it, or the only one of that name. */
  const find = (folder: string, file: string): string | undefined => {
    if (exact.has(`${folder}${file}`)) return `${folder}${file}`;
    const same = byName.get(file.slice(file.lastIndexOf('/') + 1)) ?? [];
    return (
      same.find((path) => path.endsWith(`/${file}`) && path.startsWith(folder)) ??
      (same.length === 1 ? same[0] : undefined)
    );
  };
  const pictures: MarkedPicture[] = [];
  const unreadable: Unreadable[] = [...tree.skipped];
  const classes: string[] = [];
  const columns: string[] = [];
  let read = 0;
  for (const { path, bytes } of tree.found) {
    if (!/\.(?:json|csv|tsv|txt)$/i.test(path) || bytes > largestTable) continue;
    const content = await tree.read(path).catch(() => null);
    const found = content === null ? null : readBoxFile(path, content);
    if (found === null) continue;
    if (typeof found === 'string') {
      unreadable.push({ file: path, reason: found });
      continue;
    }
    read++;
    unreadable.push(...found.objections);
    if (read === 1) columns.push(...(found.columns ?? []));
    for (const name of found.classes) if (!classes.includes(name)) classes.push(name);
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    for (const picture of found.pictures) {
      const place = find(folder, picture.file);
      if (place === undefined)
        unreadable.push({ file: picture.file, reason: `${path} names it, but it is not there.` });
      else pictures.push({ ...picture, file: place });
    }
  }
  if (read === 0 || pictures.length === 0) {
    tree.close();
    const [first] = unreadable;
    stop(
      'data.boxes.file',
      read === 0
        ? `"${tree.name}" holds no COCO file and no table of boxes${first === undefined ? '.' : `, for example ${first.file}: ${first.reason}`} ${howTo}`
        : `None of the pictures that the boxes of "${tree.name}" name is there, for example ${first?.file ?? ''}. ${howTo}`,
    );
  }
  const { name, fingerprint, prints, close } = tree;
  return {
    name,
    classes,
    pictures,
    fingerprint,
    unreadable,
    prints: printsByPath(prints, (index) => pictures[index]!.file),
    columns: async (listener) => {
      // Of several tables each has columns of its own.
      if (read === 1 && columns.length > 0) return tellOfTable(listener, columns, pictures);
      const list = { metadata: tree.found.filter(isMetadata), read: tree.read };
      return tellOfFiles(
        listener,
        list,
        pictures.map(({ file }) => ({ path: file, label: null })),
      );
    },
    image: (index) => bytesOf(tree.read, pictures[index]!.file),
    close,
  };
}

/** Folders beside an annotation file in which its pictures are looked for, its own first. */
const picturesIn = ['', 'images', 'imgs'];

async function fileSource(path: string): Promise<BoxSource> {
  const file = await openSourceFile(path);
  if (file.size > largestTable)
    return stop('data.boxes.large', `"${file.name}" is larger than ${largestTable / 2 ** 20} MB. Take a part of it.`);
  const bytes = await files.readFile(path);
  const found = readBoxFile(path, bytes);
  if (found === null || typeof found === 'string')
    return stop('data.boxes.file', `"${file.name}" has no boxes. ${found ?? ''} ${howTo}`.replace(/ {2,}/g, ' '));
  const readers = picturesIn.map((folder) => readerBeside(path, folder));
  const prints = printsOfNamed(picturesIn.map((folder) => (name) => besidePath(path, name, folder)));
  /** The first folder that has it; else why the table's own has not. */
  const read = async (name: string): Promise<Buffer> => {
    for (const reader of readers.slice(1)) {
      const bytesOf = await readers[0]!(name).catch(() => reader(name).catch(() => null));
      if (bytesOf !== null) return bytesOf;
    }
    return readers[0]!(name);
  };
  const { pictures, classes, objections } = found;
  return {
    name: file.name,
    classes,
    pictures,
    fingerprint: createHash('sha256').update(bytes).digest('hex'),
    unreadable: objections,
    prints: printsByPath(prints, (index) => pictures[index]!.file),
    columns: async (listener) => tellOfTable(listener, found.columns ?? [], pictures),
    image: (index) => bytesOf(read, pictures[index]!.file),
    close: () => undefined,
  };
}

function generatedSource(source: Extract<DataSource, { type: 'generated' }>): BoxSource {
  const table = generateTable(source.id, source.params);
  if (!table.ok) return stop(table.problem.code, table.problem.message);
  const scenes = table.value.columns['scene'];
  if (scenes === undefined || scenes instanceof Float64Array)
    return stop('data.kind', `The generated set "${source.id}" holds no pictures with boxes.`);
  return {
    name: findGenerator(source.id)?.title ?? source.id,
    classes: shapeNames,
    pictures: scenes.map((scene, i) => ({
      file: `picture ${i + 1}`,
      things: paintScene(parseScene(scene)).boxes.map(({ name, box }, k) => ({ name, box, called: `shape ${k + 1}` })),
    })),
    fingerprint: createHash('sha256').update(scenes.join('\n')).digest('hex'),
    unreadable: [],
    // Of one text the same picture is painted.
    prints: printsOfContent((index) => scenes[index]!),
    image: async (index) => {
      const scene = parseScene(scenes[index]!);
      return { data: paintScene(scene).pixels, width: scene.side, height: scene.side, channels: 3 };
    },
    close: () => undefined,
  };
}

/** Opens a source of pictures with boxes. Throws a DataError where there are none to be found. */
export async function openBoxSource(source: DataSource, watch: Watch): Promise<BoxSource> {
  switch (source.type) {
    case 'generated':
      return generatedSource(source);
    case 'bundled':
      return stop(
        'data.kind',
        'No set with boxes ships with Layerloom. Choose a folder, a zip, a file or a generated set.',
      );
    case 'folder':
      return treeSource(await treeOfFolder(source.path, watch));
    case 'file': {
      const file = await openSourceFile(source.path);
      return file.type.is === 'zip' ? treeSource(await treeOfZip(source.path, watch)) : fileSource(source.path);
    }
  }
}
