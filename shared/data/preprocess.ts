// How a row or a picture becomes the numbers a network sees, and how its answer is read back. Training, prediction and
// every export do exactly this, so it stays small and leans on nothing: arithmetic in double precision, results
// stored as float32.
import { applyStep, undoStep } from './applyStep';
import { decide } from './decide';
import { labelChance, labelsGiven, splitLabels, usualThreshold } from './labels';
import type { FittedColumn, FittedInput, FittedTarget } from './fitted';
import { type Framing, windowOf } from './framing';
import { channelAt } from './pictureScalings';

export type FittedTable = Extract<FittedInput, { readonly modality: 'table' }>;
type CategoryColumn = Exclude<FittedColumn, { readonly type: 'number' }>;
export type FittedImage = Extract<FittedInput, { readonly modality: 'image' }>;

/** A cell: a number, a text, or nothing (null, undefined or blank text). */
export type CellValue = string | number | null | undefined;

/** How many numbers a column gives. */
export function columnWidth(column: FittedColumn): number {
  return column.type === 'onehot' ? column.categories.length : 1;
}

export function tableWidth(input: FittedTable): number {
  return input.columns.reduce((sum, column) => sum + columnWidth(column), 0);
}

/** (value - subtract) / divide; NaN stands for missing and becomes `fill` first, then come the column's steps. */
export function encodeNumber(column: Extract<FittedColumn, { readonly type: 'number' }>, value: number): number {
  let x = Number.isNaN(value) ? column.fill : value;
  if (column.steps !== undefined) for (const step of column.steps) x = applyStep(step, x);
  return (x - column.subtract) / column.divide;
}

/** Writes a category by its index (-1: unknown or nothing) into `out` from `offset` on, which is expected to hold zeros. */
export function encodeCategory(column: CategoryColumn, index: number, out: Float32Array, offset: number): void {
  if (column.type === 'ordinal') out[offset] = index + (column.first ?? 0);
  else if (index >= 0) out[offset + index] = 1;
}

/** Says "no value here". */
export function isBlank(value: CellValue): value is null | undefined {
  return (
    value === null || value === undefined || (typeof value === 'string' && value.trim() === '') || Number.isNaN(value)
  );
}

/** Index of a category that is there; of one that has no place of its own, the others' or -1. */
export function categoryPlace({ categories, other }: CategoryColumn, category: string): number {
  const place = categories.indexOf(category);
  return place >= 0 || other === undefined ? place : categories.indexOf(other);
}

/** Index of a value among a column's categories, its `fill` standing in for a blank; -1 for unknown or nothing. */
export function categoryIndex(column: CategoryColumn, value: CellValue): number {
  const text = isBlank(value) ? column.fill : String(value).trim();
  return text === null ? -1 : categoryPlace(column, text);
}

/**
 * One row as numbers, the columns in their order: [tableWidth(input)].
 * Blank and absent cells, and text in a number column that is no number (decimal point), count as missing.
 */
export function encodeRow(input: FittedTable, row: { readonly [column: string]: CellValue }): Float32Array {
  const out = new Float32Array(tableWidth(input));
  let offset = 0;
  for (const column of input.columns) {
    const value = Object.prototype.hasOwnProperty.call(row, column.name) ? row[column.name] : null;
    if (column.type === 'number') out[offset] = encodeNumber(column, isBlank(value) ? NaN : Number(value));
    else encodeCategory(column, categoryIndex(column, value), out, offset);
    offset += columnWidth(column);
  }
  return out;
}

/** 8-bit pixels row by row; 1 channel grey, 3 RGB, 4 RGBA. */
export interface Pixels {
  readonly data: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
}

/** What a network takes. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly framing: Framing;
}

/** The size that a document or a fitted input says; where neither says how pictures are framed, they are stretched. */
export function pictureSizeOf(
  given: Pick<PictureSize, 'width' | 'height' | 'channels'> & { readonly framing?: Framing },
): PictureSize {
  const { width, height, channels, framing = 'stretch' } = given;
  return { width, height, channels, framing };
}

