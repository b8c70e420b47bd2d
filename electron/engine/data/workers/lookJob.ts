// What the first look wants to know of a picture file, and its pixels where a network's size is known already: they are
// there, and decoding is what a look costs.
import { type PictureSize, type Pixels, resizePixels } from '../../../../shared/data/preprocess';
import { type ImageHeader, decodeImage, hasColour } from '../pictures/imageFile';
import { type Job, asBuffer } from './job';

export interface PictureLook {
  readonly width: number;
  readonly height: number;
  readonly coloured: boolean;
  /** [height, width, channels] of 0 to 255 in the size that was asked for, if one was. */
  readonly pixels?: Uint8Array;
}

export function lookAtPixels(picture: Pixels, size: PictureSize | null): PictureLook {
  const { width, height, channels } = picture;
  const coloured = channels === 3 || hasColour(picture);
  const pixels = size === null ? {} : { pixels: resizePixels(picture, size) };
  return { width, height, coloured, ...pixels };
}

/** Rejects with an Error that says in a sentence why the file cannot be used. */
export async function lookAtFile(bytes: Buffer, size: PictureSize | null, header?: ImageHeader): Promise<PictureLook> {
  return lookAtPixels(await decodeImage(bytes, header), size);
}

export const pixelsOf = ({ pixels }: PictureLook): ArrayBuffer[] =>
  pixels === undefined ? [] : [pixels.buffer as ArrayBuffer];

export const lookJob: Job<{ readonly bytes: Uint8Array; readonly size: PictureSize | null }, PictureLook> = {
  run: ({ bytes, size }) => lookAtFile(asBuffer(bytes), size),
  transfer: pixelsOf,
};
