// What a folder or a zip holds, by the names of a few hundred files: pictures, texts or sounds.
import { promises as files } from 'node:fs';
import { join } from 'node:path';
import { open as openZip } from 'yauzl';
import type { DataConfig } from '../../../shared/data/config';

const mostNames = 500;
const mostFolders = 200;

const endings: readonly { readonly kind: DataConfig['kind']; readonly pattern: RegExp }[] = [
  { kind: 'audio', pattern: /\.(?:wav|wave|mp3|ogg|oga|opus|flac|m4a|aac|aif|aiff)$/i },
  { kind: 'text', pattern: /\.(?:txt|text|md)$/i },
];

/** The kind that most of these names belong to; pictures where none has an ending that is known. */
export function kindOfNames(names: readonly string[]): DataConfig['kind'] {
  let best: DataConfig['kind'] = 'images';
  let most = names.filter((name) => /\.(?:png|jpe?g|gif|webp|bmp|avif)$/i.test(name)).length;
  for (const { kind, pattern } of endings) {
    const count = names.filter((name) => pattern.test(name)).length;
    if (count > most) [best, most] = [kind, count];
  }
  return best;
}

/** Names of files in a folder and the folders in it, breadth first; an empty list where nothing can be read. */
export async function namesInFolder(path: string): Promise<readonly string[]> {
  const names: string[] = [];
  const waiting = [path];
  for (let at = 0; at < waiting.length && at < mostFolders && names.length < mostNames; at++) {
    const entries = await files.readdir(waiting[at]!, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.slice(0, 5000)) {
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) waiting.push(join(waiting[at]!, entry.name));
      // A few of each folder, so that one with a readme and many pictures is not taken for texts.
      else if (entry.isFile() && names.length < mostNames) names.push(entry.name);
    }
  }
  return names;
}

/** Names of the first files in a zip; an empty list where it cannot be read: whoever opens it says why. */
export function namesInZip(path: string): Promise<readonly string[]> {
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
        if (names.length >= mostNames) end();
        else zip.readEntry();
      });
      zip.readEntry();
    });
  });
}
