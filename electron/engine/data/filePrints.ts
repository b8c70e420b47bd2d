// Which samples are equal, by a number for each. Files are compared without reading most of them: only those of one length
// can be equal, and what was read once is remembered as long as the file stays as it is.
import { createHash } from 'node:crypto';
import { inBlocks } from './pictures/inBlocks';
import { type Watch, checkCancelled } from './problem';
import { workers } from './workers/pool';

/** A number for each of these files, the same where two of them are equal as far as their bytes were compared. */
export type FilePrints = (paths: readonly string[], watch: Watch) => Promise<Float64Array>;

/** The same for samples, by their numbers. */
export type SamplePrints = (samples: Uint32Array, watch: Watch) => Promise<Float64Array>;

/** Where a file lies on the disk, its length in bytes, and the time of its last change in milliseconds. */
export interface FileAt {
  readonly where: string;
  readonly bytes: number;
  readonly writtenMs: number;
}

/** Prints of this session by `keyOf`. */
const known = new Map<string, number>();
const mostKnown = 200_000;
const keyOf = ({ where, bytes, writtenMs }: FileAt) => `${where}\0${bytes}\0${writtenMs}`;
/** Files that are read between two signs of progress. */
const filesAtOnce = 256;
const samplesAtOnce = 2000;

/** Places of files that have their length in common with another. */
function placesOfSameLength(files: readonly (FileAt | undefined)[]): number[] {
  const counts = new Map<number | undefined, number>();
  for (const file of files) counts.set(file?.bytes, (counts.get(file?.bytes) ?? 0) + 1);
  return [...files.keys()].filter((place) => files[place] !== undefined && counts.get(files[place].bytes)! > 1);
}

/** Reads the files that were not read before; the threads share the work. */
async function readPrints(files: readonly FileAt[], watch: Watch): Promise<void> {
  checkCancelled(watch);
  const unread = [...new Map(files.map((file) => [keyOf(file), file])).values()].filter(
    (file) => !known.has(keyOf(file)),
  );
  if (known.size + unread.length > mostKnown) known.clear();
  const readSome = async (some: readonly FileAt[]) => {
    const request = { paths: some.map(({ where }) => where) };
    const found = await workers().run('prints', request, { signal: watch.signal });
    some.forEach((file, i) => known.set(keyOf(file), found[i]!));
  };
  const work = async (places: readonly number[]) => {
    const each = Math.ceil(places.length / workers().size);
    const starts = Array.from({ length: Math.ceil(places.length / each) }, (_, i) => i * each);
    await Promise.all(
      starts.map((start) => readSome(places.slice(start, start + each).map((place) => unread[place]!))),
    );
  };
  await inBlocks(unread.length, watch, 'Comparing files', work, filesAtOnce);
}

/** Files of a folder whose bytes are compared with those of its first look: few enough to cost nothing. */
const mostSampled = 100;

/**
 * A hash of the bytes of these files, as prints take them, of many some evenly from all: changes that leave names and
 * lengths as they were are told by it.
 */
export async function contentsOf<File>(
  files: readonly File[],
  fileAt: (file: File) => FileAt,
  { signal }: Watch,
): Promise<string> {
  const step = Math.max(1, Math.ceil(files.length / mostSampled));
  const some = files.filter((_, place) => place % step === 0).map(fileAt);
  await readPrints(some, signal === undefined ? {} : { signal });
  const prints = some.map((file) => known.get(keyOf(file)));
  return createHash('sha256').update(prints.join(' ')).digest('hex').slice(0, 16);
}

/** Prints of files on the disk; `facts` says where each lies, in order, undefined for what is not there. */
export function printsOnDisk(
  facts: (
    paths: readonly string[],
    watch: Watch,
  ) => readonly (FileAt | undefined)[] | Promise<readonly (FileAt | undefined)[]>,
): FilePrints {
  return async (paths, watch) => {
    // What equals nothing has a number of its own, below all prints.
    const prints = Float64Array.from(paths, (_, place) => -1 - place);
    const files = await facts(paths, watch);
    const some = placesOfSameLength(files);
    await readPrints(
      some.map((place) => files[place]!),
      watch,
    );
    for (const place of some) {
      const print = known.get(keyOf(files[place]!))!;
      if (!Number.isNaN(print)) prints[place] = print;
    }
    return prints;
  };
}

/** Prints of files that are looked for where their names say, at the first of several places each; null for nowhere. */
export function printsOfNamed(places: readonly ((name: string) => string | null)[]): FilePrints {
  return printsOnDisk(async (names, watch) => {
    const found: (FileAt | undefined)[] = names.map(() => undefined);
    for (const place of places) {
      const missing = [...names.keys()].filter((at) => found[at] === undefined);
      const paths = missing.map((at) => place(names[at]!) ?? '');
      const facts = await workers().run('fileFacts', { paths }, { signal: watch.signal });
      missing.forEach((at, i) => {
        const [bytes, writtenMs] = [facts[2 * i]!, facts[2 * i + 1]!];
        if (!Number.isNaN(bytes)) found[at] = { where: paths[i]!, bytes, writtenMs };
      });
    }
    return found;
  });
}

/** The checksum and the length of a file within a zip as one number. */
export const printInZip = (crc: number, bytes: number): number => (crc >>> 0) * 2 ** 21 + (bytes % 2 ** 21);

/** Prints of samples that are files. */
export function printsByPath(prints: FilePrints, path: (sample: number) => string): SamplePrints {
  return (samples, watch) => prints(Array.from(samples, path), watch);
}

/** Prints of samples in memory: by `print`, some at a time, so that the engine hears what it is told meanwhile. */
export function printsInMemory(print: (samples: Uint32Array) => ArrayLike<number>): SamplePrints {
  return async (samples, watch) => {
    const prints = new Float64Array(samples.length);
    const work = async ([first = 0, ...others]: readonly number[]) =>
      prints.set(print(samples.subarray(first, first + others.length + 1)), first);
    await inBlocks(samples.length, watch, 'Comparing samples', work, samplesAtOnce);
    return prints;
  };
}

/** Prints of samples whose bytes, or the text that they are made from, `content` gives. */
export function printsOfContent(content: (sample: number) => Uint8Array | string): SamplePrints {
  // 48 bits: of a million different samples two are taken for equal with a chance of 1 in 560.
  const print = (sample: number) => createHash('md5').update(content(sample)).digest().readUIntBE(0, 6);
  return printsInMemory((samples) => Float64Array.from(samples, print));
}
