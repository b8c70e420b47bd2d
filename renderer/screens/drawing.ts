// Makes a drawn digit look like the ones in MNIST before it is sent to the network. Pure: pixels in, pixels out.

/** A grey picture, 0 black to 255 white, row by row. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray;
}

/** What a drawing is brought to: MNIST's digits fit a box of 20×20 within 28×28 (LeCun, yann.lecun.com/exdb/mnist). */
export const mnistShare = 20 / 28;
/** Below this a pixel counts as background. */
const threshold = 16;

/** True when nothing was drawn. */
export function isBlank({ pixels }: Grey): boolean {
  return pixels.every((value) => value < threshold);
}

/** Mean over the source area under a rectangle, with the shares of pixels at its border. */
function areaMean(source: Grey, left: number, top: number, right: number, bottom: number): number {
  let sum = 0;
  let weight = 0;
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(source.height, Math.ceil(bottom)); y++) {
    const high = Math.min(bottom, y + 1) - Math.max(top, y);
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(source.width, Math.ceil(right)); x++) {
      const share = high * (Math.min(right, x + 1) - Math.max(left, x));
      sum += share * source.pixels[y * source.width + x]!;
      weight += share;
    }
  }
  // Outside of the drawing is background: the missing share of the rectangle counts as black.
  return weight === 0 ? 0 : sum / ((right - left) * (bottom - top));
}

/**
 * The drawing as MNIST was made: its bounding box scaled, keeping its proportions, into `share` of the picture, then
 * moved so that its centre of mass lies in the middle. A blank drawing gives a black picture.
 */
export function centreDrawing(source: Grey, width: number, height: number, share = mnistShare): Grey {
  const target = { width, height, pixels: new Uint8ClampedArray(width * height) };
  let left = source.width;
  let right = -1;
  let top = source.height;
  let bottom = -1;
  for (let y = 0; y < source.height; y++) {
    for (let x = 0; x < source.width; x++) {
      if (source.pixels[y * source.width + x]! < threshold) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  if (right < 0) return target;
  const boxWidth = right + 1 - left;
  const boxHeight = bottom + 1 - top;
  // Source pixels per target pixel.
  const scale = Math.max(boxWidth / (width * share), boxHeight / (height * share));
  const mass = centreOfMass(source, left, top, right, bottom);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = mass.x + (x - width / 2) * scale;
      const fromY = mass.y + (y - height / 2) * scale;
      target.pixels[y * width + x] = Math.round(areaMean(source, fromX, fromY, fromX + scale, fromY + scale));
    }
  }
  return target;
}

function centreOfMass(source: Grey, left: number, top: number, right: number, bottom: number) {
  let sum = 0;
  let sumX = 0;
  let sumY = 0;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const value = source.pixels[y * source.width + x]!;
      sum += value;
      sumX += value * (x + 0.5);
      sumY += value * (y + 0.5);
    }
  }
  return { x: sumX / sum, y: sumY / sum };
}

/** The drawing as it is, made smaller (or larger) to the network's size by area. */
export function shrinkDrawing(source: Grey, width: number, height: number): Grey {
  const pixels = new Uint8ClampedArray(width * height);
  const stepX = source.width / width;
  const stepY = source.height / height;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      pixels[y * width + x] = Math.round(areaMean(source, x * stepX, y * stepY, (x + 1) * stepX, (y + 1) * stepY));
    }
  }
  return { width, height, pixels };
}

/** RGBA of a grey picture, opaque. */
export function greyToRgba({ width, height, pixels }: Grey): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < pixels.length; i++) {
    rgba.fill(pixels[i]!, i * 4, i * 4 + 3);
    rgba[i * 4 + 3] = 255;
  }
  return rgba;
}

/** Grey of RGBA pixels over black, as the engine's preprocessing weighs colours. */
export function rgbaToGrey(rgba: ArrayLike<number>, width: number, height: number): Grey {
  const pixels = new Uint8ClampedArray(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const alpha = rgba[i * 4 + 3]! / 255;
    pixels[i] = Math.round(alpha * (0.299 * rgba[i * 4]! + 0.587 * rgba[i * 4 + 1]! + 0.114 * rgba[i * 4 + 2]!));
  }
  return { width, height, pixels };
}
