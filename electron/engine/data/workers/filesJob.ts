// Picture files by their paths, many in one job: read, looked at or decoded without a word to the engine in between, which
// would have to wait for a training step each time.
import { type HeaderAnswer, readImageHeader } from '../imageFile';
import { readWholeAtOnce } from '../pictures/wholeFile';
import { breathe, reasonOf } from '../problem';
import type { Job } from './job';
import { type PictureLook, lookAtFile } from './lookJob';
import { type PictureSize, type SizedPicture, sizeFile } from './pictureJob';

export interface FilesRequest<Task> {
  readonly paths: readonly string[];
  readonly task: Task;
}

/** What became of a file. `large`: it was only read so far, because decoded it takes more memory than it may here. */
export type FileDone<Done> = { readonly done: Done } | { readonly reason: string } | { readonly large: true };

/** Several jobs may be at work in each thread, so pictures of more pixels are left to who asked. */
export const mostPixelsBeside = 2_500_000;

function filesJob<Task, Done>(
  decodes: boolean,
  work: (bytes: Buffer, task: Task) => Done | Promise<Done>,
  transfer?: (done: Done) => ArrayBuffer,
): Job<FilesRequest<Task>, readonly FileDone<Done>[]> {
  const one = async (path: string, task: Task): Promise<FileDone<Done>> => {
    try {
      const bytes = readWholeAtOnce(path);
      const answer = decodes ? readImageHeader(bytes) : null;
      if (answer?.ok === true && answer.header.width * answer.header.height > mostPixelsBeside) return { large: true };
      return { done: await work(bytes, task) };
    } catch (error) {
      return { reason: reasonOf(error) };
    }
  };
  return {
    run: async ({ paths, task }, watch) => {
      const all: FileDone<Done>[] = [];
      for (const path of paths) {
        if (watch.aborted()) break;
        all.push(await one(path, task));
        if (!decodes) await breathe();
      }
      return all;
    },
    ...(transfer === undefined
      ? {}
      : { transfer: (all) => all.flatMap((one) => ('done' in one ? [transfer(one.done)] : [])) }),
  };
}

export const headersJob = filesJob<null, HeaderAnswer>(false, readImageHeader);
export const looksJob = filesJob<null, PictureLook>(true, lookAtFile);
export const picturesJob = filesJob<PictureSize, SizedPicture>(
  true,
  sizeFile,
  ({ pixels }) => pixels.buffer as ArrayBuffer,
);