/** Reads one channel of a picture's pixel; a place beyond the picture is black or repeats the nearest pixel. */
function pixelReader({ data, width, height, channels: depth }: Pixels, framing: Framing) {
  const inside = (x: number, y: number, plane: number): number => {
    const at = (y * width + x) * depth;
    const value = data[at + plane]!;
    if (depth !== 4) return value;
    const alpha = data[at + 3]!;
    return alpha === 255 ? value : (value * alpha + 255 * (255 - alpha)) / 255;
  };
  if (framing === 'stretch' || framing === 'crop') return inside;
  return (x: number, y: number, plane: number): number => {
    const [column, row] = [Math.min(width - 1, Math.max(0, x)), Math.min(height - 1, Math.max(0, y))];
    return framing === 'padBlack' && (column !== x || row !== y) ? 0 : inside(column, row, plane);
  };
}

/**
 * A picture as the network's grid of 8-bit pixels, [height, width, channels] row by row. In this order:
 * 1. Transparent pixels are laid over white: p = (p * alpha + 255 * (255 - alpha)) / 255.
 * 2. A window is laid over the picture (`windowOf`), beyond it black or its edge's colour.
 * 3. The window is stretched to width by height, bilinear with half-pixel centres and no antialiasing: output
 *    pixel i looks at position (i + 0.5) * (size in / size out) - 0.5 between its two neighbours, clamped at the edges,
 *    first along x, then along y. Same as tf.image.resize(method='bilinear', antialias=False).
 * 4. One channel of three: grey = 0.299 R + 0.587 G + 0.114 B. Three of one: the grey three times.
 * 5. Rounded to the nearest whole number, halves up: floor(p + 0.5).
 */
export function resizePixels(source: Pixels, { width, height, channels, framing }: PictureSize): Uint8Array {
  const { data, channels: depth } = source;
  const planes = depth === 1 ? 1 : 3;
  const out = new Uint8Array(width * height * channels);
  if (source.width === width && source.height === height && depth === channels) {
    for (let i = 0; i < out.length; i++) out[i] = data[i]!;
    return out;
  }
  const read = pixelReader(source, framing);
  const seen = windowOf(source, { width, height }, framing);
  const pixel = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    const fromY = (y + 0.5) * (seen.height / height) - 0.5;
    const top = seen.top + Math.max(Math.floor(fromY), 0);
    const bottom = seen.top + Math.min(Math.ceil(fromY), seen.height - 1);
    const down = fromY - Math.floor(fromY);
    for (let x = 0; x < width; x++) {
      const fromX = (x + 0.5) * (seen.width / width) - 0.5;
      const left = seen.left + Math.max(Math.floor(fromX), 0);
      const right = seen.left + Math.min(Math.ceil(fromX), seen.width - 1);
      const across = fromX - Math.floor(fromX);
      for (let plane = 0; plane < planes; plane++) {
        const topLeft = read(left, top, plane);
        const bottomLeft = read(left, bottom, plane);
        const upper = topLeft + (read(right, top, plane) - topLeft) * across;
        const lower = bottomLeft + (read(right, bottom, plane) - bottomLeft) * across;
        pixel[plane] = upper + (lower - upper) * down;
      }
      const at = (y * width + x) * channels;
      if (channels === 1) {
        const grey = planes === 1 ? pixel[0]! : 0.299 * pixel[0]! + 0.587 * pixel[1]! + 0.114 * pixel[2]!;
        out[at] = Math.floor(grey + 0.5);
      } else {
        for (let c = 0; c < 3; c++) out[at + c] = Math.floor(pixel[planes === 1 ? 0 : c]! + 0.5);
      }
    }
  }
  return out;
}

type Scaled = Pick<FittedImage, 'channels' | 'subtract' | 'divide' | 'order'>;

/** (pixel - subtract[c]) / divide[c] for pixels 0..255, written into `out` from `offset` on. */
export function scalePixels(input: Scaled, pixels: ArrayLike<number>, out: Float32Array, offset: number): void {
  const { channels, subtract, divide } = input;
  for (let c = 0; c < channels; c++) {
    const [less, by] = [subtract[c]!, divide[c]!];
    const there = channelAt(input, c) - c;
    for (let i = c; i < pixels.length; i += channels) out[offset + i] = (pixels[i + there]! - less) / by;
  }
}

