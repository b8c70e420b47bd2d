// The four rows of numbers of a batch normalization, also where it goes without factors or offsets.
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
