// How a picture of any shape comes to fill the network's: which part of it is seen, or what is added around it. Whatever the
// way, a window is laid over the picture and then stretched; masks and boxes go through the same window.
import type { Box } from './boxes';

export const framings = ['stretch', 'crop', 'padBlack', 'padEdge'] as const;
export type Framing = (typeof framings)[number];

export interface Sides {
  readonly width: number;
  readonly height: number;
}

/** A rectangle of whole pixels of a picture. With a border it reaches beyond the picture: left or top are negative then. */
export interface PictureWindow extends Sides {
  readonly left: number;
  readonly top: number;
}

/**
 * What of a picture is stretched to the network's size `to`. `stretch`: all of it. `crop`: the largest middle part of the
 * network's shape. `padBlack`, `padEdge`: the smallest such rectangle around it, the picture in its middle. Sides are
 * rounded down to whole pixels, of an odd rest the smaller half comes first: as Keras' Resizing with
 * crop_to_aspect_ratio and pad_to_aspect_ratio.
 */
export function windowOf(picture: Sides, to: Sides, framing: Framing): PictureWindow {
  const { width, height } = picture;
  if (framing === 'stretch') return { left: 0, top: 0, width, height };
  const across = Math.floor((height * to.width) / to.height);
  const down = Math.floor((width * to.height) / to.width);
  const [w, h] =
    framing === 'crop'
      ? [Math.max(1, Math.min(width, across)), Math.max(1, Math.min(height, down))]
      : [Math.max(width, across), Math.max(height, down)];
  return {
    left: Math.sign(width - w) * Math.floor(Math.abs(width - w) / 2),
    top: Math.sign(height - h) * Math.floor(Math.abs(height - h) / 2),
    width: w,
    height: h,
  };
}

/** A box of which less than this share is left by the crop is not learned: too little of the thing is seen. */
export const leastOfBox = 0.25;

/** A box, as shares of the picture, as shares of what the network sees: cut at its edges; null where too little is left. */
export function frameBox([left, top, width, height]: Box, picture: Sides, to: Sides, framing: Framing): Box | null {
  const seen = windowOf(picture, to, framing);
  const within = (start: number, length: number, side: number, first: number, size: number) => {
    const from = Math.min(1, Math.max(0, (start * side - first) / size));
    return [from, Math.min(1, Math.max(0, ((start + length) * side - first) / size)) - from] as const;
  };
  const [x, w] = within(left, width, picture.width, seen.left, seen.width);
  const [y, h] = within(top, height, picture.height, seen.top, seen.height);
  const share = (w * h * seen.width * seen.height) / (width * picture.width * height * picture.height);
  return share < leastOfBox ? null : [x, y, w, h];
}
