// Metrics of choices between classes; most of them read yes-or-no answers too, as two classes.
import type { MetricDefinition } from '../choice';
import {
  type ClassCounts,
  chanceOfTruth,
  classCounts,
  classSums,
  f1,
  hits,
  macro,
  mean,
  meanSums,
  picked,
  ratio,
  yes,
} from './parts';

/** The share of samples whose class is among the `k` most likely. */
function topK(k: number, word: string): MetricDefinition {
  return {
    id: `top${k}Accuracy`,
    title: `Top-${k} accuracy`,
    summary: `The share of samples whose class is among the ${word} most likely.`,
    tasks: ['classification'],
    better: 'higher',
    keras: `keras.metrics.TopKCategoricalAccuracy(k=${k}, name="top${k}_accuracy")`,
    format: 'percent',
    sums: (tf, target, prediction, weight) =>
      tf.tidy(() => {
        // The right class is among the top k when fewer than k classes are strictly more likely.
        const own = tf.sum(tf.mul(target, prediction), -1, true);
        const better = tf.sum(tf.cast(tf.greater(prediction, own), 'float32'), -1);
        return meanSums(tf, tf.cast(tf.less(better, k), 'float32'), weight);
      }),
    result: mean,
  };
}

const isThere = ({ right, wrongNo }: ClassCounts) => right + wrongNo > 0;
const recall = ({ right, wrongNo }: ClassCounts) => ratio(right, right + wrongNo);

/** Samples, right answers, and what chance alone would get right: Σ asked · answered of every class. */
function agreement(counts: readonly ClassCounts[]) {
  let [samples, right, byChance, asked, answered] = [0, 0, 0, 0, 0];
  for (const one of counts) {
    const [t, p] = [one.right + one.wrongNo, one.right + one.wrongYes];
    samples += t;
    right += one.right;
    byChance += t * p;
    asked += t * t;
    answered += p * p;
  }
  return { samples, right, byChance, asked, answered };
}

