// How far a network's answers are from its teacher's. Both give probabilities, and a temperature T belongs to logits; but
// softmax does not mind a constant that is added to all logits, and ln p is the logits less such a constant, so that
// softmax(ln p / T) = p^(1/T) / Σ p^(1/T) is softmax(logits / T).
import { findLoss } from '../choices/losses';
import type { Task } from '../data/spec';
import type { TensorFlow } from '../layers/layer';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** One of several classes, yes or no for each of some labels, or plain numbers. */
export type Comparing = 'classes' | 'labels' | 'numbers';

/** How answers of this task that learn by this loss are compared; null where they are no probabilities: scores, boxes. */
export function comparingOf(task: Task, loss: string): Comparing | null {
  if (task === 'regression') return 'numbers';
  if (task === 'detection') return null;
  const expects = findLoss(loss)?.expects;
  return expects === 'softmax' ? 'classes' : expects === 'sigmoid' ? 'labels' : null;
}

/**
 * Keeps ln p finite. Far below Keras' 1e-7: at T = 4 that would turn every chance under 1e-7 into 0.018 of the largest.
 * Not at the end of float32 either, where the slope 1 / p overflows.
 */
const least = 1e-30;
/** 1 - p in float32 has no digits below this. */
const unsure = 1e-7;

/**
 * The distance of every position's answer from the teacher's, in one row: [positions] for classes along the last axis,
 * else [batch], the mean over a sample. Classes and labels: T² KL(teacher at T, student at T), so that slopes keep their
 * size whatever T is (Hinton and others, section 2). Numbers: the squared difference. Slopes reach the student alone.
 */
export function distanceToTeacher(
  tf: TensorFlow,
  comparing: Comparing,
  teacher: Tensor,
  student: Tensor,
  temperature: number,
): Tensor {
  const perSample = (values: Tensor) => values.reshape([values.shape[0]!, -1]).mean(1);
  if (comparing === 'numbers') return perSample(tf.squaredDifference(teacher, student));
  const scale = temperature ** 2;
  if (comparing === 'classes') {
    const softened = (chances: Tensor) => tf.logSoftmax(chances.maximum(least).log().div(temperature));
    const [taught, answered] = [softened(teacher), softened(student)];
    return taught.exp().mul(taught.sub(answered)).sum(-1).mul(scale).flatten();
  }
  const logit = (chances: Tensor) => {
    const p = chances.clipByValue(unsure, 1 - unsure);
    return p.log().sub(tf.sub(1, p).log()).div(temperature);
  };
  const [taught, answered] = [logit(teacher), logit(student)];
  // ln σ(x) = -softplus(-x), ln (1 - σ(x)) = -softplus(x).
  const yes = tf.sigmoid(taught);
  const ofYes = tf.softplus(answered.neg()).sub(tf.softplus(taught.neg()));
  const ofNo = tf.softplus(answered).sub(tf.softplus(taught));
  return perSample(yes.mul(ofYes).add(tf.sub(1, yes).mul(ofNo))).mul(scale);
}
