// A thread that decodes pictures and brings them to the network's size, beside training. The other end is
// pictureWorkers.ts.
import { parentPort } from 'node:worker_threads';
import { resizePixels } from '../../../shared/data/preprocess';
import { decodeImage } from './imageFile';

/** A whole picture file, and the size that is wanted. */
export interface PictureJob {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Pixels [height, width, channels] of 0 to 255, or a sentence about why there are none. */
export type PictureDone =
  { readonly id: number; readonly pixels: Uint8Array } | { readonly id: number; readonly reason: string };

parentPort?.on('message', ({ id, bytes, width, height, channels }: PictureJob) => {
  decodeImage(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).then(
    (picture) => {
      const pixels = resizePixels(picture, width, height, channels);
      parentPort?.postMessage({ id, pixels } satisfies PictureDone, [pixels.buffer as ArrayBuffer]);
    },
    (error: unknown) => {
      const reason = error instanceof Error ? error.message : 'It could not be read.';
      parentPort?.postMessage({ id, reason } satisfies PictureDone);
    },
  );
});
