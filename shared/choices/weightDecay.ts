// Weight decay apart from the loss, as every Keras optimizer does it: before its own step, on every trainable weight.
import type { TensorFlow } from '../layers/layer';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Scalar = import('@tensorflow/tfjs').Scalar;

/** w - w · decay · learningRate; the weight itself where `decay` is 0. The caller tidies. */
export function decayWeight(tf: TensorFlow, weight: Tensor, decay: number, learningRate: Scalar): Tensor {
  return decay > 0 ? tf.sub(weight, tf.mul(tf.mul(weight, decay), learningRate)) : weight;
}