/** The way back: a network's numbers as pixels of red, green and blue, or grey, not kept within 0 to 255. */
export function unscalePixels(input: Scaled, values: ArrayLike<number>): Float32Array {
  const { channels, subtract, divide } = input;
  const pixels = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const c = i % channels;
    pixels[i - c + channelAt(input, c)] = values[i]! * divide[c]! + subtract[c]!;
  }
  return pixels;
}

/** RGBA pixels, 8 bits each, as the network's numbers: [height * width * channels]. `resizePixels`, then `scalePixels`. */
export function encodePixels(input: FittedImage, rgba: ArrayLike<number>, width: number, height: number): Float32Array {
  const pixels = resizePixels({ data: rgba, width, height, channels: 4 }, pictureSizeOf(input));
  const out = new Float32Array(pixels.length);
  scalePixels(input, pixels, out, 0);
  return out;
}

type LabelTarget = Exclude<FittedTarget, { readonly task: 'regression' }>;
export type QuantityTarget = Extract<FittedTarget, { readonly task: 'regression' }>;

/**
 * Labels as the numbers a network learns: 1 for those that the row has, else 0. Null where the row does not say: a blank
 * cell. Labels that were never seen in training are no labels.
 */
export function encodeLabels(target: LabelTarget, row: { readonly [column: string]: CellValue }): Float32Array | null {
  const { classes, columns, separator = ';', column } = target;
  if (columns !== undefined) {
    if (columns.some(({ name }) => isBlank(row[name]))) return null;
    return Float32Array.from(columns, ({ name, yes }) => Number(saysYes(row[name], yes)));
  }
  const cell = row[column];
  if (isBlank(cell)) return null;
  const given = splitLabels(String(cell), separator);
  return Float32Array.from(classes, (label) => Number(given.includes(label)));
}

function saysYes(value: CellValue, yes: string): boolean {
  return String(value).trim() === yes || (yes === '1' && Number(value) === 1);
}

/** A target as the number a network learns: the class's index, or the scaled value. NaN for an unknown class, a blank or no number. */
export function encodeTarget(target: FittedTarget, value: CellValue): number {
  if (isBlank(value)) return NaN;
  if (target.task === 'regression') return toLearn(target, Number(value));
  const index = target.classes.indexOf(String(value).trim());
  return index < 0 ? NaN : index;
}

/** A number in the data's own units as the network learns it. */
export function toLearn({ steps = [], subtract, divide }: QuantityTarget, value: number): number {
  return (steps.reduce((x, step) => applyStep(step, x), value) - subtract) / divide;
}

/** A number that the network learned or gave, in the data's own units. */
export function inUnits({ steps = [], subtract, divide }: QuantityTarget, value: number): number {
  return steps.reduceRight((y, step) => undoStep(step, y), value * divide + subtract);
}

export type DecodedTarget =
  /** `index` is the most probable class, the first of equals. */
  | { readonly index: number; readonly label: string; readonly probabilities: readonly number[] }
  | { readonly value: number }
  /** A forecast of several steps, the next one first. */
  | { readonly values: readonly number[] }
  /** Labels at the usual threshold, and the probability of each in their order. */
  | { readonly labels: readonly string[]; readonly probabilities: readonly number[] }
  /** Many answers in one: of this shape, classes along a further axis. */
  | { readonly shape: readonly number[] };

/**
 * A network's answer in a person's terms. Classification: as `decide` reads it. Regression: the first number in the data's
 * own units, or all of them where they are the steps of a forecast.
 */
export function decodeTarget(target: FittedTarget, answer: ArrayLike<number>): DecodedTarget {
  if (target.task === 'labels') {
    const probabilities = Array.from(answer, labelChance);
    return { labels: labelsGiven(probabilities, usualThreshold).map((at) => target.classes[at]!), probabilities };
  }
  if (target.task === 'regression' && target.ahead !== undefined)
    return { values: Array.from(answer, (value) => inUnits(target, value)) };
  if (target.shape !== undefined) return { shape: target.shape };
  if (target.task === 'regression') return { value: inUnits(target, answer[0]!) };
  const { index, probabilities } = decide(answer, target.classes.length);
  return { index, label: target.classes[index] ?? '', probabilities };
}
