// Metrics of predicted quantities, in the target's own units.
import type { TensorFlow } from '../../layers/layer';
import type { MetricDefinition } from '../choice';
import { epsilon, mean, meanSums, ratio, rows } from './parts';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** Vectors of sums for every value of the target, one after the other, then the number of samples. */
function momentSums(
  tf: TensorFlow,
  target: Tensor,
  prediction: Tensor,
  moments: (t: Tensor, p: Tensor) => readonly Tensor[],
): Tensor {
  const t = rows(tf, target);
  return tf.concat([
    ...moments(t, rows(tf, prediction)).map((moment) => tf.sum(moment, 0)),
    tf.tensor1d([t.shape[0]!]),
  ]);
}

/** The mean over the target's values of a figure made of its own sums. */
function overValues(
  sums: readonly number[],
  moments: number,
  figure: (own: readonly number[], samples: number) => number,
): number {
  const values = (sums.length - 1) / moments;
  const samples = sums[sums.length - 1] ?? 0;
  let total = 0;
  for (let i = 0; i < values; i++) {
    total += figure(
      Array.from({ length: moments }, (_, moment) => sums[moment * values + i]!),
      samples,
    );
  }
  return ratio(total, values);
}

/** Σ (x - mean x)(y - mean y), from sums. */
function together(product: number, x: number, y: number, samples: number): number {
  return product - ratio(x * y, samples);
}

export const quantityMetrics: readonly MetricDefinition[] = [
  {
    id: 'meanAbsoluteError',
    title: 'Mean absolute error',
    summary: 'How far off a prediction is on average, in the units of the target.',
    formula: 'mean |target - prediction|',
    tasks: ['regression'],
    better: 'lower',
    keras: '"mean_absolute_error"',
    format: 'number',
    sums: (tf, target, prediction) => tf.tidy(() => meanSums(tf, tf.abs(tf.sub(target, prediction)))),
    result: mean,
  },
  {
    id: 'rootMeanSquaredError',
    title: 'Root mean squared error',
    summary: 'Like the mean absolute error, but large mistakes count for more; in the units of the target.',
    formula: '√ mean (target - prediction)²',
    tasks: ['regression'],
    better: 'lower',
    keras: 'keras.metrics.RootMeanSquaredError(name="root_mean_squared_error")',
    format: 'number',
    sums: (tf, target, prediction) => tf.tidy(() => meanSums(tf, tf.squaredDifference(target, prediction))),
    result: (sums) => Math.sqrt(mean(sums)),
  },
  {
    id: 'meanSquaredError',
    title: 'Mean squared error',
    summary: 'The mean squared distance from the truth.',
    formula: 'mean (target - prediction)²',
    tasks: ['regression'],
    better: 'lower',
    keras: '"mean_squared_error"',
    format: 'number',
    sums: (tf, target, prediction) => tf.tidy(() => meanSums(tf, tf.squaredDifference(target, prediction))),
    result: mean,
  },
  {
    id: 'r2',
    title: 'R²',
    summary: 'The share of the ups and downs that is explained: 1 is perfect, 0 is no better than the mean.',
    formula: '1 - Σ (target - prediction)² / Σ (target - mean)²',
    tasks: ['regression'],
    better: 'higher',
    keras: 'keras.metrics.R2Score(name="r2")',
    format: 'number',
    sums: (tf, target, prediction) =>
      tf.tidy(() => momentSums(tf, target, prediction, (t, p) => [tf.squaredDifference(t, p), t, tf.square(t)])),
    result: (sums) =>
      overValues(sums, 3, ([error = 0, t = 0, squares = 0], samples) => {
        const spread = together(squares, t, t, samples);
        return spread > 0 ? 1 - error / spread : 0;
      }),
  },
  {
    id: 'correlation',
    title: 'Correlation',
    summary: 'How well predictions rise and fall with the truth, whatever their scale: 1 is in step, 0 is unrelated.',
    formula: 'Pearson’s r',
    tasks: ['regression'],
    better: 'higher',
    keras: null,
    format: 'number',
    sums: (tf, target, prediction) =>
      tf.tidy(() => momentSums(tf, target, prediction, (t, p) => [t, p, tf.square(t), tf.square(p), tf.mul(t, p)])),
    result: (sums) =>
      overValues(sums, 5, ([t = 0, p = 0, tt = 0, pp = 0, tp = 0], samples) => {
        const spread = together(tt, t, t, samples) * together(pp, p, p, samples);
        return spread > 0 ? together(tp, t, p, samples) / Math.sqrt(spread) : 0;
      }),
  },
  {
    id: 'bias',
    title: 'Mean error',
    summary: 'Whether predictions are too high (above 0) or too low (below 0) on average.',
    formula: 'mean (prediction - target)',
    tasks: ['regression'],
    better: 'lower',
    keras: null,
    format: 'number',
    sums: (tf, target, prediction) => tf.tidy(() => meanSums(tf, tf.sub(prediction, target))),
    result: mean,
  },
  {
    id: 'meanAbsolutePercentageError',
    title: 'Mean absolute percentage error',
    summary: 'How far off a prediction is on average, as a percentage of the truth. Not for targets near 0.',
    formula: '100 · mean |(target - prediction) / target|',
    tasks: ['regression'],
    better: 'lower',
    keras: '"mean_absolute_percentage_error"',
    format: 'number',
    sums: (tf, target, prediction) =>
      tf.tidy(() => {
        const share = tf.div(tf.sub(target, prediction), tf.maximum(tf.abs(target), epsilon));
        return meanSums(tf, tf.mul(100, tf.abs(share)));
      }),
    result: mean,
  },
  {
    id: 'symmetricPercentageError',
    title: 'Symmetric percentage error',
    summary: 'The error as a percentage of truth and prediction together: from 0 to 200, and safe near 0.',
    formula: '100 · mean 2 |target - prediction| / (|target| + |prediction|)',
    tasks: ['regression'],
    better: 'lower',
    keras: null,
    format: 'number',
    sums: (tf, target, prediction) =>
      tf.tidy(() => {
        const size = tf.maximum(tf.add(tf.abs(target), tf.abs(prediction)), epsilon);
        return meanSums(tf, tf.div(tf.mul(200, tf.abs(tf.sub(target, prediction))), size));
      }),
    result: mean,
  },
  {
    id: 'weightedPercentageError',
    title: 'Weighted percentage error',
    summary: 'All errors together as a share of all of the truth: usual for forecasts of sales and load.',
    formula: 'Σ |target - prediction| / Σ |target|',
    tasks: ['regression'],
    better: 'lower',
    keras: null,
    format: 'percent',
    sums: (tf, target, prediction) =>
      tf.tidy(() => tf.stack([tf.sum(tf.abs(tf.sub(target, prediction))), tf.sum(tf.abs(target))])),
    result: ([error = 0, truth = 0]) => ratio(error, truth),
  },
  {
    id: 'meanSquaredLogarithmicError',
    title: 'Mean squared logarithmic error',
    summary: 'Compares orders of magnitude. For quantities of 0 and more that range widely, such as prices.',
    formula: 'mean (ln(1 + target) - ln(1 + prediction))²',
    tasks: ['regression'],
    better: 'lower',
    keras: '"mean_squared_logarithmic_error"',
    format: 'number',
    sums: (tf, target, prediction) =>
      tf.tidy(() => {
        const log = (values: Tensor) => tf.log(tf.add(tf.maximum(values, epsilon), 1));
        return meanSums(tf, tf.squaredDifference(log(target), log(prediction)));
      }),
    result: mean,
  },
];
