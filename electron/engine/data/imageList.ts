// The picture files of a folder or a zip, sorted into classes by the folders they lie in. Lists first, reads on demand.
import { createHash } from 'node:crypto';
import { createReadStream, promises as files } from 'node:fs';
import { basename, join } from 'node:path';
import { type Entry, type ZipFile, open as openZip } from 'yauzl';
import { crc32 } from '../../../shared/crc32';
import { partOfFolder } from '../../../shared/data/split';
import { type FilePrints, contentsOf, printInZip, printsOnDisk } from './filePrints';
import type { PlacedSample } from '../../../shared/data/pathColumns';
import { isMetadata } from './fileColumns';
import { largestFile } from './imageFile';
import { readWhole } from './pictures/wholeFile';
import { type Watch, checkCancelled, stop, throttledProgress } from './problem';
import { openSourceFile } from './sourceFile';
import { orCancelled } from './workers/orCancelled';
import { workers } from './workers/pool';

/** A file that is there, by its path within the source with "/" between folders. */
export interface Found {
  readonly path: string;
  readonly bytes: number;
}

export interface ImageEntry extends Found {
  /** Index into `classes`; -1 where no folder says it. */
  readonly label: number;
}

/** All files of a folder or a zip, as they lie there. */
export interface FileTree {
  readonly name: string;
  readonly found: readonly Found[];
  /** Files that are not looked at any further, with the reason. */
  readonly skipped: readonly Unreadable[];
  readonly fingerprint: string;
  /** Tells more than the fingerprint, which goes into documents: also when each file was last written. */
  readonly stamp: string;
  /** A file's bytes; rejects with an Error whose message says why not. */
  read(path: string): Promise<Buffer>;
  /** Where a file lies on the disk; none for those within a zip. */
  where?(path: string): string;
  /** Tells which files are equal. */
  readonly prints: FilePrints;
  close(): void;
}

export interface ImageList extends Pick<
  FileTree,
  'name' | 'fingerprint' | 'stamp' | 'read' | 'where' | 'prints' | 'close'
> {
  readonly classes: readonly string[];
  /** Folders around the classes that are named after parts of a split. */
  readonly partFolders?: readonly string[];
  readonly entries: readonly ImageEntry[];
  /** Files that say something of the others. */
  readonly metadata: readonly Found[];
  /** Files that are not looked at any further, with the reason. */
  readonly unreadable: readonly Unreadable[];
  readonly notes: readonly string[];
}

const mostFiles = 500_000;
const deepest = 50;
/** A picture that inflates beyond this ratio is no picture. */
const highestRatio = 1000;
const largestZip = 16 * 2 ** 30;
/** Files whose lengths and times are asked for in one go. */
const factsAtOnce = 2000;
/** Entries of a folder that are read in one go: objects for all of 100,000 would lie about together. */
const entriesAtOnce = 1000;

