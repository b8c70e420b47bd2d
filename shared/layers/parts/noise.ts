// Layers that disturb the numbers while training: their rate, and what they compute. A built layer keeps tfjs' class,
// weights and saved form; only where its random numbers come from is changed, to the run's own (see StepRandom).
import { float } from '../../params';
import type { FloatParam } from '../../params';
import type { StepRandom, TensorFlow, TfLayer } from '../layer';

type Tensor = import('@tensorflow/tfjs').Tensor;

export function rateParam(help: string, fallback: number): FloatParam {
  return float({ title: 'Rate', help, default: fallback, min: 0, max: 0.95, step: 0.05 });
}

/** "20 %". */
export function rateWord({ rate }: { readonly rate: number }): string {
  return `${Math.round(rate * 1000) / 10} %`;
}

/** Lets a layer of one input compute `train` while training, and pass its input on otherwise. */
export function whileTraining(tf: TensorFlow, layer: TfLayer, train: (input: Tensor) => Tensor): TfLayer {
  layer.call = (inputs, kwargs) =>
    tf.tidy(() => {
      const input = Array.isArray(inputs) ? inputs[0]! : inputs;
      return kwargs['training'] === true ? train(input) : input;
    });
  return layer;
}

/** 1 with the chance 1 - rate, else 0. */
function kept(tf: TensorFlow, random: StepRandom, key: string, shape: readonly number[], rate: number): Tensor {
  return tf.cast(tf.greaterEqual(random.uniform(key, shape), rate), 'float32');
}

/**
 * x · mask / (1 - rate), with one draw for all numbers along the axes in `shared` (counted with the batch as 0): none
 * for Dropout, the axes of space or time for spatial dropout.
 */
export function dropped(
  tf: TensorFlow,
  random: StepRandom,
  key: string,
  x: Tensor,
  rate: number,
  shared: readonly number[] = [],
): Tensor {
  if (rate === 0) return x;
  const shape = x.shape.map((size, axis) => (shared.includes(axis) ? 1 : size));
  return tf.mul(x, tf.mul(kept(tf, random, key, shape, rate), 1 / (1 - rate)));
}

/** x · N(1, rate / (1 - rate)): keeps the mean, and the variance that Dropout would give. */
export function gaussianDropped(tf: TensorFlow, random: StepRandom, key: string, x: Tensor, rate: number): Tensor {
  if (rate === 0) return x;
  return tf.mul(x, tf.add(1, tf.mul(random.normal(key, x.shape), Math.sqrt(rate / (1 - rate)))));
}

/** x + N(0, stddev²). */
export function noisy(tf: TensorFlow, random: StepRandom, key: string, x: Tensor, stddev: number): Tensor {
  if (stddev === 0) return x;
  return tf.add(x, tf.mul(random.normal(key, x.shape), stddev));
}

/** SELU's limit at minus infinity, where it leaves a silenced unit. */
const lowest = -1.6732632423543772 * 1.0507009873554805;

/**
 * Silenced numbers become SELU's lowest, and all are scaled so that mean 0 and variance 1 stay. Klambauer,
 * Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks", 2017, section 3.
 */
export function alphaDropped(tf: TensorFlow, random: StepRandom, key: string, x: Tensor, rate: number): Tensor {
  if (rate === 0) return x;
  const mask = kept(tf, random, key, x.shape, rate);
  const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * lowest ** 2));
  const shift = -scale * lowest * rate;
  const mixed = tf.add(tf.mul(x, mask), tf.mul(tf.sub(1, mask), lowest));
  return tf.add(tf.mul(mixed, scale), shift);
}
