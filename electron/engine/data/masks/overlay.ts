// A mask as a transparent picture to be laid over its photo.
import { createCanvas } from '@napi-rs/canvas';
import { classColour, rgbOf } from '../../../../shared/data/classColours';
import { isBackground } from '../../../../shared/data/masks';

/** A PNG as data URL: each pixel in its class's colour; background and codes beyond the classes stay clear. */
export function overlayUrl(
  codes: ArrayLike<number>,
  width: number,
  height: number,
  classes: readonly string[],
): string {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const picture = context.createImageData(width, height);
  const colours = classes.map((name, index) => (isBackground(name) ? null : rgbOf(classColour(index))));
  for (let i = 0; i < width * height; i++) {
    const colour = colours[codes[i]!];
    if (colour === null || colour === undefined) continue;
    picture.data.set([...colour, 255], 4 * i);
  }
  context.putImageData(picture, 0, 0);
  return `data:image/png;base64,${canvas.toBuffer('image/png').toString('base64')}`;
}
