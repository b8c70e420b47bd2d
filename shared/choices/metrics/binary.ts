// Metrics of yes-or-no answers, given as one probability or as two classes of which the second is "yes". Labels come as
// one answer each, [samples · labels, 1], so that a figure is over all labels of all samples (micro average).
import type { TensorFlow } from '../../layers/layer';
import type { MetricDefinition } from '../choice';
import { binaryHits, f1, mean, meanSums, ratio, yes, yesColumn } from './parts';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** Keras' 200 thresholds: evenly spread, the ends just outside 0 and 1. */
const thresholds: readonly number[] = Array.from({ length: 200 }, (_, i) =>
  i === 0 ? -1e-7 : i === 199 ? 1 + 1e-7 : i / 199,
);

/** Right and wrong yes above every threshold, then how many are really yes and really no. */
function thresholdSums(tf: TensorFlow, target: Tensor, prediction: Tensor): Tensor {
  const t = tf.reshape(yesColumn(tf, target), [-1, 1]);
  // What is no probability (a cosine) counts as the nearest one, as wherever answers are told.
  const p = tf.clipByValue(tf.reshape(yesColumn(tf, prediction), [-1, 1]), 0, 1);
  const above = tf.cast(tf.greater(p, tf.tensor2d([...thresholds], [1, thresholds.length])), 'float32');
  const rightYes = tf.sum(tf.mul(above, t), 0);
  const wrongYes = tf.sum(tf.mul(above, tf.sub(1, t)), 0);
  const positives = tf.reshape(tf.sum(t), [1]);
  return tf.concat([rightYes, wrongYes, positives, tf.sub(t.size, positives)]);
}

export const binaryMetrics: readonly MetricDefinition[] = [
  {
    id: 'labelAccuracy',
    title: 'Label accuracy',
    summary: 'The share of all labels of all samples that the network gets right, given or left out.',
    formula: 'right labels / all labels',
    tasks: ['labels'],
    better: 'higher',
    keras: 'keras.metrics.BinaryAccuracy(name="label_accuracy")',
    format: 'percent',
    sums: (tf, target, prediction) =>
      tf.tidy(() => meanSums(tf, tf.cast(tf.equal(target, yes(tf, prediction)), 'float32'))),
    result: mean,
  },
  {
    id: 'precision',
    title: 'Precision',
    summary: 'Of all samples called "yes", the share that really are.',
    formula: 'right yes / (right yes + wrong yes)',
    tasks: ['binary', 'labels'],
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
    tasks: ['binary', 'labels'],
    better: 'higher',
    keras: 'keras.metrics.Recall(name="recall")',
    format: 'percent',
    sums: (tf, target, prediction) => tf.tidy(() => binaryHits(tf, target, prediction)),
    result: ([right = 0, , wrongNo = 0]) => ratio(right, right + wrongNo),
  },
  {
    id: 'specificity',
    title: 'Specificity',
    summary: 'Of all samples that really are "no", the share that the network leaves alone: few false alarms.',
    formula: 'right no / (right no + wrong yes)',
    tasks: ['binary', 'labels'],
    better: 'higher',
    keras: null,
    format: 'percent',
    sums: (tf, target, prediction) =>
      tf.tidy(() => {
        const truth = yesColumn(tf, target);
        const really = tf.sub(truth.size, tf.sum(truth));
        return tf.stack([really, tf.squeeze(tf.slice(binaryHits(tf, target, prediction), [1], [1]))]);
      }),
    result: ([no = 0, wrongYes = 0]) => ratio(no - wrongYes, no),
  },
  {
    id: 'f1',
    title: 'F1 score',
    summary: 'The balance of precision and recall; useful when "yes" is rare.',
    formula: '2 · precision · recall / (precision + recall)',
    tasks: ['binary', 'labels'],
    better: 'higher',
    keras: 'keras.metrics.F1Score(threshold=0.5, average="micro", name="f1")',
    format: 'percent',
    sums: (tf, target, prediction) => tf.tidy(() => binaryHits(tf, target, prediction)),
    result: ([right = 0, wrongYes = 0, wrongNo = 0]) => f1({ right, wrongYes, wrongNo }),
  },
  {
    id: 'iou',
    title: 'IoU',
    summary: 'How much the samples called "yes" overlap with those that are.',
    formula: 'right yes / (right yes + wrong yes + wrong no)',
    tasks: ['binary', 'labels'],
    better: 'higher',
    keras: 'keras.metrics.BinaryIoU(target_class_ids=[1], name="iou")',
    format: 'percent',
    sums: (tf, target, prediction) => tf.tidy(() => binaryHits(tf, target, prediction)),
    result: ([right = 0, wrongYes = 0, wrongNo = 0]) => ratio(right, right + wrongYes + wrongNo),
  },
  {
    id: 'auc',
    title: 'AUC',
    summary: 'How well "yes" is ranked above "no", whatever the threshold: 1 is perfect, 0.5 is guessing.',
    formula: 'area under the ROC curve, 200 thresholds',
    tasks: ['binary', 'labels'],
    better: 'higher',
    keras: 'keras.metrics.AUC(num_thresholds=200, name="auc")',
    format: 'number',
    sums: (tf, target, prediction) => tf.tidy(() => thresholdSums(tf, target, prediction)),
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
    id: 'prAuc',
    title: 'AUC of precision and recall',
    summary: 'Precision averaged over every recall, whatever the threshold. Tells more than AUC when "yes" is rare.',
    formula: 'area under the precision-recall curve, 200 thresholds',
    tasks: ['binary', 'labels'],
    better: 'higher',
    keras: 'keras.metrics.AUC(num_thresholds=200, curve="PR", name="pr_auc")',
    format: 'number',
    sums: (tf, target, prediction) => tf.tidy(() => thresholdSums(tf, target, prediction)),
    // Between two thresholds right and wrong answers change along straight lines (Davis and Goadrich, 2006), as in Keras.
    result: (sums) => {
      const n = thresholds.length;
      const positives = sums[2 * n] ?? 0;
      let area = 0;
      for (let i = 0; i + 1 < n; i++) {
        const [right, nextRight] = [sums[i]!, sums[i + 1]!];
        const [called, nextCalled] = [right + sums[n + i]!, nextRight + sums[n + i + 1]!];
        const slope = ratio(right - nextRight, Math.max(0, called - nextCalled));
        const growth = called > 0 && nextCalled > 0 ? Math.log(called / nextCalled) : 0;
        area += ratio(slope * (right - nextRight + (nextRight - slope * nextCalled) * growth), positives);
      }
      return area;
    },
  },
];
