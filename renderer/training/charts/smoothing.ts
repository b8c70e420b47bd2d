// The smoothed curve of a run: an exponential moving average, kept and extended, so that a long run costs only its
// newest batches.
import type { Series } from '../../stores/series';

interface Smoothed {
  /** Entries done. */
  length: number;
  values: Float64Array;
  average: number;
  /** Finite values taken in. */
  count: number;
}

const kept = new WeakMap<Series, Map<string, Smoothed>>();

/**
 * The moving average of a column with the weight `keep` on the past. At the start, where a loss falls steeply, the
 * n-th value weighs at least 4 / (n + 4), so that the curve is not held back by the first batches. Entries that are not
 * finite are NaN and leave the average alone. The array may be longer than the series; it is valid up to
 * `series.length`.
 */
export function smoothed(series: Series, name: string, keep = 0.98): Float64Array {
  const key = `${name}\n${keep}`;
  let columns = kept.get(series);
  if (columns === undefined) kept.set(series, (columns = new Map()));
  let state = columns.get(key);
  if (state === undefined)
    columns.set(key, (state = { length: 0, values: new Float64Array(1024), average: 0, count: 0 }));
  const column = series.columns.get(name);
  if (state.values.length < series.length) {
    const larger = new Float64Array(Math.max(series.length, state.values.length * 2));
    larger.set(state.values);
    state.values = larger;
  }
  for (let i = state.length; i < series.length; i++) {
    const value = column?.[i] ?? NaN;
    if (Number.isFinite(value)) {
      const weight = Math.max(1 - keep, 4 / (state.count + 4));
      state.average += weight * (value - state.average);
      state.count++;
      state.values[i] = state.average;
    } else {
      state.values[i] = NaN;
    }
  }
  state.length = series.length;
  return state.values;
}
