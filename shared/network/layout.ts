// Long networks are folded like lines of text, so that a network opens at a size at which it can be read. Pure places;
// what stands before what is decided elsewhere.
import type { Direction } from './document';
import type { Point } from './edits';

/** Distances between the corners of neighbours: along the flow, and from row to row across it. */
const steps = {
  right: { along: 260, gapAcross: 98 },
  down: { along: 150, gapAcross: 84 },
} as const;
/** A card with its words, as far as a layout must know it. */
const card = { width: 176, height: 72 };
/** About the room that a canvas has in a window of 1280 × 800. */
const window = { width: 1000, height: 700 };

const alongSize = (direction: Direction) => (direction === 'right' ? card.width : card.height);
const acrossSize = (direction: Direction) => (direction === 'right' ? card.height : card.width);

/**
 * How many steps fit in a row, so that all rows together are seen as large as possible. `across` is how wide one row is
 * across the flow, in canvas pixels. The longest rows of those that are equally good.
 */
export function stepsInRow(count: number, across: number, direction: Direction = 'right'): number {
  const { along, gapAcross } = steps[direction];
  let best = 1;
  let largest = 0;
  for (let inRow = 1; inRow <= count; inRow++) {
    const rows = Math.ceil(count / inRow);
    const length = (inRow - 1) * along + alongSize(direction);
    const breadth = rows * across + (rows - 1) * gapAcross;
    const [width, height] = direction === 'right' ? [length, breadth] : [breadth, length];
    const zoom = Math.min(1, window.width / width, window.height / height);
    if (zoom >= largest - 1e-9) {
      largest = zoom;
      best = inRow;
    }
  }
  return best;
}

export interface Ranked {
  readonly id: string;
  /** Which step along the flow, from 0. */
  readonly rank: number;
  /** Corner across the flow, in canvas pixels. */
  readonly across: number;
}

/** Places from the corner (0, 0) on: ranks follow the flow, and go on in a further row where one is full. */
export function foldRanks(layers: readonly Ranked[], direction: Direction = 'right'): ReadonlyMap<string, Point> {
  const places = new Map<string, Point>();
  if (layers.length === 0) return places;
  const ranks = layers.reduce((most, { rank }) => Math.max(most, rank + 1), 0);
  const low = layers.reduce((least, { across }) => Math.min(least, across), Infinity);
  const high = layers.reduce((most, { across }) => Math.max(most, across), -Infinity);
  const inRow = stepsInRow(ranks, high - low + acrossSize(direction), direction);
  const { along, gapAcross } = steps[direction];
  const rows: Ranked[][] = [];
  for (const layer of layers) (rows[Math.floor(layer.rank / inRow)] ??= []).push(layer);
  let begin = 0;
  for (const row of rows) {
    if (row === undefined) continue;
    const first = row.reduce((least, { across }) => Math.min(least, across), Infinity);
    const end = row.reduce((most, { across }) => Math.max(most, across), -Infinity);
    for (const { id, rank, across } of row) {
      const main = (rank % inRow) * along;
      const side = begin + across - first;
      places.set(id, direction === 'right' ? { x: main, y: side } : { x: side, y: main });
    }
    begin += end - first + acrossSize(direction) + gapAcross;
  }
  return places;
}

export interface Grouped {
  readonly id: string;
  /** Which step along the flow, from 0. */
  readonly rank: number;
  /** Which of the layers side by side, from 0. */
  readonly lane: number;
  /** The block that it is in. */
  readonly group?: string;
}

/** Distance between lanes, in canvas pixels. */
export const laneStep = 130;
/** Room above a group for its title, so that the wire that turns there does not run through it. */
const titleRoom = 48;

/**
 * Places from left to right in rows, as `foldRanks`, but the steps of a group stay together: it goes on in a row of its
 * own where the current one is too full, so that no other layer stands inside its frame. The steps in `rowStarts` begin a
 * row in any case.
 */
export function foldGroups(
  layers: readonly Grouped[],
  rowStarts: ReadonlySet<number> = new Set(),
): ReadonlyMap<string, Point> {
  const count = layers.reduce((most, { rank }) => Math.max(most, rank + 1), 0);
  const lanes = layers.reduce((most, { lane }) => Math.max(most, lane), 0);
  const inRow = stepsInRow(count, lanes * laneStep + card.height);
  const groups: (string | undefined)[] = Array.from({ length: count }, () => undefined);
  for (const { rank, group } of layers) groups[rank] ??= group;
  const cells: { readonly row: number; readonly column: number }[] = [];
  let row = 0;
  let column = 0;
  for (let rank = 0; rank < count;) {
    const group = groups[rank];
    let end = rank + 1;
    while (group !== undefined && end < count && groups[end] === group) end++;
    const broken = end - rank > inRow;
    if (column > 0 && (column + end - rank > inRow || rowStarts.has(rank))) [row, column] = [row + 1, 0];
    for (; rank < end; rank++, column++) {
      if (column === inRow) [row, column] = [row + 1, 0];
      cells.push({ row, column });
    }
    if (broken) column = inRow;
  }
  const begins: number[] = [];
  let begin = 0;
  for (let at = 0; at <= row; at++) {
    const opens = groups.some(
      (group, rank) => group !== undefined && group !== groups[rank - 1] && cells[rank]!.row === at,
    );
    if (at > 0 && opens) begin += titleRoom;
    begins.push(begin);
    const own = layers.filter(({ rank }) => cells[rank]!.row === at).map(({ lane }) => lane);
    begin += Math.max(0, ...own) * laneStep + card.height + steps.right.gapAcross;
  }
  return new Map(
    layers.map(({ id, rank, lane }) => {
      const cell = cells[rank]!;
      return [id, { x: cell.column * steps.right.along, y: begins[cell.row]! + lane * laneStep }];
    }),
  );
}
