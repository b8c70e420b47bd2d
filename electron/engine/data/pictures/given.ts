// Pictures and masks as their sources give them: a whole file, which is decoded on a thread, or pixels that were made here.
import type { MaskValues } from '../../../../shared/data/masks';
import { type PictureSize, type Pixels, resizePixels } from '../../../../shared/data/preprocess';
import { readImageHeader } from './imageFile';
import { type PictureLook, lookAtPixels } from '../workers/lookJob';
import { type CodesWanted, type MaskLook, type SizedCodes, codesOfMask, lookAtMask } from '../workers/maskJobs';
import type { SizedPicture } from '../workers/pictureJob';
import { workers } from '../workers/pool';

export type PictureGiven = Buffer | Pixels;
export type MaskGiven = Buffer | MaskValues;

/** Pixels that may be on their way at a time: many small pictures, or one of the largest. */
const mostUnderWay = 64_000_000;
let underWay = 0;
const waiting: (() => void)[] = [];

/** Large pictures take turns: decoded, each has four bytes a pixel. */
async function inTurn<T>(bytes: Buffer, work: () => Promise<T>): Promise<T> {
  const answer = readImageHeader(bytes);
  const cost = answer.ok ? answer.header.width * answer.header.height : 0;
  while (underWay > 0 && underWay + cost > mostUnderWay) await new Promise<void>((resolve) => waiting.push(resolve));
  underWay += cost;
  try {
    return await work();
  } finally {
    underWay -= cost;
    waiting.splice(0).forEach((resolve) => resolve());
  }
}

/** A copy: a file's bytes may be part of a larger memory, all of which would cross to the thread. */
const own = (bytes: Buffer) => ({ bytes: new Uint8Array(bytes) });

/** The functions here reject with an Error that says in a sentence why the file cannot be used. */
export async function lookAt(
  given: PictureGiven,
  signal?: AbortSignal,
  size: PictureSize | null = null,
): Promise<PictureLook> {
  if (!Buffer.isBuffer(given)) return lookAtPixels(given, size);
  return inTurn(given, () => workers().run('look', { ...own(given), size }, { signal }));
}

export async function sizedPicture(
  given: PictureGiven,
  size: PictureSize,
  signal?: AbortSignal,
): Promise<SizedPicture> {
  if (Buffer.isBuffer(given))
    return inTurn(given, () => workers().run('picture', { ...own(given), ...size }, { signal }));
  const { width, height } = given;
  return { pixels: resizePixels(given, size), width, height };
}

export async function lookAtMaskGiven(given: MaskGiven, signal?: AbortSignal): Promise<MaskLook> {
  if (!Buffer.isBuffer(given)) return lookAtMask(given);
  return inTurn(given, () => workers().run('maskLook', own(given), { signal }));
}

export async function sizedCodes(given: MaskGiven, wanted: CodesWanted): Promise<SizedCodes> {
  if (!Buffer.isBuffer(given)) return codesOfMask(given, wanted);
  return inTurn(given, () => workers().run('maskCodes', { ...own(given), ...wanted }));
}
