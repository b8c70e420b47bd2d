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

/** Pixels [height, width, channels] of 0 to 255. */
export const pictureJob: Job<PictureRequest, Uint8Array> = {
  run: async ({ bytes, width, height, channels }) =>
    resizePixels(await decodeImage(asBuffer(bytes)), width, height, channels),
  transfer: (pixels) => [pixels.buffer as ArrayBuffer],
};
