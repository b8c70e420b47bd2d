// Masks: pictures whose pixels say which class each pixel of a photo belongs to. How their values become class codes,
// and how they are made smaller and turned along with the photo.
import type { Random } from '../random';
import { type Framing, type Sides, windowOf } from './framing';

/** What a mask's pixels hold: grey or palette numbers, or colours. */
export type MaskForm = 'numbers' | 'colours';

/** A mask as its file has it: one value a pixel, row by row; colours as 0xrrggbb. */
export interface MaskValues {
  readonly form: MaskForm;
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
}

/** A pixel value in words, as configurations keep it: "7", "#ff0000". */
export function maskValueName(form: MaskForm, value: number): string {
  return form === 'numbers' ? String(value) : `#${value.toString(16).padStart(6, '0')}`;
}

/** The number behind a value in words; NaN where it is none of that form. */
export function maskValueOf(form: MaskForm, name: string): number {
  if (form === 'numbers') return /^\d{1,5}$/.test(name) ? Number(name) : NaN;
  return /^#[0-9a-f]{6}$/i.test(name) ? Number.parseInt(name.slice(1), 16) : NaN;
}

/**
 * The value that means "not labelled", where a set follows the usual convention (Pascal VOC, Cityscapes, ADE): 255 in
 * masks whose other values are the first whole numbers, at least 0 and 1. Null where there is none.
 */
export function guessIgnored(form: MaskForm, values: readonly number[]): number | null {
  if (form !== 'numbers' || !values.includes(255)) return null;
  const others = values.filter((value) => value !== 255);
  return others.length >= 2 && others.every((value) => value < 2 * others.length) ? 255 : null;
}

/** Names of classes that stand in where a person gave none: "background" for 0 or black. */
export function maskClassNames(form: MaskForm, values: readonly number[], given: readonly string[]): readonly string[] {
  const used = new Set<string>();
  return values.map((value, place) => {
    const word = value === 0 ? 'background' : form === 'numbers' ? `class ${value}` : maskValueName(form, value);
    const name = given[place]?.trim() || word;
    const own = used.has(name) ? `${name} (${maskValueName(form, value)})` : name;
    used.add(own);
    return own;
  });
}

/** Whether pixels of a class are left uncovered when a mask is drawn over its picture. */
export function isBackground(name: string): boolean {
  return /^(?:background|backgr|bg|none|void|unlabel(?:l)?ed)$/i.test(name.trim());
}

/**
 * A grid of codes at another size, framed as its picture (`windowOf`), each pixel the nearest one's: output pixel i takes
 * pixel floor((i + 0.5) · size in / size out) of the window, as Pillow's NEAREST. What lies beyond the mask has the code `beyond`.
 */
export function resizeCodes(
  codes: ArrayLike<number>,
  from: Sides,
  { width, height, framing, beyond }: Sides & { readonly framing: Framing; readonly beyond: number },
): Uint8Array {
  const out = new Uint8Array(width * height);
  const seen = windowOf(from, { width, height }, framing);
  const nearest = (at: number, size: number, of: number) => Math.min(of - 1, Math.floor((at + 0.5) * (of / size)));
  const across = Array.from({ length: width }, (_, x) => seen.left + nearest(x, width, seen.width));
  for (let y = 0; y < height; y++) {
    const row = seen.top + nearest(y, height, seen.height);
    for (let x = 0; x < width; x++) {
      const column = across[x]!;
      const isInside = row >= 0 && row < from.height && column >= 0 && column < from.width;
      out[y * width + x] = isInside ? codes[row * from.width + column]! : beyond;
    }
  }
  return out;
}

/** The most likely class of every pixel; the first of equals. */
export function pickCodes(values: ArrayLike<number>, classes: number): Uint8Array {
  const codes = new Uint8Array(values.length / classes);
  for (let i = 0; i < codes.length; i++) {
    let best = i * classes;
    for (let at = best + 1; at < (i + 1) * classes; at++) if (values[at]! > values[best]!) best = at;
    codes[i] = best - i * classes;
  }
  return codes;
}

/** How training pictures are varied, together with what is marked on them. */
export type Variation = 'none' | 'mirror' | 'flips' | 'turns';

/** A picture's position: mirrored left to right, upside down, or with rows and columns exchanged (squares only). */
export interface Placement {
  readonly mirrored: boolean;
  readonly flipped: boolean;
  readonly exchanged: boolean;
}

/** Draws how a picture is placed. `turns` gives all eight positions of a square; of other pictures the four flips. */
export function drawPlacement(variation: Variation, square: boolean, random: Random): Placement {
  const [first, second, third] = [random.uniform(), random.uniform(), random.uniform()];
  return {
    mirrored: variation !== 'none' && first < 0.5,
    flipped: (variation === 'flips' || variation === 'turns') && second < 0.5,
    exchanged: variation === 'turns' && square && third < 0.5,
  };
}

/** A grid [height, width, channels] placed so; the same size, since only squares are exchanged. */
export function placeGrid(
  grid: Uint8Array,
  width: number,
  height: number,
  channels: number,
  { mirrored, flipped, exchanged }: Placement,
): Uint8Array {
  if (!mirrored && !flipped && !exchanged) return grid;
  const out = new Uint8Array(grid.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [row, column] = exchanged ? [x, y] : [y, x];
      const from = ((flipped ? height - 1 - row : row) * width + (mirrored ? width - 1 - column : column)) * channels;
      for (let c = 0; c < channels; c++) out[(y * width + x) * channels + c] = grid[from + c]!;
    }
  }
  return out;
}

/** Intersection over union of each class from pixel counts[truth][predicted]; null for a class in neither. */
export function classIoU(counts: readonly (readonly number[])[]): readonly (number | null)[] {
  return counts.map((row, index) => {
    const right = row[index]!;
    const inTruth = row.reduce((sum, n) => sum + n, 0);
    const answered = counts.reduce((sum, other) => sum + other[index]!, 0);
    const union = inTruth + answered - right;
    return union === 0 ? null : right / union;
  });
}
