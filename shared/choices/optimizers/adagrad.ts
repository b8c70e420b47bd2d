// Adagrad, as keras/src/optimizers/adagrad.py.
import { float } from '../../params';
import { defineOptimizer } from '../choice';
import { epsilon, learningRate, pythonFloat } from './parts';

export const adagrad = defineOptimizer({
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
    epsilon: epsilon(),
  },
  slots: ({ initialAccumulator }, shape) => [{ name: 'accumulator', shape, initial: initialAccumulator }],
  update: (tf, params, { weight, gradient, slots, learningRate: rate }) => {
    const accumulator = tf.add(slots['accumulator']!, tf.square(gradient));
    const move = tf.div(tf.mul(rate, gradient), tf.sqrt(tf.add(accumulator, params.epsilon)));
    return { weight: tf.sub(weight, move), slots: { accumulator } };
  },
  keras: (params) => ({
    className: 'optimizers.Adagrad',
    args: {
      learning_rate: pythonFloat(params.learningRate),
      initial_accumulator_value: params.initialAccumulator,
      epsilon: params.epsilon,
    },
  }),
});
