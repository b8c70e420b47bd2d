// Layer normalization in few operations, with its slopes in closed form: tfjs spells both out over broadcast copies, which
// makes transformers slow to compile and to train.
import type { TensorFlow, TfLayer } from '../layer';
import { withCall } from './gradients';

type Tensor = import('@tensorflow/tfjs').Tensor;

/**
 * gamma · (x - mean) / √(variance + epsilon) + beta over the last axis. Slopes, x̂ the evened out x and g = γ dy:
 * dx = (g - mean g - x̂ mean(g x̂)) / √(variance + epsilon), dγ = Σ dy x̂, dβ = Σ dy. Ba, Kiros and Hinton, 2016.
 */
function layerNormalized(tf: TensorFlow, x: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): Tensor {
  const others = x.shape.map((_, axis) => axis).slice(0, -1);
  const operation = tf.customGrad((...given) => {
    const [input, factor, shift, save] = given as unknown as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void];
    const centred = tf.sub(input, tf.mean(input, -1, true));
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
    const even = tf.mul(centred, inverse);
    save([even, inverse, factor]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [hat, scale, weight] = saved as [Tensor, Tensor, Tensor];
      const slope = tf.mul(dy, weight);
      const along = tf.mul(hat, tf.mean(tf.mul(slope, hat), -1, true));
      const dx = tf.mul(scale, tf.sub(tf.sub(slope, tf.mean(slope, -1, true)), along));
      return [dx, tf.sum(tf.mul(dy, hat), others), tf.sum(dy, others)];
    };
    return { value: tf.add(tf.mul(even, factor), shift), gradFunc };
  });
  return operation(x, gamma, beta);
}

/** Lets tfjs' LayerNormalization layer compute by `layerNormalized`. */
export function computeLayerNormalization(tf: TensorFlow, layer: TfLayer, epsilon: number): TfLayer {
  return withCall(tf, layer, (x) => {
    const [gamma, beta] = layer.weights.map((weight) => weight.read());
    return layerNormalized(tf, x, gamma!, beta!, epsilon);
  });
}
