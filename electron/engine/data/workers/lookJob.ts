// What the first look wants to know of a picture file.
import type { Pixels } from '../../../../shared/data/preprocess';
import { decodeImage, hasColour } from '../imageFile';
import { type Job, asBuffer } from './job';

export interface PictureLook {
  readonly width: number;
  readonly height: number;
  readonly coloured: boolean;
}

export function lookAtPixels(picture: Pixels): PictureLook {
  const { width, height, channels } = picture;
  return { width, height, coloured: channels === 3 || hasColour(picture) };
}

export async function lookAtFile(bytes: Buffer): Promise<PictureLook> {
  return lookAtPixels(await decodeImage(bytes));
}

export const lookJob: Job<{ readonly bytes: Uint8Array }, PictureLook> = {
  run: ({ bytes }) => lookAtFile(asBuffer(bytes)),
};
