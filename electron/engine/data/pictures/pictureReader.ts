// The pictures of a folder or a zip by their paths, many at a time. Files of a folder are read by the threads that decode
// them, so that nothing of it waits for a training step; those within a zip are read here and decoded there.
import type { PictureSize } from '../../../../shared/data/preprocess';
import { headerOf } from './imageFile';
import type { FileTree } from '../trees/fileTree';
import { reasonOf } from '../problem';
import { type FileDone, type FilesRequest, type LookThrough, type PictureSeen, isLarge } from '../workers/filesJob';
import type { PictureLook } from '../workers/lookJob';
import type { SizedPicture } from '../workers/pictureJob';
import { Aborted, workers } from '../workers/pool';
import { lookAt, sizedPicture } from './given';
import { mapInTurn } from './inTurn';
import { readWhole } from './wholeFile';

/**
 * What became of each file, in the order asked for; an Error says in a sentence why one is not used. Once the signal is
 * aborted no further file is begun, and what was not done yet rejects with `Aborted`.
 */
export interface PictureReader {
  /** Each file is read once, whatever is wanted of it. */
  seen(paths: readonly string[], how: LookThrough, signal?: AbortSignal): Promise<readonly (PictureSeen | Error)[]>;
  /** With a size, looks come with the pixels in it. */
  looks(
    paths: readonly string[],
    size: PictureSize | null,
    signal?: AbortSignal,
  ): Promise<readonly (PictureLook | Error)[]>;
  sized(paths: readonly string[], size: PictureSize, signal?: AbortSignal): Promise<readonly (SizedPicture | Error)[]>;
}

export function pictureReader({ where, read }: Pick<FileTree, 'where' | 'read'>): PictureReader {
  return where === undefined ? packedReader(read) : folderReader(where);
}

/** Jobs for each thread: while one waits for its file, another decodes. */
const jobsEach = 2;

/** The work shared out among all threads, in pieces of equal length. */
async function onThreads<Task, Done>(
  paths: readonly string[],
  task: Task,
  run: (request: FilesRequest<Task>) => Promise<readonly FileDone<Done>[]>,
): Promise<readonly FileDone<Done>[]> {
  const each = Math.max(1, Math.ceil(paths.length / (jobsEach * workers().size)));
  const pieces: Promise<readonly FileDone<Done>[]>[] = [];
  for (let first = 0; first < paths.length; first += each)
    pieces.push(run({ paths: paths.slice(first, first + each), task }));
  return (await Promise.all(pieces)).flat();
}

/** Failures as answers, but for what ends all. */
async function orError<T>(work: Promise<T>): Promise<T | Error> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Aborted) throw error;
    return new Error(reasonOf(error));
  }
}

function folderReader(where: (path: string) => string): PictureReader {
  /** Large pictures are left over by the threads, and take turns here. */
  const finish = async <Done>(
    paths: readonly string[],
    found: readonly FileDone<Done>[],
    alone: (bytes: Buffer) => Promise<Done>,
    signal: AbortSignal | undefined,
  ): Promise<readonly (Done | Error)[]> => {
    const all = found.map((one) => ('done' in one ? one.done : new Error('reason' in one ? one.reason : '')));
    const left = [...found.keys()].filter((i) => 'large' in found[i]!);
    const made = await mapInTurn(left, (i) => orError(readWhole(paths[i]!).then(alone)), { signal });
    left.forEach((i, at) => (all[i] = made[at]!));
    return all;
  };
  return {
    seen: async (paths, how, signal) => {
      const found = await onThreads(paths.map(where), how, (request) => workers().run('seen', request, { signal }));
      return found.map((one) => ('done' in one ? one.done : new Error('reason' in one ? one.reason : '')));
    },
    looks: async (paths, size, signal) => {
      const full = paths.map(where);
      const found = await onThreads(full, size, (request) => workers().run('looks', request, { signal }));
      return finish(full, found, (bytes) => lookAt(bytes, signal, size), signal);
    },
    sized: async (paths, size, signal) => {
      const full = paths.map(where);
      const found = await onThreads(full, size, (request) => workers().run('pictures', request, { signal }));
      return finish(full, found, (bytes) => sizedPicture(bytes, size, signal), signal);
    },
  };
}

function packedReader(read: (path: string) => Promise<Buffer>): PictureReader {
  const each = <Done>(
    paths: readonly string[],
    work: (bytes: Buffer) => Promise<Done>,
    signal: AbortSignal | undefined,
  ): Promise<readonly (Done | Error)[]> => mapInTurn(paths, (path) => orError(read(path).then(work)), { signal });
  return {
    seen: (paths, { decodes, size }, signal) =>
      each(
        paths,
        async (bytes) => {
          const header = headerOf(bytes);
          return { header, look: decodes && !isLarge(header) ? await lookAt(bytes, signal, size) : null };
        },
        signal,
      ),
    looks: (paths, size, signal) => each(paths, (bytes) => lookAt(bytes, signal, size), signal),
    sized: (paths, size, signal) => each(paths, (bytes) => sizedPicture(bytes, size, signal), signal),
  };
}
