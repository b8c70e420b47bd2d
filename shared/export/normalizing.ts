// The numbers of normalizations by known statistics, in the form in which exports compute with them.
import { leastDeviation } from '../layers/parts/normalization';
import type { ExportWeight } from './format';

export interface Normalizing {
  readonly gamma: ExportWeight;
  readonly beta: ExportWeight;
  readonly moving_mean: ExportWeight;
  readonly moving_variance: ExportWeight;
}

/** By the weights' own names; factors that are not there are ones, offsets zeros. */
export function normalizingOf(weights: ReadonlyMap<string, ExportWeight>): Normalizing {
  const mean = weights.get('moving_mean')!;
  const filled = (value: number): ExportWeight => ({
    shape: mean.shape,
    values: new Float32Array(mean.values.length).fill(value),
  });
  return {
    gamma: weights.get('gamma') ?? filled(1),
    beta: weights.get('beta') ?? filled(0),
    moving_mean: mean,
    moving_variance: weights.get('moving_variance')!,
  };
}

/** One factor and one summand per channel, which say the same: x · factors + summands. */
export function affineOf(
  weights: ReadonlyMap<string, ExportWeight>,
  epsilon: number,
): {
  readonly factors: ExportWeight;
  readonly summands: ExportWeight;
} {
  const { gamma, beta, moving_mean: mean, moving_variance: variance } = normalizingOf(weights);
  const factor = (i: number): number => gamma.values[i]! / Math.sqrt(variance.values[i]! + epsilon);
  return {
    factors: { shape: gamma.shape, values: gamma.values.map((_, i) => factor(i)) },
    summands: { shape: gamma.shape, values: beta.values.map((value, i) => value - mean.values[i]! * factor(i)) },
  };
}

export interface Centring {
  /** Those of `order`: (x + summands) · factors, or x · factors + summands. One for all channels, or one each. */
  readonly factors: ExportWeight;
  readonly summands: ExportWeight;
  readonly order: 'addFirst' | 'multiplyFirst';
}

/** What a Normalization computes, whether its numbers are settings or weights. */
export function centringOf(
  params: { readonly [name: string]: unknown },
  weights: ReadonlyMap<string, ExportWeight>,
): Centring {
  const numbers = (name: 'mean' | 'variance'): readonly number[] | Float32Array =>
    weights.get(name)?.values ?? (params[name] as readonly number[]);
  const [mean, variance] = [numbers('mean'), numbers('variance')];
  const row = (value: (i: number) => number): ExportWeight => ({
    shape: [mean.length],
    values: Float32Array.from({ length: mean.length }, (_, i) => value(i)),
  });
  const deviation = (i: number): number => Math.max(Math.sqrt(variance[i]!), leastDeviation);
  return params['invert'] === true
    ? { factors: row(deviation), summands: row((i) => mean[i]!), order: 'multiplyFirst' }
    : { factors: row((i) => 1 / deviation(i)), summands: row((i) => -mean[i]!), order: 'addFirst' };
}