export const classMetrics: readonly MetricDefinition[] = [
  {
    id: 'accuracy',
    title: 'Accuracy',
    summary: 'The share of samples whose class the network gets right.',
    formula: 'right / all',
    tasks: ['classification', 'binary'],
    better: 'higher',
    keras: '"accuracy"',
    format: 'percent',
    sums: (tf, target, prediction, weight) =>
      tf.tidy(() => {
        const classes = prediction.shape[prediction.rank - 1]!;
        const right =
          classes === 1
            ? tf.equal(target, yes(tf, prediction))
            : tf.equal(tf.argMax(target, -1), tf.argMax(prediction, -1));
        return meanSums(tf, tf.cast(right, 'float32'), weight);
      }),
    result: mean,
  },
  topK(3, 'three'),
  topK(5, 'five'),
  {
    id: 'balancedAccuracy',
    title: 'Balanced accuracy',
    summary: 'The share found of each class, averaged over the classes: a rare class counts as much as a common one.',
    formula: 'mean over classes of right / (right + missed)',
    tasks: ['classification', 'binary'],
    better: 'higher',
    keras: null,
    format: 'percent',
    sums: (tf, target, prediction, weight) => tf.tidy(() => classSums(tf, target, prediction, weight)),
    result: (sums) => macro(classCounts(sums).filter(isThere), recall),
  },
  {
    id: 'macroPrecision',
    title: 'Precision (mean of classes)',
    summary: 'Of all samples put into a class, the share that belong there; averaged over the classes.',
    formula: 'mean over classes of right / (right + wrong yes)',
    tasks: ['classification'],
    better: 'higher',
    keras: null,
    format: 'percent',
    sums: (tf, target, prediction, weight) => tf.tidy(() => hits(tf, target, picked(tf, prediction), weight)),
    result: (sums) => macro(classCounts(sums), ({ right, wrongYes }) => ratio(right, right + wrongYes)),
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
    sums: (tf, target, prediction, weight) => tf.tidy(() => hits(tf, target, picked(tf, prediction), weight)),
    result: (sums) => macro(classCounts(sums), f1),
  },
  {
    id: 'weightedF1',
    title: 'F1 score (weighted)',
    summary: 'The balance of precision and recall, each class with the weight of its samples.',
    tasks: ['classification'],
    better: 'higher',
    keras: 'keras.metrics.F1Score(average="weighted", name="weighted_f1")',
    format: 'percent',
    sums: (tf, target, prediction, weight) => tf.tidy(() => hits(tf, target, picked(tf, prediction), weight)),
    result: (sums) => {
      const counts = classCounts(sums);
      const all = counts.reduce((total, { right, wrongNo }) => total + right + wrongNo, 0);
      return counts.reduce((total, one) => total + f1(one) * ratio(one.right + one.wrongNo, all), 0);
    },
  },
  {
    id: 'meanIoU',
    title: 'Mean IoU',
    summary: 'How much the samples put into a class overlap with those that belong there, averaged over the classes.',
    formula: 'mean over classes of right / (right + wrong yes + wrong no)',
    tasks: ['classification'],
    better: 'higher',
    keras: (classes) => `keras.metrics.OneHotMeanIoU(num_classes=${classes}, name="mean_iou")`,
    format: 'percent',
    sums: (tf, target, prediction, weight) => tf.tidy(() => hits(tf, target, picked(tf, prediction), weight)),
    result: (sums) => {
      const seen = classCounts(sums).filter(({ right, wrongYes, wrongNo }) => right + wrongYes + wrongNo > 0);
      return macro(seen, ({ right, wrongYes, wrongNo }) => right / (right + wrongYes + wrongNo));
    },
  },
  {
    id: 'matthews',
    title: 'Matthews correlation',
    summary: 'How well answers and truth go together, fair to rare classes: 1 is perfect, 0 is guessing.',
    formula: '(right · all - Σ asked · answered) / √((all² - Σ asked²) · (all² - Σ answered²))',
    tasks: ['classification', 'binary'],
    better: 'higher',
    keras: null,
    format: 'number',
    sums: (tf, target, prediction, weight) => tf.tidy(() => classSums(tf, target, prediction, weight)),
    result: (sums) => {
      const { samples, right, byChance, asked, answered } = agreement(classCounts(sums));
      const spread = (samples ** 2 - asked) * (samples ** 2 - answered);
      return ratio(right * samples - byChance, Math.sqrt(Math.max(0, spread)));
    },
  },
  {
    id: 'kappa',
    title: 'Cohen’s kappa',
    summary: 'How much better the answers are than chance would make them: 1 is perfect, 0 is chance.',
    formula: '(accuracy - chance) / (1 - chance)',
    tasks: ['classification', 'binary'],
    better: 'higher',
    keras: null,
    format: 'number',
    sums: (tf, target, prediction, weight) => tf.tidy(() => classSums(tf, target, prediction, weight)),
    result: (sums) => {
      const { samples, right, byChance } = agreement(classCounts(sums));
      const chance = ratio(byChance, samples ** 2);
      return ratio(ratio(right, samples) - chance, 1 - chance);
    },
  },
  {
    id: 'logLoss',
    title: 'Cross-entropy',
    summary: 'How surprised the network is by the truth: 0 when it is sure and right.',
    formula: '-mean ln p(truth)',
    tasks: ['classification', 'binary'],
    better: 'lower',
    keras: (classes) => (classes === 1 ? '"binary_crossentropy"' : '"categorical_crossentropy"'),
    format: 'number',
    sums: (tf, target, prediction, weight) =>
      tf.tidy(() => meanSums(tf, tf.neg(tf.log(chanceOfTruth(tf, target, prediction))), weight)),
    result: mean,
  },
  {
    id: 'perplexity',
    title: 'Perplexity',
    summary: 'Between how many equally likely classes the network still wavers: 1 is certain. Usual for language.',
    formula: 'e^(cross-entropy)',
    tasks: ['classification'],
    better: 'lower',
    keras: null,
    format: 'number',
    sums: (tf, target, prediction, weight) =>
      tf.tidy(() => meanSums(tf, tf.neg(tf.log(chanceOfTruth(tf, target, prediction))), weight)),
    result: (sums) => Math.exp(mean(sums)),
  },
  {
    id: 'brier',
    title: 'Brier score',
    summary: 'The squared distance of the probabilities from the truth: small when they can be trusted.',
    formula: 'mean Σ (p - target)²',
    tasks: ['classification', 'binary'],
    better: 'lower',
    keras: null,
    format: 'number',
    sums: (tf, target, prediction, weight) =>
      tf.tidy(() => {
        const distances = tf.sum(tf.squaredDifference(target, prediction), -1);
        return meanSums(tf, distances, weight);
      }),
    result: mean,
  },
];
