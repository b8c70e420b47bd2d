// What several optimizers share: their parameters, the steps of their formulas, and how Python wants numbers.
import type { KerasValue, TensorFlow } from '../../layers/layer';
import { float } from '../../params';
import type { FloatParam } from '../../params';

type Tensor = import('@tensorflow/tfjs').Tensor;

export function learningRate(fallback: number): FloatParam {
  return float({
    title: 'Learning rate',
    help: 'How far the weights move at each step. Too large and the loss jumps or explodes, too small and training crawls. Change it by factors of 3 to 10.',
    default: fallback,
    min: 1e-7,
    max: 10,
    log: true,
  });
}

/** A share from 0 to almost 1: how much of the past is kept. */
export function share(title: string, help: string, fallback: number): FloatParam {
  return float({ title, help, default: fallback, min: 0, max: 0.9999, step: 0.01, advanced: true });
}

export function beta1(): FloatParam {
  return share('Beta 1', 'How long the mean of the slopes remembers: 0.9 is about ten steps.', 0.9);
}

export function beta2(): FloatParam {
  return share('Beta 2', 'How long the size of the slopes remembers: 0.999 is about a thousand steps.', 0.999);
}

export function epsilon(fallback = 1e-7): FloatParam {
  return float({
    title: 'Epsilon',
    help: 'A tiny number that keeps divisions by zero away. Larger values make steps more cautious.',
    default: fallback,
    min: 1e-10,
    max: 1,
    log: true,
    advanced: true,
  });
}

/** Keras refuses a learning rate that Python reads as a whole number. */
export function pythonFloat(value: number): KerasValue {
  return Number.isInteger(value) ? { source: `${value}.0` } : value;
}

/** mean + (value - mean) · (1 - share): the moving mean as Adam and its kin compute it in float32. */
export function towards(tf: TensorFlow, mean: Tensor, value: Tensor, share: number): Tensor {
  return tf.add(mean, tf.mul(tf.sub(value, mean), 1 - share));
}

/** share · mean + (1 - share) · value: the moving mean as RMSprop and Adadelta compute it in float32. */
export function blend(tf: TensorFlow, mean: Tensor, value: Tensor, share: number): Tensor {
  return tf.add(tf.mul(mean, share), tf.mul(value, 1 - share));
}

/** 1 - share^step: what a moving mean that began at 0 still lacks. */
export function correction(tf: TensorFlow, share: number, step: Tensor): Tensor {
  return tf.sub(1, tf.pow(share, step));
}
