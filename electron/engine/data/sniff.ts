// What a folder or a zip holds, by the names of a few hundred files: pictures, texts or sounds.
import { type Dirent, promises as files } from 'node:fs';
import { join } from 'node:path';
import { open as openZip } from 'yauzl';
import type { DataConfig } from '../../../shared/data/config';
import { soundEnding, videoEnding } from '../../../shared/data/media';
import { pictureFile } from '../../../shared/data/tablePictures';
import { pairFiles } from './masks/maskSource';

export const mostNames = 500;
/** Names of a zip that tell whether its pictures have masks, which often come after all pictures. */
export const mostZipNames = 100_000;
const mostFolders = 200;
/** Entries of one folder that tell what it holds, and how many are read in one go. */
const [mostEntries, entriesAtOnce] = [5000, 1000];

const endings: readonly { readonly kind: DataConfig['kind']; readonly pattern: RegExp }[] = [
  { kind: 'audio', pattern: soundEnding },
  { kind: 'video', pattern: videoEnding },
  { kind: 'text', pattern: /\.(?:txt|text|md)$/i },
];

/** The kind that most of these names belong to; pictures where none has an ending that is known. */
export function kindOfNames(names: readonly string[]): DataConfig['kind'] {
  let best: DataConfig['kind'] = 'images';
  let most = names.filter((name) => pictureFile.test(name)).length;
  for (const { kind, pattern } of endings) {
    const count = names.filter((name) => pattern.test(name)).length;
    if (count > most) [best, most] = [kind, count];
  }
  return best;
}

/** True where pictures lie two folders deep and are numbered one by one in most folders: class, clip, picture. */
function areClips(pictures: readonly string[]): boolean {
  const folders = new Map<string, number[]>();
  for (const path of pictures) {
    const [, folder, number] = /^(.+\/.+)\/[^/]*?(\d+)\.\w+$/.exec(path) ?? [];
    if (folder === undefined) return false;
    folders.set(folder, [...(folders.get(folder) ?? []), Number(number)]);
  }
  const around = new Set([...folders.keys()].map((folder) => folder.slice(0, folder.lastIndexOf('/'))));
  const isPart = (path: string) => /(?:^|\/)(?:train|training|test|testing|val|valid|validation)$/i.test(path);
  const inARow = [...folders.values()].filter(
    (numbers) => numbers.length > 1 && Math.max(...numbers) - Math.min(...numbers) === numbers.length - 1,
  );
  return around.size > 1 && ![...around].some(isPart) && inARow.length >= 0.8 * folders.size;
}

/**
 * What pictures come with, by the paths of a source's files: masks in a folder of their own beside the pictures, or a file
 * of boxes by its usual names; null where there is nothing of the kind.
 */
export function sceneOfPaths(paths: readonly string[]): 'masks' | 'boxes' | 'video' | null {
  const pictures = paths.filter((path) => pictureFile.test(path));
  if (areClips(pictures)) return 'video';
  const { pairs } = pairFiles(pictures);
  if (pairs.length > 0 && pairs.length >= pictures.length / 4) return 'masks';
  const boxes = paths.some((path) => /(?:coco|annot|instances|bbox|boxes|labels)[^/]*\.(?:json|csv)$/i.test(path));
  return boxes && pictures.length > 0 ? 'boxes' : null;
}

/** What lies in a folder and is not hidden, read piece by piece; nothing where it cannot be read. */
async function* entriesOf(folder: string): AsyncIterable<Dirent> {
  const entries = await files.opendir(folder, { bufferSize: entriesAtOnce }).catch(() => []);
  for await (const entry of entries) if (!entry.name.startsWith('.')) yield entry;
}

/** Names of files in a folder and the folders in it, breadth first; an empty list where nothing can be read. */
export async function namesInFolder(path: string): Promise<readonly string[]> {
  const names: string[] = [];
  const waiting = [path];
  for (let at = 0; at < waiting.length && at < mostFolders && names.length < mostNames; at++) {
    let looked = 0;
    for await (const entry of entriesOf(waiting[at]!)) {
      if (looked++ === mostEntries) break;
      if (entry.isDirectory()) waiting.push(join(waiting[at]!, entry.name));
      // A few of each folder, so that one with a readme and many pictures is not taken for texts.
      else if (entry.isFile() && names.length < mostNames) names.push(entry.name);
    }
  }
  return names;
}

/**
 * Paths of files in a folder and the folders in it: of each folder the first pictures by name, and the first others, among
 * which a file of boxes may lie; empty where nothing can be read.
 */
export async function pathsInFolder(path: string): Promise<readonly string[]> {
  const paths: string[] = [];
  const waiting = [''];
  for (let at = 0; at < waiting.length && at < mostFolders; at++) {
    const folder = waiting[at]!;
    const inner = (name: string) => (folder === '' ? name : `${folder}/${name}`);
    const names: string[] = [];
    for await (const entry of entriesOf(join(path, folder))) {
      if (entry.isDirectory()) waiting.push(inner(entry.name));
      else if (entry.isFile()) names.push(entry.name);
    }
    const first = (pictures: boolean) =>
      names.filter((name) => pictureFile.test(name) === pictures).slice(0, mostNames);
    names.sort();
    paths.push(...first(true).map(inner), ...first(false).map(inner));
  }
  return paths;
}

/** Names of the first files in a zip, at most `most`; an empty list where it cannot be read: whoever opens it says why. */
export function namesInZip(path: string, most = mostNames): Promise<readonly string[]> {
  return new Promise((resolve) => {
    openZip(path, { lazyEntries: true, autoClose: true }, (error, zip) => {
      if (error) return resolve([]);
      const names: string[] = [];
      const end = () => {
        zip.close();
        resolve(names);
      };
      zip.on('error', () => end());
      zip.on('end', () => resolve(names));
      zip.on('entry', (entry: { readonly fileName: string }) => {
        if (!/(?:^|\/)(?:\.|__MACOSX\/)|\/$/.test(entry.fileName)) names.push(entry.fileName);
        if (names.length >= most) end();
        else zip.readEntry();
      });
      zip.readEntry();
    });
  });
}
