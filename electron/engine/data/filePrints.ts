// Which files of a folder are equal, found without reading most of them: only files of one length can be.
import { workers } from './workers/pool';

/** A number for each of these files, the same where two of them are equal as far as their bytes were compared. */
export type FilePrints = (paths: readonly string[]) => Promise<Float64Array>;

/** Places of files that have their length in common with another. */
function placesOfSameLength(paths: readonly string[], lengthOf: (path: string) => number | undefined): number[] {
  const counts = new Map<number | undefined, number>();
  for (const path of paths) counts.set(lengthOf(path), (counts.get(lengthOf(path)) ?? 0) + 1);
  return [...paths.keys()].filter((place) => counts.get(lengthOf(paths[place]!))! > 1);
}

/** Prints of files on the disk; the threads share the work. */
export function printsOnDisk(
  where: (path: string) => string,
  lengthOf: (path: string) => number | undefined,
): FilePrints {
  return async (paths) => {
    // What equals nothing has a number of its own, below all prints.
    const prints = Float64Array.from(paths, (_, place) => -1 - place);
    const some = placesOfSameLength(paths, lengthOf);
    const each = Math.max(1, Math.ceil(some.length / workers().size));
    const starts = Array.from({ length: Math.ceil(some.length / each) }, (_, i) => i * each);
    await Promise.all(
      starts.map(async (start) => {
        const mine = some.slice(start, start + each);
        const found = await workers().run('prints', { paths: mine.map((place) => where(paths[place]!)) });
        mine.forEach((place, i) => {
          if (!Number.isNaN(found[i]!)) prints[place] = found[i]!;
        });
      }),
    );
    return prints;
  };
}

/** The checksum and the length of a file within a zip as one number. */
export const printInZip = (crc: number, bytes: number): number => (crc >>> 0) * 2 ** 21 + (bytes % 2 ** 21);
