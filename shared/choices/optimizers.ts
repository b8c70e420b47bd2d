// Optimizers: how the weights move at every step. Defaults are Keras'.
import { flag, float } from '../params';
import type { FloatParam } from '../params';
import type { KerasValue } from '../layers/layer';
import { createAdadelta } from './adadelta';
import { defineOptimizer } from './choice';
import type { OptimizerDefinition } from './choice';

function learningRate(fallback: number): FloatParam {
  return float({
    title: 'Learning rate',
    help: 'How far the weights move at each step. Too large and the loss jumps or explodes, too small and training crawls. Change it by factors of 3 to 10.',
    default: fallback,
    min: 1e-7,
    max: 10,
    log: true,
  });
}

function share(title: string, help: string, fallback: number): FloatParam {
  return float({ title, help, default: fallback, min: 0, max: 0.9999, step: 0.01, advanced: true });
}

function epsilon(fallback = 1e-7): FloatParam {
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
function pythonFloat(value: number): KerasValue {
  return Number.isInteger(value) ? { source: `${value}.0` } : value;
}

export const optimizers: readonly OptimizerDefinition[] = [
  defineOptimizer({
    id: 'adam',
    title: 'Adam',
    summary: 'Gives every weight its own pace from the recent slopes. Works well nearly everywhere; start here.',
    formula: 'w ← w - lr · m̂ / (√v̂ + ε)',
    params: {
      learningRate: learningRate(0.001),
      beta1: share('Beta 1', 'How long the mean of the slopes remembers: 0.9 is about ten steps.', 0.9),
      beta2: share('Beta 2', 'How long the size of the slopes remembers: 0.999 is about a thousand steps.', 0.999),
      epsilon: epsilon(),
    },
    create: (tf, params) => tf.train.adam(params.learningRate, params.beta1, params.beta2, params.epsilon),
    keras: (params) => ({
      className: 'optimizers.Adam',
      args: {
        learning_rate: pythonFloat(params.learningRate),
        beta_1: params.beta1,
        beta_2: params.beta2,
        epsilon: params.epsilon,
      },
    }),
  }),
  defineOptimizer({
    id: 'sgd',
    title: 'SGD',
    summary:
      'Stochastic gradient descent: a step straight downhill, with momentum if you like. Simple and well understood.',
    formula: 'v ← momentum · v - lr · g;  w ← w + v',
    params: {
      learningRate: learningRate(0.01),
      momentum: float({
        title: 'Momentum',
        help: 'How much of the last step is kept, like a ball rolling downhill. 0 is plain gradient descent, 0.9 is usual.',
        default: 0,
        min: 0,
        max: 0.9999,
        step: 0.05,
      }),
      nesterov: flag({
        title: 'Nesterov',
        help: 'Looks ahead along the momentum before it corrects the direction. Often a little faster.',
        default: false,
        visible: ({ momentum }) => typeof momentum === 'number' && momentum > 0,
      }),
    },
    create: (tf, params) =>
      params.momentum > 0
        ? tf.train.momentum(params.learningRate, params.momentum, params.nesterov)
        : tf.train.sgd(params.learningRate),
    keras: (params) => ({
      className: 'optimizers.SGD',
      args: {
        learning_rate: pythonFloat(params.learningRate),
        ...(params.momentum > 0 ? { momentum: params.momentum, nesterov: params.nesterov } : {}),
      },
    }),
  }),
  defineOptimizer({
    id: 'rmsprop',
    title: 'RMSprop',
    summary: 'Divides each step by the recent size of the slope. A classic for recurrent networks.',
    formula: 'w ← w - lr · g / √(mean g² + ε)',
    params: {
      learningRate: learningRate(0.001),
      rho: share('Rho', 'How long the size of the slopes remembers: 0.9 is about ten steps.', 0.9),
      momentum: share('Momentum', 'How much of the last step is kept.', 0),
      epsilon: epsilon(),
      centered: flag({
        title: 'Centred',
        help: 'Also subtracts the mean slope. A little steadier and a little more work.',
        default: false,
        advanced: true,
      }),
    },
    create: (tf, params) =>
      tf.train.rmsprop(params.learningRate, params.rho, params.momentum, params.epsilon, params.centered),
    keras: (params) => ({
      className: 'optimizers.RMSprop',
      args: {
        learning_rate: pythonFloat(params.learningRate),
        rho: params.rho,
        momentum: params.momentum,
        epsilon: params.epsilon,
        centered: params.centered,
      },
    }),
  }),
  defineOptimizer({
    id: 'adamax',
    title: 'Adamax',
    summary: 'Adam with the largest recent slope in place of its mean square. Steady when slopes are sparse.',
    formula: 'w ← w - lr / (1 - β₁ᵗ) · m / (u + ε)',
    params: {
      learningRate: learningRate(0.001),
      beta1: share('Beta 1', 'How long the mean of the slopes remembers: 0.9 is about ten steps.', 0.9),
      beta2: share('Beta 2', 'How fast the largest slope is forgotten.', 0.999),
      epsilon: epsilon(),
    },
    create: (tf, params) => tf.train.adamax(params.learningRate, params.beta1, params.beta2, params.epsilon),
    keras: (params) => ({
      className: 'optimizers.Adamax',
      args: {
        learning_rate: pythonFloat(params.learningRate),
        beta_1: params.beta1,
        beta_2: params.beta2,
        epsilon: params.epsilon,
      },
    }),
  }),
  defineOptimizer({
    id: 'adagrad',
    title: 'Adagrad',
    summary: 'Slows down weights that have already moved a lot. Suits rare features; needs a larger learning rate.',
    formula: 'w ← w - lr · g / √(Σ g² + ε)',
    params: {
      learningRate: learningRate(0.01),
      initialAccumulator: float({
        title: 'Starting sum',
        help: 'The sum of squared slopes starts at this value; larger values make the first steps smaller.',
        default: 0.1,
        min: 1e-6,
        max: 10,
        log: true,
        advanced: true,
      }),
    },
    create: (tf, params) => tf.train.adagrad(params.learningRate, params.initialAccumulator),
    keras: (params) => ({
      className: 'optimizers.Adagrad',
      args: { learning_rate: pythonFloat(params.learningRate), initial_accumulator_value: params.initialAccumulator },
    }),
  }),
  defineOptimizer({
    id: 'adadelta',
    title: 'Adadelta',
    summary: 'Sizes its own steps from earlier ones. Start with a learning rate of 1.',
    formula: 'w ← w - lr · g · √(mean Δ² + ε) / √(mean g² + ε)',
    params: {
      learningRate: learningRate(1),
      rho: share('Rho', 'How long past slopes and steps are remembered.', 0.95),
      epsilon: epsilon(),
    },
    create: (tf, params) => createAdadelta(tf, params.learningRate, params.rho, params.epsilon),
    keras: (params) => ({
      className: 'optimizers.Adadelta',
      args: { learning_rate: pythonFloat(params.learningRate), rho: params.rho, epsilon: params.epsilon },
    }),
  }),
];

export function findOptimizer(id: string): OptimizerDefinition | undefined {
  return optimizers.find((optimizer) => optimizer.id === id);
}
