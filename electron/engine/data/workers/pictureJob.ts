// A picture file to pixels at the network's size.
import { type PictureSize, resizePixels } from '../../../../shared/data/preprocess';
import { type ImageHeader, decodeImage } from '../pictures/imageFile';
import { type Job, asBuffer } from './job';

export interface PictureRequest extends PictureSize {
  /** A whole picture file. */
  readonly bytes: Uint8Array;
}

export interface SizedPicture {
  /** [height, width, channels] of 0 to 255 in the size that was asked for. */
  readonly pixels: Uint8Array;
  /** The picture's own size. */
  readonly width: number;
  readonly height: number;
}

/** Rejects with an Error that says in a sentence why the file cannot be used. */
export async function sizeFile(bytes: Buffer, size: PictureSize, header?: ImageHeader): Promise<SizedPicture> {
  const picture = await decodeImage(bytes, header);
  const pixels = resizePixels(picture, size);
  return { pixels, width: picture.width, height: picture.height };
}

export const pictureJob: Job<PictureRequest, SizedPicture> = {
  run: ({ bytes, ...size }) => sizeFile(asBuffer(bytes), size),
  transfer: ({ pixels }) => [pixels.buffer as ArrayBuffer],
};
