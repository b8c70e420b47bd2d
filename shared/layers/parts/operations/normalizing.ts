// Evening out numbers within a sample.
import type { TensorFlow } from '../../layer';
import { leastDeviation } from '../normalization';
import type { Operation } from '../ownLayer';
import { product } from '../../../shape';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** (x - mean) / √(variance + epsilon) over `axes`. */
function standardized(tf: TensorFlow, x: Tensor, axes: number[], epsilon: number): Tensor {
  const centred = tf.sub(x, tf.mean(x, axes, true));
  const variance = tf.mean(tf.square(centred), axes, true);
  return tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
}

/** Over all axes but the batch, for each group of channels by itself; then gamma · y + beta. Wu and He, 2018. */
export const groupNormalization: Operation<{ readonly groups: number; readonly epsilon: number }> = {
  name: 'LayerloomGroupNormalization',
  masks: 'first',
  compute(tf, { inputs, weights }, { groups, epsilon }) {
    const { shape } = inputs[0]!;
    const channels = shape[shape.length - 1]!;
    const places = product(shape.slice(1, -1));
    const grouped = tf.reshape(inputs[0]!, [shape[0]!, places, groups, channels / groups]);
    const even = tf.reshape(standardized(tf, grouped, [1, 3], epsilon), shape);
    return tf.add(tf.mul(even, weights[0]!), weights[1]!);
  },
};

/** (x - mean) / √variance, or that undone: numbers of the settings where there are any, else the weights. */
export const normalization: Operation<{
  readonly mean: readonly number[];
  readonly variance: readonly number[];
  readonly invert: boolean;
}> = {
  name: 'LayerloomNormalization',
  masks: 'first',
  compute(tf, { inputs, weights }, { mean, variance, invert }) {
    const kept = mean.length === 0;
    const centre = kept ? weights[0]! : tf.tensor1d([...mean]);
    const deviation = tf.maximum(tf.sqrt(kept ? weights[1]! : tf.tensor1d([...variance])), leastDeviation);
    return invert ? tf.add(tf.mul(inputs[0]!, deviation), centre) : tf.div(tf.sub(inputs[0]!, centre), deviation);
  },
};

/** scale · x / √(mean of x² + epsilon) over the last axis. Zhang and Sennrich, 2019. */
export const rmsNormalization: Operation<{ readonly epsilon: number }> = {
  name: 'LayerloomRMSNormalization',
  compute(tf, { inputs, weights }, { epsilon }) {
    const square = tf.mean(tf.square(inputs[0]!), -1, true);
    return tf.mul(tf.mul(inputs[0]!, tf.rsqrt(tf.add(square, epsilon))), weights[0]!);
  },
};

/** x / |x| over the last axis; a row of zeros stays zero. */
export const unitNormalization: Operation<Record<string, never>> = {
  name: 'LayerloomUnitNormalization',
  masks: 'first',
  compute(tf, { inputs }) {
    return unit(tf, inputs[0]!);
  },
};

/** The squared length below which a row counts as zeros: Keras' 1e-12, squared. */
const shortest = 1e-24;

export function unit(tf: TensorFlow, x: Tensor): Tensor {
  return tf.mul(x, tf.rsqrt(tf.maximum(tf.sum(tf.square(x), -1, true), shortest)));
}
