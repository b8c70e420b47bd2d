// The files of a folder or a zip, sorted into classes by the folders they lie in.
import type { PlacedSample } from '../../../../shared/data/pathColumns';
import { partOfFolder } from '../../../../shared/data/split';
import { isMetadata } from '../fileColumns';
import { type Watch, stop } from '../problem';
import { type FileTree, type Found, type Unreadable, byPath, byText, deepest } from '../trees/fileTree';
import { treeOfFolder } from '../trees/folderTree';
import { treeOfZip } from '../trees/zipTree';

export interface ImageEntry extends Found {
  /** Index into `classes`; -1 where no folder says it. */
  readonly label: number;
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