export const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const byPath = (a: Found, b: Found) => byText(a.path, b.path);
const isHidden = (path: string) => /(?:^|\/)(?:\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/i.test(path);

/** A file of a folder, with the time of its last change. */
interface ListedFile extends Found {
  readonly writtenMs: number;
}

export type Unreadable = { readonly file: string; readonly reason: string };

/** Sorts files into classes: the folder below everything that all of them share. */
function sortIntoClasses(name: string, found: readonly Found[], skipped: readonly Unreadable[], things = 'pictures') {
  const listed = [...found].sort(byPath);
  const unreadable = [...skipped];
  const notes: string[] = [];
  /** Where in each path what is not shared begins: names of their own for 100,000 files would take more than the list. */
  const from = new Int32Array(listed.length);
  const slashOf = (i: number) => listed[i]!.path.indexOf('/', from[i]);
  const firstOf = (i: number) => {
    const slash = slashOf(i);
    return slash < 0 ? null : listed[i]!.path.slice(from[i], slash);
  };
  const topsOf = () => {
    const tops = new Set<string | null>();
    for (let i = 0; i < listed.length; i++) tops.add(firstOf(i));
    return tops;
  };
  const down = () => {
    for (let i = 0; i < listed.length; i++) from[i] = Math.max(from[i]!, slashOf(i) + 1);
  };
  const areDeeper = () => listed.some(({ path }, i) => path.indexOf('/', Math.max(from[i]!, slashOf(i) + 1)) >= 0);
  // A folder around everything, as zip programs make it, is no class, as long as there are folders in it.
  let tops = topsOf();
  for (let depth = 0; depth < deepest && tops.size === 1 && !tops.has(null) && areDeeper(); depth++) {
    down();
    tops = topsOf();
  }
  const partFolders = [...tops].filter((top): top is string => top !== null);
  const areParts = partFolders.length >= 2 && partFolders.every((top) => partOfFolder(top) !== null);
  if (areParts) {
    down();
    tops = topsOf();
    notes.push(
      `The folders ${partFolders.join(' and ')} say which samples train and which test. The split "As in the folders" keeps to that; another one can be chosen.`,
    );
  }
  const classes = [...tops].filter((top): top is string => top !== null).sort(byText);
  if (classes.length === 0 && found.length > 0 && things !== 'text files') {
    // Pictures and sounds without classes are given theirs in the app.
    return {
      classes: [],
      entries: listed.map(({ path, bytes }): ImageEntry => ({ path, bytes, label: -1 })),
      unreadable: unreadable.sort((a, b) => byText(a.file, b.file)),
      notes: [
        `The ${things} of "${name}" are not sorted into class folders: they get their classes here, under Label.`,
      ],
    };
  }
  if (classes.length === 0) {
    stop(
      'data.images.noClasses',
      found.length === 0
        ? `"${name}" has no files in it. Choose a folder that holds one folder of ${things} per class, for example cats and dogs.`
        : `The files of "${name}" are not sorted into classes. Put the ${things} of each class into a folder of its own, named after the class, and choose the folder around them.`,
    );
  }
  const label = new Map(classes.map((each, i) => [each, i]));
  const entries: ImageEntry[] = [];
  for (const [i, { path, bytes }] of listed.entries()) {
    const top = firstOf(i);
    if (top === null) unreadable.push({ file: path, reason: 'It lies outside the class folders.' });
    else entries.push({ path, bytes, label: label.get(top)! });
  }
  unreadable.sort((a, b) => byText(a.file, b.file));
  return { classes, entries, unreadable, notes, ...(areParts ? { partFolders } : {}) };
}

/**
 * Lists a folder and all folders in it. Links are not followed, so there are no loops and nothing outside is read.
 * `things` is what messages call the files.
 */
export async function treeOfFolder(path: string, watch: Watch, things = 'pictures'): Promise<FileTree> {
  const name = basename(path);
  const where = (file: string) => join(path, file);
  const fileAt = ({ path: file, bytes, writtenMs }: ListedFile) => ({ where: where(file), bytes, writtenMs });
  if (!(await files.stat(path)).isDirectory())
    stop(
      'data.images.noFolder',
      `"${name}" is not a folder. Choose a folder that holds one folder of ${things} per class.`,
    );
  const found: ListedFile[] = [];
  const skipped: Unreadable[] = [];
  const report = throttledProgress(watch, 0, `Listing ${name}`);
  /** Files whose lengths and times are yet to be asked for. */
  let named: string[] = [];
  const askForFacts = async () => {
    const facts = await orCancelled(
      watch,
      workers().run('fileFacts', { paths: named.map(where) }, { signal: watch.signal }),
    );
    for (const [i, file] of named.entries()) {
      const [bytes, writtenMs] = [facts[2 * i]!, facts[2 * i + 1]!];
      if (!Number.isNaN(bytes)) found.push({ path: file, bytes, writtenMs });
    }
    named = [];
    report(found.length);
  };
  const waiting: { readonly folder: string; readonly depth: number }[] = [{ folder: '', depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { folder, depth } = next;
    for await (const entry of await files.opendir(where(folder), { bufferSize: entriesAtOnce })) {
      checkCancelled(watch);
      const inner = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (isHidden(inner)) continue;
      if (entry.isSymbolicLink()) skipped.push({ file: inner, reason: 'It is a link; only real files are read.' });
      else if (entry.isDirectory() && depth < deepest) waiting.push({ folder: inner, depth: depth + 1 });
      else if (entry.isDirectory()) skipped.push({ file: inner, reason: `It lies more than ${deepest} folders deep.` });
      else if (!entry.isFile())
        skipped.push({ file: inner, reason: 'It is not a file but a device, a pipe or a socket.' });
      else named.push(inner);
      if (found.length + named.length > mostFiles)
        stop(
          'data.images.many',
          `"${name}" holds more than ${mostFiles.toLocaleString('en-US')} files. Choose a smaller folder.`,
        );
      if (named.length === factsAtOnce) await askForFacts();
    }
  }
  await askForFacts();
  found.sort(byPath);
  const hash = createHash('sha256');
  for (const { path: file, bytes } of found) hash.update(`${file}\0${bytes}\n`);
  const names = hash.digest('hex');
  const fingerprint = `${names}-${await contentsOf(found.map(fileAt), watch)}`;
  const stamp = createHash('sha256').update(names);
  for (const { path: file, writtenMs } of found) stamp.update(`\n${file}\0${writtenMs}`);
  /** Made when equal files are first looked for, which they rarely are. */
  let byFile: ReadonlyMap<string, ListedFile> | null = null;
  return {
    name,
    found,
    skipped,
    fingerprint,
    stamp: stamp.digest('hex'),
    read: (file) => readWhole(where(file)),
    where,
    prints: printsOnDisk((paths) => {
      byFile ??= new Map(found.map((file) => [file.path, file]));
      const facts = byFile;
      return paths.map((file) => {
        const own = facts.get(file);
        return own && fileAt(own);
      });
    }),
    close: () => undefined,
  };
}

/** Tables, documents and projects are zips as well: told apart by the names in them. */
function refuseOtherZips(name: string, names: readonly string[]): void {
  const has = (start: string) => names.some((entry) => entry === start || entry.startsWith(start));
  if (has('xl/'))
    stop('data.format', `"${name}" is an Excel workbook. Save the table as CSV there and choose that file.`);
  if (has('word/')) stop('data.format', `"${name}" is a Word document, which holds no data that can be read here.`);
  if (has('content.xml'))
    stop('data.format', `"${name}" is an OpenDocument file. Save the table as CSV there and choose that file.`);
}

async function hashFile(path: string, size: number, watch: Watch): Promise<string> {
  const hash = createHash('sha256');
  const report = throttledProgress(watch, size, `Reading ${basename(path)}`, 'bytes');
  let done = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    checkCancelled(watch);
    hash.update(chunk);
    report((done += chunk.length));
  }
  return hash.digest('hex');
}

function openArchive(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    openZip(path, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
  });
}

