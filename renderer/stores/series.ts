// Figures over steps for charts: growing typed arrays and a downsampling that keeps every spike.
import type { Figures } from '../../shared/run/events';

/** Column-wise figures: `steps[i]` belongs to `columns.get(name)[i]`; NaN where a figure was not given. */
export interface Series {
  length: number;
  steps: Float64Array;
  readonly columns: Map<string, Float64Array>;
}

export function emptySeries(): Series {
  return { length: 0, steps: new Float64Array(1024), columns: new Map() };
}

function grown(array: Float64Array, length: number): Float64Array {
  if (array.length > length) return array;
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** Appends one step. A name met for the first time has NaN before. */
export function appendFigures(series: Series, step: number, figures: Figures): void {
  const at = series.length;
  series.steps = grown(series.steps, at);
  series.steps[at] = step;
  for (const name of Object.keys(figures)) {
    if (!series.columns.has(name)) series.columns.set(name, new Float64Array(series.steps.length).fill(NaN, 0, at));
  }
  for (const [name, column] of series.columns) {
    const roomy = grown(column, at);
    roomy[at] = figures[name] ?? NaN;
    if (roomy !== column) series.columns.set(name, roomy);
  }
  series.length = at + 1;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * At most `limit` points of the first `length` entries: each bucket of neighbours gives its lowest and its highest
 * in their order, so that a spike of one step is always drawn. Deterministic; entries that are not finite are left out.
 */
export function downsample(
  steps: ArrayLike<number>,
  values: ArrayLike<number>,
  length: number,
  limit: number,
): Point[] {
  const points: Point[] = [];
  if (length <= limit) {
    for (let i = 0; i < length; i++) if (Number.isFinite(values[i]!)) points.push({ x: steps[i]!, y: values[i]! });
    return points;
  }
  const buckets = Math.max(1, Math.floor(limit / 2));
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * length) / buckets);
    const to = Math.floor(((bucket + 1) * length) / buckets);
    let low = -1;
    let high = -1;
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      if (low < 0 || value < values[low]!) low = i;
      if (high < 0 || value > values[high]!) high = i;
    }
    if (low < 0) continue;
    const [first, second] = low <= high ? [low, high] : [high, low];
    points.push({ x: steps[first]!, y: values[first]! });
    if (second !== first) points.push({ x: steps[second]!, y: values[second]! });
  }
  return points;
}
