// Comparing two branches, and drawing from a distribution that two branches describe.
import type { TensorFlow } from '../../layer';
import type { Operation } from '../ownLayer';
import { unit } from './normalizing';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** The cosine of the angle between two rows: [..., n] twice → [..., 1]. */
export const cosineSimilarity: Operation<Record<string, never>> = {
  name: 'LayerloomCosineSimilarity',
  compute: (tf, { inputs }) => tf.sum(tf.mul(unit(tf, inputs[0]!), unit(tf, inputs[1]!)), -1, true),
};

/** How far two rows are from each other: [..., n] twice → [..., 1]. */
export const distance: Operation<{ readonly measure: string }> = {
  name: 'LayerloomDistance',
  compute(tf, { inputs }, { measure }) {
    const difference = tf.sub(inputs[0]!, inputs[1]!);
    if (measure === 'manhattan') return tf.sum(tf.abs(difference), -1, true);
    const square = tf.sum(tf.square(difference), -1, true);
    // Kept above 0, where the root has no slope.
    return measure === 'squared' ? square : tf.sqrt(tf.maximum(square, 1e-12));
  },
};

/**
 * The Kullback-Leibler divergence of N(mean, e^logVariance) from N(0, 1), summed over a sample's numbers: [batch]. Kingma
 * and Welling, appendix B.
 */
export function divergence(tf: TensorFlow, [mean, logVariance]: readonly Tensor[]): Tensor {
  return tf.tidy(() => {
    const each = tf.sub(tf.add(tf.square(mean!), tf.exp(logVariance!)), tf.add(logVariance!, 1));
    return tf.mul(0.5, tf.sum(tf.reshape(each, [each.shape[0]!, -1]), 1));
  });
}

/**
 * mean + e^(logVariance / 2) · N(0, 1) while training, the mean otherwise: a draw through which slopes reach both
 * branches. Kingma and Welling, "Auto-encoding variational Bayes", 2013, section 2.4.
 */
export const sampling: Operation<Record<string, never>> = {
  name: 'LayerloomSampling',
  compute(tf, { inputs, random }) {
    const [mean, logVariance] = inputs as [Tensor, Tensor];
    if (random === null) return tf.clone(mean);
    return tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), random.normal('draw', mean.shape)));
  },
};
