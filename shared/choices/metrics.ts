// Metrics: what people read while training. Each is a vector that is added up over batches and a number made of it, so
// that the figure of an epoch is exact, not a mean of means. tests/oracle compares the numbers with Keras.
import type { TensorFlow } from '../layers/layer';
import type { MetricDefinition } from './choice';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** [batch, …] → [batch, values]. */
function rows(tf: TensorFlow, values: Tensor): Tensor {
  return tf.reshape(values, [values.shape[0]!, -1]);
}

/** A mean as two sums: total and count. */
function meanSums(tf: TensorFlow, values: Tensor): Tensor {
  return tf.stack([tf.sum(values), tf.scalar(values.size)]);
}

function mean([total = 0, count = 0]: readonly number[]): number {
  return count === 0 ? 0 : total / count;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** 1 where a probability says yes, else 0. Exactly 0.5 is a no, as in Keras. */
function yes(tf: TensorFlow, prediction: Tensor): Tensor {
  return tf.cast(tf.greater(prediction, 0.5), 'float32');
}

/** One-hot of the most likely class along the last axis. */
function picked(tf: TensorFlow, prediction: Tensor): Tensor {
  return tf.cast(tf.oneHot(tf.argMax(prediction, -1), prediction.shape[prediction.rank - 1]!), 'float32');
}

/** Right yes, wrong yes, wrong no; of every class along the last axis. */
function hits(tf: TensorFlow, target: Tensor, decided: Tensor): Tensor {
  const classes = target.shape[target.rank - 1]!;
  const t = tf.reshape(target, [-1, classes]);
  const d = tf.reshape(decided, [-1, classes]);
  const right = tf.sum(tf.mul(t, d), 0);
  return tf.concat([right, tf.sub(tf.sum(d, 0), right), tf.sub(tf.sum(t, 0), right)]);
}

/** For a yes-or-no target, given as one number or as two classes of which the second is "yes". */
function binaryHits(tf: TensorFlow, target: Tensor, prediction: Tensor): Tensor {
  return hits(tf, yesColumn(tf, target), yes(tf, yesColumn(tf, prediction)));
}

function yesColumn(tf: TensorFlow, values: Tensor): Tensor {
  const two = rows(tf, values);
  return two.shape[1] === 2 ? tf.slice(two, [0, 1], [-1, 1]) : two;
}

function f1(right: number, wrongYes: number, wrongNo: number): number {
  return ratio(2 * right, 2 * right + wrongYes + wrongNo);
}

/** Keras' 200 thresholds: evenly spread, the ends just outside 0 and 1. */
const thresholds: readonly number[] = Array.from({ length: 200 }, (_, i) =>
  i === 0 ? -1e-7 : i === 199 ? 1 + 1e-7 : i / 199,
);

export const metrics: readonly MetricDefinition[] = [
  {
    id: 'accuracy',
    title: 'Accuracy',
    summary: 'The share of samples whose class the network gets right.',
    formula: 'right / all',
    tasks: ['classification', 'binary'],
    better: 'higher',
    keras: '"accuracy"',
    format: 'percent',
    sums: (tf, target, prediction) =>
      tf.tidy(() => {
        const classes = prediction.shape[prediction.rank - 1]!;
        const right =
          classes === 1
            ? tf.equal(target, yes(tf, prediction))
            : tf.equal(tf.argMax(target, -1), tf.argMax(prediction, -1));
        return meanSums(tf, tf.cast(right, 'float32'));
      }),
    result: mean,
  },
  {
    id: 'top3Accuracy',
    title: 'Top-3 accuracy',
    summary: 'The share of samples whose class is among the three most likely.',
    tasks: ['classification'],
    better: 'higher',
    keras: 'keras.metrics.TopKCategoricalAccuracy(k=3, name="top3_accuracy")',
    format: 'percent',
    sums: (tf, target, prediction) =>
      tf.tidy(() => {
        // The right class is among the top three when fewer than three classes are strictly more likely.
        const own = tf.sum(tf.mul(target, prediction), -1, true);
        const better = tf.sum(tf.cast(tf.greater(prediction, own), 'float32'), -1);
        return meanSums(tf, tf.cast(tf.less(better, 3), 'float32'));
      }),
    result: mean,
  },
  {
    id: 'macroF1',
    title: 'F1 score (mean of classes)',
    summary: 'The balance of precision and recall, the same weight for every class however rare.',
    formula: 'mean over classes of 2 · right / (2 · right + wrong yes + wrong no)',
    tasks: ['classification'],
    better: 'higher',
    keras: 'keras.metrics.F1Score(average="macro", name="macro_f1")',
    format: 'percent',
    sums: (tf, target, prediction) => tf.tidy(() => hits(tf, target, picked(tf, prediction))),
    result: (sums) => {
      const classes = sums.length / 3;
      let total = 0;
      for (let i = 0; i < classes; i++) total += f1(sums[i]!, sums[classes + i]!, sums[2 * classes + i]!);
      return ratio(total, classes);
    },
  },
  {
    id: 'precision',
    title: 'Precision',
    summary: 'Of all samples called "yes", the share that really are.',
    formula: 'right yes / (right yes + wrong yes)',
    tasks: ['binary'],
    better: 'higher',
    keras: 'keras.metrics.Precision(name="precision")',
    format: 'percent',
    sums: (tf, target, prediction) => tf.tidy(() => binaryHits(tf, target, prediction)),
    result: ([right = 0, wrongYes = 0]) => ratio(right, right + wrongYes),
  },
  {
    id: 'recall',
    title: 'Recall',
    summary: 'Of all samples that really are "yes", the share that the network finds.',
    formula: 'right yes / (right yes + wrong no)',
    tasks: ['binary'],
    better: 'higher',
    keras: 'keras.metrics.Recall(name="recall")',
    format: 'percent',
    sums: (tf, target, prediction) => tf.tidy(() => binaryHits(tf, target, prediction)),
    result: ([right = 0, , wrongNo = 0]) => ratio(right, right + wrongNo),
  },
  {
    id: 'f1',
    title: 'F1 score',
    summary: 'The balance of precision and recall; useful when "yes" is rare.',
    formula: '2 · precision · recall / (precision + recall)',
    tasks: ['binary'],
    better: 'higher',
    keras: 'keras.metrics.F1Score(threshold=0.5, average="micro", name="f1")',
    format: 'percent',
    sums: (tf, target, prediction) => tf.tidy(() => binaryHits(tf, target, prediction)),
    result: ([right = 0, wrongYes = 0, wrongNo = 0]) => f1(right, wrongYes, wrongNo),
  },
  {
    id: 'auc',
    title: 'AUC',
    summary: 'How well "yes" is ranked above "no", whatever the threshold: 1 is perfect, 0.5 is guessing.',
    formula: 'area under the ROC curve, 200 thresholds',
    tasks: ['binary'],
    better: 'higher',
    keras: 'keras.metrics.AUC(num_thresholds=200, name="auc")',
    format: 'number',
    sums: (tf, target, prediction) =>
      tf.tidy(() => {
        const t = tf.reshape(yesColumn(tf, target), [-1, 1]);
        const p = tf.reshape(yesColumn(tf, prediction), [-1, 1]);
        const above = tf.cast(tf.greater(p, tf.tensor2d([...thresholds], [1, thresholds.length])), 'float32');
        const rightYes = tf.sum(tf.mul(above, t), 0);
        const wrongYes = tf.sum(tf.mul(above, tf.sub(1, t)), 0);
        const positives = tf.reshape(tf.sum(t), [1]);
        return tf.concat([rightYes, wrongYes, positives, tf.sub(t.size, positives)]);
      }),
    result: (sums) => {
      const n = thresholds.length;
      const positives = sums[2 * n] ?? 0;
      const negatives = sums[2 * n + 1] ?? 0;
      let area = 0;
      for (let i = 0; i + 1 < n; i++) {
        const width = ratio(sums[n + i]! - sums[n + i + 1]!, negatives);
        area += (width * (ratio(sums[i]!, positives) + ratio(sums[i + 1]!, positives))) / 2;
      }
      return area;
    },
  },
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
    // For every value of the target: squared errors, targets and squared targets; then the number of samples.
    sums: (tf, target, prediction) =>
      tf.tidy(() => {
        const t = rows(tf, target);
        const p = rows(tf, prediction);
        return tf.concat([
          tf.sum(tf.squaredDifference(t, p), 0),
          tf.sum(t, 0),
          tf.sum(tf.square(t), 0),
          tf.tensor1d([t.shape[0]!]),
        ]);
      }),
    result: (sums) => {
      const values = (sums.length - 1) / 3;
      const samples = sums[sums.length - 1] ?? 0;
      let total = 0;
      for (let i = 0; i < values; i++) {
        const spread = sums[2 * values + i]! - ratio(sums[values + i]! ** 2, samples);
        total += spread > 0 ? 1 - sums[i]! / spread : 0;
      }
      return ratio(total, values);
    },
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
        const share = tf.div(tf.sub(target, prediction), tf.maximum(tf.abs(target), 1e-7));
        return meanSums(tf, tf.mul(100, tf.abs(share)));
      }),
    result: mean,
  },
];

export function findMetric(id: string): MetricDefinition | undefined {
  return metrics.find((metric) => metric.id === id);
}
