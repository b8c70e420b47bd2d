// Files and recordings of a person's own as what is kept of them: JPEG pictures of a bounded size, WAV sounds.
import { waveOf } from '../../shared/data/audio';
import { writeWav } from '../../shared/data/wav';
import { toBase64 } from '../screens/base64';
import { type Grey, greyToRgba } from '../screens/drawing';
import { drawnWithin } from '../screens/pictures';
import { decodeSound, type Recording } from '../screens/recorder';
import { videoFrames } from '../screens/videoFrames';
import type { NewShot } from './capture';
import { UnusableFile } from './leftOut';

/** Base64 of a canvas as a file. */
const fileOf = (canvas: HTMLCanvasElement, type: string) => {
  const url = canvas.toDataURL(type, 0.9);
  return url.slice(url.indexOf(',') + 1);
};
export const jpegOf = (canvas: HTMLCanvasElement): string => fileOf(canvas, 'image/jpeg');

/** Base64 of a drawing as PNG: lines stay as sharp as they were drawn. */
export function pngOfDrawing(grey: Grey): string {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [grey.width, grey.height];
  const context = canvas.getContext('2d')!;
  const picture = context.createImageData(grey.width, grey.height);
  picture.data.set(greyToRgba(grey));
  context.putImageData(picture, 0, 0);
  return fileOf(canvas, 'image/png');
}

async function pictureWithin(file: Blob, longest: number): Promise<HTMLCanvasElement> {
  const bitmap = await createImageBitmap(file);
  const canvas = drawnWithin(bitmap, bitmap.width, bitmap.height, longest);
  bitmap.close();
  return canvas;
}

/** Base64 of a picture file as JPEG. Rejects where it is none. */
export const readPicture = async (file: Blob, longest: number): Promise<string> =>
  jpegOf(await pictureWithin(file, longest));

/** Base64 of a picture file as PNG. Rejects where it is none. */
export const readDrawing = async (file: Blob, longest: number): Promise<string> =>
  fileOf(await pictureWithin(file, longest), 'image/png');

/** Pictures that are kept of a video file: enough for a network to choose from. */
const keptFrames = 24;

/** Base64 of the pictures of a video file as JPEG, evenly spread over it. Rejects where it cannot be played. */
export async function readClip(file: Blob, longest: number): Promise<readonly string[]> {
  return (await videoFrames(file, keptFrames, longest)).map(jpegOf);
}

/** Samples a second that are kept of a file: all that is heard of speech and most sounds. */
const keptRate = 16_000;

/** A sound file of any format that Chromium knows. Rejects where it is none, or silent. */
export async function readSound(file: Blob): Promise<Recording> {
  const sound = await decodeSound(file, keptRate);
  if (sound.samples.every((sample) => sample === 0)) throw new UnusableFile('silent');
  return sound;
}

export const shotOfSound = ({ rate, samples }: Recording): NewShot => ({
  files: [toBase64(writeWav({ rate: Math.round(rate), samples }))],
  wave: waveOf(samples),
});

/** Longer sides of the pictures that are kept of a clip. */
export const clipSide = 160;

/** Seconds of one sound, and of the shortest that is kept. */
const pieceSeconds = 1;
const leastSeconds = 0.3;

/** A recording in pieces of a second; what is left over at the end is one more where it is long enough. */
export function cutRecording({ rate, samples }: Recording): readonly Recording[] {
  const each = Math.round(pieceSeconds * rate);
  const pieces: Recording[] = [];
  for (let from = 0; from < samples.length; from += each) {
    const piece = samples.subarray(from, from + each);
    if (piece.length >= leastSeconds * rate) pieces.push({ rate, samples: piece });
  }
  return pieces;
}
