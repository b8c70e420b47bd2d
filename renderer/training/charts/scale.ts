// From values to pixels of a chart and back, and lines as paths: no more is needed to draw a curve.
import type { Point } from '../../stores/series';

export interface PlotArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Scales {
  readonly area: PlotArea;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  /** The value at a pixel across. */
  readonly valueAt: (pixel: number) => number;
}

/** Room between the highest value and the edge. */
const airAbove = 3;

/** `range` from low to high; both above 0 where `log`. `end`: the last value across; the first is 0. */
export function scalesOf(area: PlotArea, end: number, range: readonly [number, number], log: boolean): Scales {
  const along = log ? Math.log10 : (value: number) => value;
  const low = along(range[0]);
  const span = along(range[1]) - low || 1;
  const high = area.height - airAbove;
  return {
    area,
    x: (value) => area.x + (value / end) * area.width,
    y: (value) => area.y + area.height - ((along(value) - low) / span) * high,
    valueAt: (pixel) => ((pixel - area.x) / area.width) * end,
  };
}

const tenths = (value: number) => Math.round(value * 10) / 10;

/** The points joined by straight lines; tenths of pixels, which nobody can see, shorten what the browser must read. */
export function linePath(points: readonly Point[], { x, y }: Scales): string {
  let path = '';
  for (const point of points) {
    const up = y(point.y);
    if (Number.isFinite(up)) path += `${path === '' ? 'M' : 'L'}${tenths(x(point.x))},${tenths(up)}`;
  }
  return path;
}

/** A dot on every point, all as one path. */
export function dotsPath(points: readonly Point[], radius: number, { x, y }: Scales): string {
  const round = `a${radius},${radius} 0 1 0 ${2 * radius},0a${radius},${radius} 0 1 0 ${-2 * radius},0`;
  return points.map((point) => `M${tenths(x(point.x) - radius)},${tenths(y(point.y))}${round}`).join('');
}
