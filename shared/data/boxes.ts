// Boxes around things in pictures: how a picture's boxes become the grid of numbers that a single-shot detector learns
// (after Redmon and others, "You only look once", 2016), and how its answer becomes boxes again.
import type { Placement } from './masks';

/** Left, top, width and height as shares of the picture's width and height. */
export type Box = readonly [left: number, top: number, width: number, height: number];

export interface Thing {
  readonly box: Box;
  /** Index of its class. */
  readonly class: number;
}

export interface FoundThing extends Thing {
  /** Probability that something is there times that of its class. */
  readonly score: number;
}

/** Rows and columns of the grid, and how many classes there are. */
export interface BoxGrid {
  readonly rows: number;
  readonly columns: number;
  readonly classes: number;
}

/** Numbers before the classes in each cell: something is there, its centre within the cell, the roots of its size. */
export const boxNumbers = 5;

/** Intersection over union; 0 for boxes without an area. */
export function boxIoU(a: Box, b: Box): number {
  const across = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const down = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  const both = Math.max(0, across) * Math.max(0, down);
  const union = a[2] * a[3] + b[2] * b[3] - both;
  return union > 0 ? both / union : 0;
}

/** A box as it lies after its picture was placed so (`placeGrid` of masks.ts). */
export function placeBox([left, top, width, height]: Box, { mirrored, flipped, exchanged }: Placement): Box {
  const x = mirrored ? 1 - left - width : left;
  const y = flipped ? 1 - top - height : top;
  return exchanged ? [y, x, height, width] : [x, y, width, height];
}

/** The cell in which a box has its centre. */
function cellOf([left, top, width, height]: Box, { rows, columns }: BoxGrid): readonly [row: number, column: number] {
  const at = (centre: number, cells: number) => Math.min(cells - 1, Math.max(0, Math.floor(centre * cells)));
  return [at(top + height / 2, rows), at(left + width / 2, columns)];
}

/** Things that share their centre's cell with a larger one: a grid has room for one in each cell. */
export function crowdedOut(things: readonly Thing[], grid: BoxGrid): number {
  return things.length - new Set(things.map(({ box }) => cellOf(box, grid).join())).size;
}

/**
 * A picture's things as a grid [rows, columns, 5 + classes], written into `out` from `offset` on, which holds zeros:
 * 1 where something has its centre in the cell; the centre's place within the cell, along x and y, 0..1; the square
 * roots of width and height as shares of the picture; 1 at the class. Of several things in a cell the largest stays.
 */
export function encodeBoxes(things: readonly Thing[], grid: BoxGrid, out: Float32Array, offset: number): void {
  const cell = boxNumbers + grid.classes;
  // The largest last, so that it stays.
  const ordered = [...things].sort((a, b) => a.box[2] * a.box[3] - b.box[2] * b.box[3]);
  for (const { box, class: index } of ordered) {
    const [row, column] = cellOf(box, grid);
    const at = offset + (row * grid.columns + column) * cell;
    out.fill(0, at, at + cell);
    out[at] = 1;
    out[at + 1] = Math.min(1, Math.max(0, (box[0] + box[2] / 2) * grid.columns - column));
    out[at + 2] = Math.min(1, Math.max(0, (box[1] + box[3] / 2) * grid.rows - row));
    out[at + 3] = Math.sqrt(box[2]);
    out[at + 4] = Math.sqrt(box[3]);
    out[at + boxNumbers + index] = 1;
  }
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The box that a cell's numbers stand for. */
function boxOf(x: number, y: number, width: number, height: number, row: number, column: number, grid: BoxGrid): Box {
  const [w, h] = [width * width, height * height];
  return [(column + x) / grid.columns - w / 2, (row + y) / grid.rows - h / 2, w, h];
}

/** The things of an encoded grid (`encodeBoxes`), in the order of cells. */
export function readBoxes(values: ArrayLike<number>, grid: BoxGrid): readonly Thing[] {
  const cell = boxNumbers + grid.classes;
  const things: Thing[] = [];
  for (let i = 0; i < grid.rows * grid.columns; i++) {
    const at = i * cell;
    if (!(values[at]! > 0.5)) continue;
    let index = 0;
    for (let c = 1; c < grid.classes; c++)
      if (values[at + boxNumbers + c]! > values[at + boxNumbers + index]!) index = c;
    const [row, column] = [Math.floor(i / grid.columns), i % grid.columns];
    const [x, y, w, h] = [values[at + 1]!, values[at + 2]!, values[at + 3]!, values[at + 4]!];
    things.push({ box: boxOf(x, y, w, h, row, column, grid), class: index });
  }
  return things;
}

/** Score below which an answer is not shown, and overlap beyond which the less sure of two boxes of a class is left out. */
export const shownScore = 0.5;
const mostOverlap = 0.5;

/**
 * A network's answer (numbers before their sigmoid and softmax) as boxes: in each cell sigmoid(objectness) times the
 * softmax probability of its most likely class is the score, centre and roots of the size go through a sigmoid. Boxes
 * with at least `least` as score, after non-maximum suppression, the surest first.
 */
export function decodeBoxes(values: ArrayLike<number>, grid: BoxGrid, least = shownScore): readonly FoundThing[] {
  const cell = boxNumbers + grid.classes;
  const found: FoundThing[] = [];
  for (let i = 0; i < grid.rows * grid.columns; i++) {
    const at = i * cell;
    const there = sigmoid(values[at]!);
    if (there < least) continue;
    let index = 0;
    for (let c = 1; c < grid.classes; c++)
      if (values[at + boxNumbers + c]! > values[at + boxNumbers + index]!) index = c;
    let sum = 0;
    for (let c = 0; c < grid.classes; c++)
      sum += Math.exp(values[at + boxNumbers + c]! - values[at + boxNumbers + index]!);
    const score = there / sum;
    if (score < least) continue;
    const [row, column] = [Math.floor(i / grid.columns), i % grid.columns];
    const [x, y, w, h] = [1, 2, 3, 4].map((k) => sigmoid(values[at + k]!)) as [number, number, number, number];
    found.push({ box: boxOf(x, y, w, h, row, column, grid), class: index, score });
  }
  return suppress(found);
}

/**
 * Non-maximum suppression within each class: from the surest box down, one that overlaps with a kept one by more than
 * `overlap` is left out. Equal scores stay in their order.
 */
export function suppress(found: readonly FoundThing[], overlap = mostOverlap): readonly FoundThing[] {
  const kept: FoundThing[] = [];
  for (const one of found
    .map((thing, place) => ({ thing, place }))
    .sort((a, b) => b.thing.score - a.thing.score || a.place - b.place)) {
    const { thing } = one;
    if (!kept.some((other) => other.class === thing.class && boxIoU(other.box, thing.box) > overlap)) kept.push(thing);
  }
  return kept;
}
