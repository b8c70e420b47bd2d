// Files and folders that fell on the window, as the host will accept them.
import type { FileGrant } from '../../shared/ipc';
import { api } from '../api';

/** Files of a dropped folder that are handed over at most. */
const mostFiles = 200_000;

const listed = (folder: FileSystemDirectoryEntry) =>
  new Promise<readonly FileSystemEntry[]>((resolve, reject) => {
    const reader = folder.createReader();
    const all: FileSystemEntry[] = [];
    // A reader gives a hundred at a time, and none once it is through.
    const more = () =>
      reader.readEntries((some) => {
        if (some.length === 0) return resolve(all);
        all.push(...some);
        more();
      }, reject);
    more();
  });

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject));

/** All files in a folder, by their paths from its own name on; hidden ones are left out. */
async function filesIn(folder: FileSystemDirectoryEntry): Promise<readonly (readonly [string, File])[]> {
  const files: (readonly [string, File])[] = [];
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of await listed(next)) {
      if (entry.name.startsWith('.') || files.length >= mostFiles) continue;
      if (entry.isDirectory) waiting.push(entry as FileSystemDirectoryEntry);
      else files.push([entry.fullPath.slice(1), await fileOf(entry as FileSystemFileEntry)]);
    }
  }
  return files;
}

/** Must be called while the drop is being told: afterwards nobody knows what fell. What cannot be had is left out. */
export function grantDropped(dropped: DataTransfer): Promise<readonly FileGrant[]> {
  const fallen = [...dropped.items].flatMap((item) => {
    const file = item.getAsFile();
    return file === null ? [] : [{ file, entry: item.webkitGetAsEntry?.() ?? null }];
  });
  const grantOf = async ({ file, entry }: (typeof fallen)[number]) => {
    const folder = entry?.isDirectory === true ? (entry as FileSystemDirectoryEntry) : null;
    const granted = folder === null ? null : await api.grantFolder(() => filesIn(folder));
    return granted ?? api.grantFile(file);
  };
  return Promise.all(fallen.map(grantOf)).then((grants) => grants.flatMap((grant) => grant ?? []));
}
