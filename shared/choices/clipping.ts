// Gradient clipping as Keras' clipvalue, clipnorm and global_clipnorm do it, before any optimizer's step. As there, a
// run uses one of them.
import type { TensorFlow } from '../layers/layer';

type Tensor = import('@tensorflow/tfjs').Tensor;

export interface Clipping {
  readonly by: 'none' | 'value' | 'norm' | 'globalNorm';
  /** Largest value, or largest norm. */
  readonly limit: number;
}

/** Keras' name of the argument that each kind of clipping is. */
export const kerasClipping = { value: 'clipvalue', norm: 'clipnorm', globalNorm: 'global_clipnorm' } as const;

/**
 * The gradients of all trainable weights, held within the limit: each number by itself, each weight's norm, or the
 * norm of all of them together. A gradient that is not finite stays so. Gives the same tensors where nothing is
 * clipped; the caller tidies.
 */
export function clipGradients(tf: TensorFlow, clip: Clipping, gradients: readonly Tensor[]): readonly Tensor[] {
  const { limit } = clip;
  switch (clip.by) {
    case 'none':
      return gradients;
    case 'value':
      // Unlike clipByValue, minimum and maximum let NaN through on every backend.
      return gradients.map((gradient) => tf.maximum(tf.minimum(gradient, limit), -limit));
    case 'norm':
      return gradients.map((gradient) =>
        tf.div(tf.mul(gradient, limit), tf.maximum(tf.sqrt(tf.sum(tf.square(gradient))), limit)),
      );
    case 'globalNorm': {
      if (gradients.length === 0) return gradients;
      const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
      // The difference is 0, or NaN where the norm is not finite: then every gradient is to be NaN.
      const scale = tf.add(tf.mul(tf.minimum(tf.div(1, norm), 1 / limit), limit), tf.sub(norm, norm));
      return gradients.map((gradient) => tf.mul(gradient, scale));
    }
  }
}
