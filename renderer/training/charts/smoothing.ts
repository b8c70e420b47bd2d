// The smoothed curve of a run: an exponential moving average, kept and extended, so that a long run costs only its
// newest batches.
import type { Series } from '../../stores/series';

interface Smoothed {
  /** Entries done. */
  length: number;
  values: Float64Array;
  /** The average before its correction for having started at 0, and the weight it has gathered. */
  sum: number;
  weight: number;
}

const kept = new WeakMap<Series, Map<string, Smoothed>>();

/**
 * The moving average of a column with the weight `keep` on the past, corrected for its start as Adam corrects its
 * moments (Kingma and Ba 2015, section 3). Entries that are not finite are NaN and leave the average alone. The array
 * may be longer than the series; it is valid up to `series.length`.
 */
export function smoothed(series: Series, name: string, keep = 0.98): Float64Array {
  const key = `${name}\n${keep}`;
  let columns = kept.get(series);
  if (columns === undefined) kept.set(series, (columns = new Map()));
  let state = columns.get(key);
  if (state === undefined) columns.set(key, (state = { length: 0, values: new Float64Array(1024), sum: 0, weight: 0 }));
  const column = series.columns.get(name);
  if (state.values.length < series.length) {
    const larger = new Float64Array(Math.max(series.length, state.values.length * 2));
    larger.set(state.values);
    state.values = larger;
  }
  for (let i = state.length; i < series.length; i++) {
    const value = column?.[i] ?? NaN;
    if (Number.isFinite(value)) {
      state.sum = keep * state.sum + (1 - keep) * value;
      state.weight = keep * state.weight + (1 - keep);
      state.values[i] = state.sum / state.weight;
    } else {
      state.values[i] = NaN;
    }
  }
  state.length = series.length;
  return state.values;
}
