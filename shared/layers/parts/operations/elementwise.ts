// Arithmetic on every number by itself.
import type { TensorFlow } from '../../layer';
import type { Operation } from '../ownLayer';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** Numbers below it are raised to it where a function needs more than 0. */
const smallest = 1e-7;

const functions: { readonly [name: string]: (tf: TensorFlow, x: Tensor) => Tensor } = {
  abs: (tf, x) => tf.abs(x),
  negative: (tf, x) => tf.neg(x),
  square: (tf, x) => tf.square(x),
  squareRoot: (tf, x) => tf.sqrt(tf.maximum(x, smallest)),
  exponential: (tf, x) => tf.exp(x),
  logarithm: (tf, x) => tf.log(tf.maximum(x, smallest)),
  sine: (tf, x) => tf.sin(x),
  cosine: (tf, x) => tf.cos(x),
};

export const elementwise: Operation<{ readonly function: string }> = {
  name: 'LayerloomElementwise',
  compute: (tf, { inputs }, settings) => (functions[settings.function] ?? ((_tf, x) => x))(tf, inputs[0]!),
};

/** x^exponent; before a fractional exponent, numbers below `smallest` are raised to it. */
export const power: Operation<{ readonly exponent: number }> = {
  name: 'LayerloomPower',
  compute: (tf, { inputs }, { exponent }) =>
    tf.pow(Number.isInteger(exponent) ? inputs[0]! : tf.maximum(inputs[0]!, smallest), tf.scalar(exponent)),
};

export const subtract: Operation<Record<string, never>> = {
  name: 'LayerloomSubtract',
  masks: 'merged',
  compute: (tf, { inputs }) => tf.sub(inputs[0]!, inputs[1]!),
};

/** gamma · x, a learned factor per channel. Touvron et al., "Going deeper with image transformers", 2021. */
export const layerScale: Operation<Record<string, never>> = {
  name: 'LayerloomLayerScale',
  compute: (tf, { inputs, weights }) => tf.mul(inputs[0]!, weights[0]!),
};

/** Passes numbers on and slopes not back. */
export const stopGradient: Operation<Record<string, never>> = {
  name: 'LayerloomStopGradient',
  compute(tf, { inputs }) {
    const operation = tf.customGrad((x) => ({
      value: tf.clone(x as Tensor),
      gradFunc: (dy: Tensor) => tf.zerosLike(dy),
    }));
    return operation(inputs[0]!);
  },
};
