// The data map's geometry: from a map's own numbers to the screen and back, what is near the pointer, what a lasso holds.

export interface View {
  /** Pixels for one unit of the map. */
  readonly scale: number;
  /** Where the map's origin lies on the screen. */
  readonly x: number;
  readonly y: number;
}

export type Point = readonly [x: number, y: number];

/** The view that shows all points within a margin; both axes have the same scale, so that distances stay true. */
export function fitView(xs: readonly number[], ys: readonly number[], width: number, height: number): View {
  const range = (values: readonly number[]) =>
    values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)] as const, [
      Infinity,
      -Infinity,
    ] as readonly [number, number]);
  const [left, right] = range(xs);
  const [bottom, top] = range(ys);
  const margin = 24;
  const scale = Math.min(
    Math.max(1, width - 2 * margin) / (right - left || 1),
    Math.max(1, height - 2 * margin) / (top - bottom || 1),
  );
  return { scale, x: width / 2 - ((left + right) / 2) * scale, y: height / 2 + ((bottom + top) / 2) * scale };
}

/** Up is up, as in every chart. */
export function toScreen({ scale, x, y }: View, [u, v]: Point): Point {
  return [x + u * scale, y - v * scale];
}

/** The view after turning the wheel at a point of the screen, which keeps its place. */
export function zoomed(view: View, [px, py]: Point, by: number): View {
  return { scale: view.scale * by, x: px - (px - view.x) * by, y: py - (py - view.y) * by };
}

/** The place of the nearest point within `reach` pixels; -1 where there is none. */
export function nearest(
  xs: readonly number[],
  ys: readonly number[],
  view: View,
  [px, py]: Point,
  reach: number,
): number {
  let found = -1;
  let least = reach * reach;
  for (let i = 0; i < xs.length; i++) {
    const [x, y] = toScreen(view, [xs[i]!, ys[i]!]);
    const distance = (x - px) ** 2 + (y - py) ** 2;
    if (distance <= least) [found, least] = [i, distance];
  }
  return found;
}

/** Whether a point lies within a closed line, by counting crossings to its right. */
export function inside(line: readonly Point[], [px, py]: Point): boolean {
  let within = false;
  line.forEach(([x, y], i) => {
    const [u, v] = line[(i + line.length - 1) % line.length]!;
    if (y > py !== v > py && px < ((u - x) * (py - y)) / (v - y) + x) within = !within;
  });
  return within;
}
