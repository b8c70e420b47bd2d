// The files of a folder and of all folders in it. Lists first, reads on demand.
import { createHash } from 'node:crypto';
import { promises as files } from 'node:fs';
import { basename, join } from 'node:path';
import { contentsOf, printsOnDisk } from '../filePrints';
import { readWhole } from '../pictures/wholeFile';
import { type Watch, checkCancelled, stop, throttledProgress } from '../problem';
import { orCancelled } from '../workers/orCancelled';
import { workers } from '../workers/pool';
import { type FileTree, type Found, type Unreadable, byPath, checkCount, deepest, isHidden } from './fileTree';

/** Files whose lengths and times are asked for in one go. */
const factsAtOnce = 2000;
/** Entries of a folder that are read in one go: objects for all of 100,000 would lie about together. */
const entriesAtOnce = 1000;

/** A file of a folder, with the time of its last change. */
interface ListedFile extends Found {
  readonly writtenMs: number;
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
      checkCount(name, found.length + named.length);
      if (named.length === factsAtOnce) await askForFacts();
    }
  }
  await askForFacts();
  found.sort(byPath);
  const hash = createHash('sha256');
  for (const { path: file, bytes } of found) hash.update(`${file}\0${bytes}\n`);
  const names = hash.digest('hex');
  const fingerprint = `${names}-${await contentsOf(found, fileAt, watch)}`;
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
