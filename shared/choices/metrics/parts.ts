// What several metrics share: sums over a batch that add up over an epoch, and counts of right and wrong answers.
import type { TensorFlow } from '../../layers/layer';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** Keras' backend.epsilon(): keeps logarithms and quotients finite. */
export const epsilon = 1e-7;

/** [batch, …] → [batch, values]. */
export function rows(tf: TensorFlow, values: Tensor): Tensor {
  return tf.reshape(values, [values.shape[0]!, -1]);
}

/** A mean as two sums: total and count. With weights, [values]: those of weight 0 are in neither. */
export function meanSums(tf: TensorFlow, values: Tensor, weight?: Tensor): Tensor {
  if (weight !== undefined) return tf.stack([tf.sum(tf.mul(tf.reshape(values, [-1]), weight)), tf.sum(weight)]);
  return tf.stack([tf.sum(values), tf.scalar(values.size)]);
}

export function mean([total = 0, count = 0]: readonly number[]): number {
  return count === 0 ? 0 : total / count;
}

export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** 1 where a probability says yes, else 0. Exactly 0.5 is a no, as in Keras. */
export function yes(tf: TensorFlow, prediction: Tensor): Tensor {
  return tf.cast(tf.greater(prediction, 0.5), 'float32');
}

/** One-hot of the most likely class along the last axis. */
export function picked(tf: TensorFlow, prediction: Tensor): Tensor {
  return tf.cast(tf.oneHot(tf.argMax(prediction, -1), prediction.shape[prediction.rank - 1]!), 'float32');
}

/** Right yes, wrong yes, wrong no; of every class along the last axis. */
export function hits(tf: TensorFlow, target: Tensor, decided: Tensor, weight?: Tensor): Tensor {
  const classes = target.shape[target.rank - 1]!;
  const counted = (values: Tensor) => {
    const all = tf.reshape(values, [-1, classes]);
    return weight === undefined ? all : tf.mul(all, tf.reshape(weight, [-1, 1]));
  };
  const [t, d] = [counted(target), counted(decided)];
  const right = tf.sum(tf.mul(t, d), 0);
  return tf.concat([right, tf.sub(tf.sum(d, 0), right), tf.sub(tf.sum(t, 0), right)]);
}

/** For a yes-or-no target, given as one number or as two classes of which the second is "yes". */
export function binaryHits(tf: TensorFlow, target: Tensor, prediction: Tensor): Tensor {
  return hits(tf, yesColumn(tf, target), yes(tf, yesColumn(tf, prediction)));
}

export function yesColumn(tf: TensorFlow, values: Tensor): Tensor {
  const two = rows(tf, values);
  return two.shape[1] === 2 ? tf.slice(two, [0, 1], [-1, 1]) : two;
}

/** Probabilities of the right answers, away from 0 and 1 as in Keras, whichever form a target has. */
export function chanceOfTruth(tf: TensorFlow, target: Tensor, prediction: Tensor): Tensor {
  const clip = (chance: Tensor) => tf.clipByValue(chance, epsilon, 1 - epsilon);
  if (prediction.shape[prediction.rank - 1] !== 1)
    return clip(tf.sum(tf.mul(target, tf.div(prediction, tf.sum(prediction, -1, true))), -1));
  const chance = clip(prediction);
  return tf.add(tf.mul(target, chance), tf.mul(tf.sub(1, target), tf.sub(1, chance)));
}

/** What was counted of one class. */
export interface ClassCounts {
  readonly right: number;
  readonly wrongYes: number;
  readonly wrongNo: number;
}

/** `hits` of all classes; a single probability counts as two classes, no and yes. */
export function classSums(tf: TensorFlow, target: Tensor, prediction: Tensor, weight?: Tensor): Tensor {
  if (prediction.shape[prediction.rank - 1] !== 1) return hits(tf, target, picked(tf, prediction), weight);
  const both = (values: Tensor) => tf.concat([tf.sub(1, rows(tf, values)), rows(tf, values)], 1);
  return hits(tf, both(target), both(yes(tf, prediction)), weight);
}

export function classCounts(sums: readonly number[]): readonly ClassCounts[] {
  const classes = sums.length / 3;
  return Array.from({ length: classes }, (_, at) => ({
    right: sums[at]!,
    wrongYes: sums[classes + at]!,
    wrongNo: sums[2 * classes + at]!,
  }));
}

export function f1({ right, wrongYes, wrongNo }: ClassCounts): number {
  return ratio(2 * right, 2 * right + wrongYes + wrongNo);
}

/** The mean of a figure over classes, all the same weight; 0 without any. */
export function macro(counts: readonly ClassCounts[], figure: (one: ClassCounts) => number): number {
  return ratio(
    counts.reduce((total, one) => total + figure(one), 0),
    counts.length,
  );
}
