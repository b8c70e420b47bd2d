// A drawing as MNIST's pictures were made: 20/28 of the picture, centre of mass in the middle.
import { describe, expect, it } from 'vitest';
import {
  centreDrawing,
  greyToRgba,
  isBlank,
  rgbaToGrey,
  shrinkDrawing,
  type Grey,
} from '../../../renderer/screens/drawing';
import { toBase64 } from '../../../renderer/screens/base64';

function pad(side: number, boxes: readonly (readonly [x: number, y: number, width: number, height: number])[]): Grey {
  const pixels = new Uint8ClampedArray(side * side);
  for (const [left, top, width, height] of boxes) {
    for (let y = top; y < top + height; y++) pixels.fill(255, y * side + left, y * side + left + width);
  }
  return { width: side, height: side, pixels };
}

function massOf({ width, height, pixels }: Grey) {
  let sum = 0;
  let x = 0;
  let y = 0;
  for (let at = 0; at < width * height; at++) {
    sum += pixels[at]!;
    x += pixels[at]! * ((at % width) + 0.5);
    y += pixels[at]! * (Math.floor(at / width) + 0.5);
  }
  return { x: x / sum, y: y / sum };
}

function boxOf({ width, height, pixels }: Grey) {
  const rows = Array.from({ length: height }, (_, y) => pixels.subarray(y * width, (y + 1) * width));
  const tall = rows.filter((row) => row.some((value) => value > 127)).length;
  const wide = Array.from({ length: width }, (_, x) => rows.some((row) => row[x]! > 127)).filter(Boolean).length;
  return { wide, tall };
}

describe('a centred drawing', () => {
  it.each([
    { name: 'a tall stroke in a corner', boxes: [[5, 5, 20, 100]] as const, tall: 20, wide: 4 },
    { name: 'a wide stroke at the bottom', boxes: [[40, 250, 200, 20]] as const, tall: 2, wide: 20 },
    { name: 'a small dot', boxes: [[100, 20, 6, 6]] as const, tall: 20, wide: 20 },
  ])('fills 20 of 28 pixels: $name', ({ boxes, tall, wide }) => {
    const small = centreDrawing(pad(280, boxes), 28, 28);
    expect(boxOf(small)).toEqual({ tall, wide });
    expect(massOf(small).x).toBeCloseTo(14, 1);
    expect(massOf(small).y).toBeCloseTo(14, 1);
  });

  it('has its centre of mass in the middle, not the middle of its box', () => {
    // A heavy foot, as an L has.
    const small = centreDrawing(
      pad(280, [
        [100, 40, 20, 160],
        [100, 180, 100, 20],
      ]),
      28,
      28,
    );
    expect(massOf(small).x).toBeCloseTo(14, 0);
    expect(massOf(small).y).toBeCloseTo(14, 0);
  });

  it('stays black when nothing was drawn', () => {
    const blank = pad(280, []);
    expect(isBlank(blank)).toBe(true);
    expect(isBlank(centreDrawing(blank, 28, 28))).toBe(true);
  });

  it('keeps the grey of a line that is thinner than a pixel', () => {
    const small = shrinkDrawing(pad(280, [[0, 100, 280, 5]]), 28, 28);
    expect(small.pixels[10 * 28 + 14]).toBe(128);
    expect(small.pixels[11 * 28 + 14]).toBe(0);
  });
});

describe('pixels on their way', () => {
  it('are grey as the engine weighs colours, over black', () => {
    const grey = rgbaToGrey([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 0], 4, 1);
    expect([...grey.pixels]).toEqual([76, 150, 29, 0]);
  });

  it('are opaque RGBA in base64', () => {
    const rgba = greyToRgba({ width: 2, height: 1, pixels: new Uint8ClampedArray([0, 255]) });
    expect([...rgba]).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
    expect(toBase64(rgba)).toBe('AAAA//////8=');
    const long = new Uint8ClampedArray(100_000).fill(65);
    expect(atob(toBase64(long))).toHaveLength(100_000);
  });
});