function readEntries(zip: ZipFile, name: string, onEntry: (entry: Entry) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => resolve());
    zip.on('entry', (entry: Entry) => {
      try {
        onEntry(entry);
        zip.readEntry();
      } catch (error) {
        reject(error as Error);
      }
    });
    if (zip.entryCount > mostFiles)
      stop(
        'data.images.many',
        `"${name}" holds more than ${mostFiles.toLocaleString('en-US')} files. Choose a smaller one.`,
      );
    zip.readEntry();
  });
}

function readZipEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) {
        reject(new Error('It is damaged within the zip file.'));
        return;
      }
      const chunks: Buffer[] = [];
      let length = 0;
      stream.on('data', (chunk: Buffer) => {
        length += chunk.length;
        chunks.push(chunk);
        // The header's size is only a claim.
        if (length > largestFile) stream.destroy(new Error('It is larger than the zip file says.'));
      });
      stream.on('error', () => reject(new Error('It is damaged within the zip file.')));
      stream.on('end', () => {
        const bytes = Buffer.concat(chunks);
        if (crc32(bytes) === entry.crc32) resolve(bytes);
        else
          reject(
            new Error('It does not match its checksum within the zip file, so it is damaged. Pack the zip again.'),
          );
      });
    });
  });
}

/** Lists a zip file. Names that lead out of it, passwords and bombs are refused; nothing is ever extracted to disk. */
export async function treeOfZip(path: string, watch: Watch, things = 'pictures'): Promise<FileTree> {
  const file = await openSourceFile(path);
  const { name } = file;
  const fingerprint = await hashFile(path, file.size, watch);
  let zip: ZipFile | null = null;
  const byPath = new Map<string, Entry>();
  const skipped: Unreadable[] = [];
  const names: string[] = [];
  let inflated = 0;
  try {
    zip = await openArchive(path);
    await readEntries(zip, name, (entry) => {
      const { fileName } = entry;
      names.push(fileName);
      if (fileName.endsWith('/') || isHidden(fileName)) return;
      if (entry.isEncrypted())
        stop('data.zip.password', `"${name}" is protected by a password. Unpack it and choose the folder.`);
      inflated += entry.uncompressedSize;
      const bomb = entry.uncompressedSize > 2 ** 20 && entry.uncompressedSize > highestRatio * entry.compressedSize;
      if (bomb || inflated > largestZip) {
        stop(
          'data.zip.bomb',
          `"${name}" would unpack to far more than ${things} do, as if it was made to fill the memory. It is not opened.`,
        );
      }
      const isLink = ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;
      if (isLink) skipped.push({ file: fileName, reason: 'It is a link; only real files are read.' });
      else if (byPath.has(fileName))
        skipped.push({ file: fileName, reason: 'Another file in the zip has the same name.' });
      else if (entry.uncompressedSize > largestFile)
        skipped.push({ file: fileName, reason: `It has more than ${largestFile / 2 ** 20} MB.` });
      else byPath.set(fileName, entry);
    });
    refuseOtherZips(name, names);
    const found = [...byPath].map(([inner, entry]) => ({ path: inner, bytes: entry.uncompressedSize }));
    const archive = zip;
    return {
      name,
      found,
      skipped,
      fingerprint,
      stamp: fingerprint,
      read: async (inner) => {
        const entry = byPath.get(inner);
        if (entry === undefined) throw new Error('It is not in the zip file any more.');
        return readZipEntry(archive, entry);
      },
      prints: async (paths) =>
        Float64Array.from(paths, (inner, place) => {
          const entry = byPath.get(inner);
          return entry === undefined ? -1 - place : printInZip(entry.crc32, entry.uncompressedSize);
        }),
      close: () => archive.close(),
    };
  } catch (error) {
    zip?.close();
    // yauzl explains itself in English, but to programmers.
    const words = error instanceof Error ? error.message : '';
    if (/invalid relative path|absolute path|invalid characters in fileName/i.test(words)) {
      stop('data.zip.names', `"${name}" holds a file whose name leads out of the zip. It is not opened.`);
    }
    if (error instanceof Error && error.name !== 'DataError' && (error as NodeJS.ErrnoException).code === undefined) {
      stop(
        'data.zip.damaged',
        `"${name}" is damaged or incomplete and cannot be opened as a zip file. Fetch or pack it again.`,
      );
    }
    throw error;
  }
}

/** The files of a tree sorted into classes; a tree that has none is closed again. */
export function sortTree(tree: FileTree, things: string): ImageList {
  try {
    const { found, skipped, ...rest } = tree;
    const metadata = found.filter(isMetadata);
    const samples = found.filter((file) => !isMetadata(file));
    return { ...rest, metadata, ...sortIntoClasses(tree.name, samples, skipped, things) };
  } catch (error) {
    tree.close();
    throw error;
  }
}

/** Entries as what their paths and their classes say of them. */
export function placedEntries(
  { classes }: Pick<ImageList, 'classes'>,
  entries: readonly { readonly path: string; readonly label: number }[],
): readonly PlacedSample[] {
  return entries.map(({ path, label }) => ({ path, label: classes[label] ?? null }));
}

/** A folder's files by the class folders they lie in. */
export async function listFolder(path: string, watch: Watch, things = 'pictures'): Promise<ImageList> {
  return sortTree(await treeOfFolder(path, watch, things), things);
}

/** A zip's files by the class folders they lie in. */
export async function listZip(path: string, watch: Watch, things = 'pictures'): Promise<ImageList> {
  return sortTree(await treeOfZip(path, watch, things), things);
}
