// Sounds and films that only the window can decode: which of them a source holds, and their bytes, piece by piece. What was
// found last stays open for a while.
import { randomBytes } from 'node:crypto';
import { promises as files } from 'node:fs';
import { basename } from 'node:path';
import type { DataSource } from '../../../shared/data/config';
import {
  type DecodedMedium,
  type FoundMedia,
  type MediaFile,
  type MediaPiece,
  soundEnding,
  videoEnding,
  waveEnding,
} from '../../../shared/data/media';
import { type Result, fail, ok } from '../../../shared/result';
import { type ImageList, sortTree } from './pictures/imageList';
import type { FileTree } from './trees/fileTree';
import { treeOfFolder } from './trees/folderTree';
import { treeOfZip } from './trees/zipTree';
import { type Watch, reasonOf, settle, stop } from './problem';
import { kindOfNames, namesInFolder, namesInZip } from './sniff';

/** A file or folder that a person chose. */
export type ChosenSource = Extract<DataSource, { readonly path: string }>;
type Piece = (from: number) => Promise<{ readonly bytes: Buffer; readonly total: number }>;

interface Lent {
  readonly id: string;
  readonly pieces: readonly Piece[];
  close(): void;
}

/** More than this would be decoded for a day. */
const mostFiles = 50_000;
const pieceBytes = 4 * 2 ** 20;
const largestMedia = 2 ** 30;
const idleMs = 10 * 60_000;

let lent: Lent | null = null;
let expiry: NodeJS.Timeout | undefined;

function lend(next: Lent | null): void {
  clearTimeout(expiry);
  lent?.close();
  lent = next;
}

function keepAWhile(): void {
  clearTimeout(expiry);
  expiry = setTimeout(() => lend(null), idleMs);
  expiry.unref();
}

const isZip = (path: string) => /\.zip$/i.test(path);
const endings: { readonly [M in DecodedMedium]: RegExp } = { sounds: soundEnding, clips: videoEnding };

/** What most of the files are: a look at some names is enough. */
async function mediumOf(sources: readonly ChosenSource[]): Promise<DecodedMedium | null> {
  const names: string[] = [];
  for (const { type, path } of sources)
    names.push(
      ...(type === 'folder' ? await namesInFolder(path) : isZip(path) ? await namesInZip(path) : [basename(path)]),
    );
  const kind = kindOfNames(names);
  return kind === 'audio' ? 'sounds' : kind === 'video' ? 'clips' : null;
}

function pieceOnDisk(path: string): Piece {
  return async (from) => {
    const facts = await files.lstat(path);
    if (!facts.isFile()) throw new Error('It is not a file any more.');
    if (facts.size > largestMedia) throw new Error(`It is larger than ${largestMedia / 2 ** 20} MB.`);
    const handle = await files.open(path, 'r');
    try {
      const bytes = Buffer.alloc(Math.max(0, Math.min(pieceBytes, facts.size - from)));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
      return { bytes: bytes.subarray(0, bytesRead), total: facts.size };
    } finally {
      await handle.close();
    }
  };
}

function pieceOfTree(tree: Pick<FileTree, 'where' | 'read'>, path: string): Piece {
  if (tree.where !== undefined) return pieceOnDisk(tree.where(path));
  let whole: Buffer | null = null;
  return async (from) => {
    // What a zip holds can only be read from its beginning.
    whole = from === 0 || whole === null ? await tree.read(path) : whole;
    const [bytes, total] = [whole.subarray(from, from + pieceBytes), whole.length];
    if (from + bytes.length >= total) whole = null;
    return { bytes, total };
  };
}

interface Listed {
  readonly file: MediaFile;
  readonly piece: Piece;
}

/** The folder above the class's own that says a part of the split. */
function partOf({ partFolders = [] }: ImageList, path: string, label: string): { readonly part?: string } {
  const folders = path.split('/').slice(0, -1);
  const part = folders.find((folder, at) => partFolders.includes(folder) && folders[at + 1] === label);
  return part === undefined ? {} : { part };
}

/** The files of a folder or zip; of several folders each is a class. */
async function listSource(
  source: ChosenSource,
  medium: DecodedMedium,
  alone: boolean,
  watch: Watch,
): Promise<{ readonly listed: readonly Listed[]; close(): void }> {
  const { path, name } = source;
  if (source.type === 'file' && !isZip(path)) {
    const listed = endings[medium].test(path) ? [{ file: { path: name, label: '' }, piece: pieceOnDisk(path) }] : [];
    return { listed, close: () => undefined };
  }
  const things = medium === 'sounds' ? 'sounds' : 'video files';
  const tree = await (source.type === 'folder' ? treeOfFolder(path, watch, things) : treeOfZip(path, watch, things));
  const found = tree.found.filter((file) => endings[medium].test(file.path));
  if (found.length === 0) return { listed: [], close: tree.close };
  const list = sortTree({ ...tree, found }, things);
  const listed = list.entries.map((entry) => {
    const label = alone ? (list.classes[entry.label] ?? '') : name.replace(/\.zip$/i, '');
    return {
      file: { path: entry.path, label, ...partOf(list, entry.path, label) },
      piece: pieceOfTree(tree, entry.path),
    };
  });
  return { listed, close: tree.close };
}

/**
 * What these sources hold that the window must decode first; null where they hold nothing of the kind, or sounds that can be
 * read as they are.
 */
export async function findMedia(
  sources: readonly ChosenSource[],
  watch: Watch = {},
): Promise<Result<FoundMedia | null>> {
  const [{ name } = { name: '' }] = sources;
  return settle(name, async () => {
    const medium = await mediumOf(sources);
    if (medium === null) return null;
    lend(null);
    const lists: Awaited<ReturnType<typeof listSource>>[] = [];
    const close = () => lists.forEach((list) => list.close());
    try {
      for (const source of sources) lists.push(await listSource(source, medium, sources.length === 1, watch));
    } catch (error) {
      close();
      throw error;
    }
    const listed = lists.flatMap((list) => list.listed);
    const ready = medium === 'sounds' ? listed.filter(({ file }) => waveEnding.test(file.path)).length : 0;
    if (listed.length === 0 || (sources.length === 1 && ready === listed.length)) {
      close();
      return null;
    }
    if (listed.length > mostFiles) {
      close();
      return stop(
        'data.media.many',
        `"${name}" holds ${listed.length.toLocaleString('en-US')} files that would have to be decoded one by one; at most ${mostFiles.toLocaleString('en-US')} are. Take a part of them.`,
      );
    }
    const id = randomBytes(8).toString('hex');
    lend({ id, pieces: listed.map(({ piece }) => piece), close });
    keepAWhile();
    return { id, medium, name, files: listed.map(({ file }) => file), ready };
  });
}

/** Some megabytes of a file that was found, from a byte on. */
export async function readMedia(id: string, file: number, from: number): Promise<Result<MediaPiece>> {
  const piece = lent?.id === id ? lent.pieces[file] : undefined;
  if (piece === undefined) return fail('data.media.gone', 'The files are not open any more. Choose the folder again.');
  keepAWhile();
  try {
    const { bytes, total } = await piece(from);
    return ok({ base64: bytes.toString('base64'), total });
  } catch (error) {
    return fail('data.media.unreadable', reasonOf(error));
  }
}
