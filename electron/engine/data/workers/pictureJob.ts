// A picture file to pixels at the network's size.
import { resizePixels } from '../../../../shared/data/preprocess';
import { decodeImage } from '../imageFile';
import { type Job, asBuffer } from './job';

export interface PictureRequest {
  /** A whole picture file. */
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

export interface SizedPicture {
  /** [height, width, channels] of 0 to 255 in the size that was asked for. */
  readonly pixels: Uint8Array;
  /** The picture's own size. */
  readonly width: number;
  readonly height: number;
}

export const pictureJob: Job<PictureRequest, SizedPicture> = {
  run: async ({ bytes, width, height, channels }) => {
    const picture = await decodeImage(asBuffer(bytes));
    const pixels = resizePixels(picture, width, height, channels);
    return { pixels, width: picture.width, height: picture.height };
  },
  transfer: ({ pixels }) => [pixels.buffer as ArrayBuffer],
};
