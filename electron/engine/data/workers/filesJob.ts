// Picture files by their paths, many in one job: each is read once, and looked at or decoded without a word to the engine in
// between, which would have to wait for a training step each time.
import type { PictureSize } from '../../../../shared/data/preprocess';
import { type ImageHeader, headerOf } from '../pictures/imageFile';
import { readWholeAtOnce } from '../pictures/wholeFile';
import { breathe, reasonOf } from '../problem';
import type { Job } from './job';
import { type PictureLook, lookAtFile, pixelsOf } from './lookJob';
import { type SizedPicture, sizeFile } from './pictureJob';

export interface FilesRequest<Task> {
  readonly paths: readonly string[];
  readonly task: Task;
}

/** What became of a file. `large`: it was only read so far, because decoded it takes more memory than it may here. */
export type FileDone<Done> = { readonly done: Done } | { readonly reason: string } | { readonly large: true };

/** Several jobs may be at work in each thread, so pictures of more pixels are left to who asked. */
export const mostPixelsBeside = 2_500_000;

export const isLarge = ({ width, height }: ImageHeader): boolean => width * height > mostPixelsBeside;

function filesJob<Task, Done>(
  work: (bytes: Buffer, task: Task) => Promise<FileDone<Done>>,
  transfer: (done: Done) => ArrayBuffer[],
): Job<FilesRequest<Task>, readonly FileDone<Done>[]> {
  const one = async (path: string, task: Task): Promise<FileDone<Done>> => {
    try {
      return await work(readWholeAtOnce(path), task);
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
        // Decoding lets messages in, reading alone does not.
        if (all.length % 16 === 0) await breathe();
      }
      return all;
    },
    transfer: (all) => all.flatMap((one) => ('done' in one ? transfer(one.done) : [])),
  };
}

/** How files are looked through: by their headers alone, or decoded, and then perhaps brought to a size as well. */
export interface LookThrough {
  readonly decodes: boolean;
  readonly size: PictureSize | null;
}

/** A file that was looked through. */
export interface PictureSeen {
  readonly header: ImageHeader;
  /** None where only the header was asked for, or where the picture is too large to be decoded beside others. */
  readonly look: PictureLook | null;
}

export const seenJob = filesJob<LookThrough, PictureSeen>(
  async (bytes, { decodes, size }) => {
    const header = headerOf(bytes);
    return { done: { header, look: decodes && !isLarge(header) ? await lookAtFile(bytes, size, header) : null } };
  },
  ({ look }) => (look === null ? [] : pixelsOf(look)),
);
export const looksJob = filesJob<PictureSize | null, PictureLook>(async (bytes, size) => {
  const header = headerOf(bytes);
  return isLarge(header) ? { large: true } : { done: await lookAtFile(bytes, size, header) };
}, pixelsOf);
export const picturesJob = filesJob<PictureSize, SizedPicture>(
  async (bytes, size) => {
    const header = headerOf(bytes);
    return isLarge(header) ? { large: true } : { done: await sizeFile(bytes, size, header) };
  },
  ({ pixels }) => [pixels.buffer as ArrayBuffer],
);
