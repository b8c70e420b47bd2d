// A clip of a person's own as the numbers a network takes: a folder of pictures, or pictures that came from the window.
import { promises as files } from 'node:fs';
import { basename, join } from 'node:path';
import { videoEnding } from '../../../../shared/data/media';
import { scalePixels, type Pixels } from '../../../../shared/data/preprocess';
import { pictureFile } from '../../../../shared/data/tablePictures';
import { type FittedVideo, pickFrames, resizeClip } from '../../../../shared/data/video';
import type { EncodedInput } from '../encodeInput';
import { decodeImage, largestFile } from '../pictures/imageFile';
import { clipUrls } from './openVideo';
import { stop } from '../problem';
import { inOrder } from './videoSource';

function encoded(input: FittedVideo, pictures: readonly Pixels[]): EncodedInput {
  const { frames, width, height, channels } = input;
  const pixels = resizeClip(input, pictures);
  const values = new Float32Array(pixels.length);
  scalePixels(input, pixels, values, 0);
  return {
    array: { shape: [1, frames, height, width, channels], values },
    shown: { frames: clipUrls(pixels, frames, width, height, channels) },
  };
}

/** RGBA pixels in base64, all pictures of one size, in order. */
export function encodeFrames(
  input: FittedVideo,
  width: number,
  height: number,
  frames: readonly string[],
): EncodedInput {
  const pictures = frames.map((frame, i): Pixels => {
    const data = Buffer.from(frame, 'base64');
    if (data.length !== 4 * width * height)
      stop(
        'predict.pixels',
        `A picture of ${width} by ${height} pixels has ${4 * width * height} bytes; picture ${i + 1} of the clip has ${data.length}. Take it again.`,
      );
    return { data, width, height, channels: 4 };
  });
  return encoded(input, pictures);
}

/** A folder whose pictures, in the order of their names, are a clip. Only those that are seen are read. */
export async function encodeClipFolder(input: FittedVideo, path: string): Promise<EncodedInput> {
  const name = basename(path);
  const refuse = (reason: string) =>
    stop(
      'predict.file',
      `"${name}" cannot be used as a clip. ${reason} Choose a folder with the pictures of one clip.`,
    );
  if (videoEnding.test(path))
    return refuse('The Predict step takes video files in the window; here pictures are read.');
  const entries = await files.readdir(path, { withFileTypes: true }).catch(() => refuse('It is not a folder.'));
  const names = entries
    .filter((entry) => entry.isFile() && pictureFile.test(entry.name))
    .map((entry) => entry.name)
    .sort((a, b) => inOrder.compare(a, b));
  if (names.length === 0) return refuse('It holds no pictures.');
  const pictures: Pixels[] = [];
  for (const at of pickFrames(names.length, input.frames)) {
    const picture = join(path, names[at]!);
    if ((await files.stat(picture)).size > largestFile)
      refuse(`${names[at]} is larger than ${largestFile / 2 ** 20} MB.`);
    pictures.push(
      await decodeImage(await files.readFile(picture)).catch((error: Error) =>
        refuse(`${names[at]}: ${error.message}`),
      ),
    );
  }
  // As many as are seen, so that each is picked once more.
  return encoded(input, pictures);
}
