// How a clip of any length becomes the pictures that a network sees. Training, prediction and every export do exactly
// this.
import type { FittedInput } from './fitted';
import { type Pixels, pictureSizeOf, resizePixels, scalePixels } from './preprocess';

export type FittedVideo = Extract<FittedInput, { readonly modality: 'video' }>;

/**
 * Which pictures of a clip are seen: the middle one of each of `wanted` equal stretches, picture
 * floor((i + 0.5) * available / wanted). Those of a shorter clip come several times.
 */
export function pickFrames(available: number, wanted: number): readonly number[] {
  return Array.from({ length: wanted }, (_, i) =>
    Math.min(available - 1, Math.floor(((i + 0.5) * available) / wanted)),
  );
}

/** A clip's pictures as the network's grids of 8-bit pixels, one after the other: [frames, height, width, channels]. */
export function resizeClip(input: FittedVideo, pictures: readonly Pixels[]): Uint8Array {
  const { frames, width, height, channels } = input;
  const size = width * height * channels;
  const out = new Uint8Array(frames * size);
  pickFrames(pictures.length, frames).forEach((at, i) => {
    out.set(resizePixels(pictures[at]!, pictureSizeOf(input)), i * size);
  });
  return out;
}

/** A clip as the network's numbers, [frames, height, width, channels]: every picture as a single one would be. */
export function encodeClip(input: FittedVideo, pictures: readonly Pixels[]): Float32Array {
  const pixels = resizeClip(input, pictures);
  const out = new Float32Array(pixels.length);
  scalePixels(input, pixels, out, 0);
  return out;
}
