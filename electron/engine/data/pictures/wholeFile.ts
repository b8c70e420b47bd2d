// A picture's file read whole, where it may be: only real files, and none larger than pictures are. In a thread the
// reading itself is what there is to do, so it waits for it: a file then costs a few calls of the system and no turns.
import { type Stats, lstatSync, promises as files, readFileSync } from 'node:fs';
import { largestFile } from './imageFile';

function check(facts: Stats): void {
  if (!facts.isFile()) throw new Error('It is not a file any more.');
  if (facts.size > largestFile)
    throw new Error(`It has ${Math.round(facts.size / 2 ** 20)} MB; at most ${largestFile / 2 ** 20} MB can be read.`);
}

/** Both reject with a file system's error, or with an Error whose message is a sentence about "it". */
export async function readWhole(path: string): Promise<Buffer> {
  check(await files.lstat(path));
  return files.readFile(path);
}

export function readWholeAtOnce(path: string): Buffer {
  check(lstatSync(path));
  return readFileSync(path);
}
