// Nadam: Adam with Nesterov's look-ahead, as keras/src/optimizers/nadam.py. Keras turns both betas into float32 before
// it subtracts them from 1, hence the rounding here.
import { defineOptimizer } from '../choice';
import { beta1, beta2, correction, epsilon, learningRate, pythonFloat } from './parts';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** How fast the momentum's schedule reaches beta 1. */
const decay = 0.96;

export const nadam = defineOptimizer({
  id: 'nadam',
  title: 'Nadam',
  summary: 'Adam that looks ahead along its momentum, as Nesterov does. Often settles a little sooner.',
  formula: 'w ← w - lr · (μ₊ · m / (1 - Πμ₊) + (1 - μ) · g / (1 - Πμ)) / (√v̂ + ε)',
  params: { learningRate: learningRate(0.001), beta1: beta1(), beta2: beta2(), epsilon: epsilon() },
  slots: (_params, shape) => [
    { name: 'momentum', shape, initial: 0 },
    { name: 'velocity', shape, initial: 0 },
    // The product of all momenta so far.
    { name: 'product', shape: [], initial: 1 },
  ],
  update: (tf, params, { weight, gradient, slots, learningRate: rate, step }) => {
    const [first, second] = [Math.fround(params.beta1), Math.fround(params.beta2)];
    const ramp = (at: Tensor) => tf.sub(1, tf.mul(0.5, tf.pow(decay, at)));
    const now = tf.mul(first, ramp(step));
    const next = tf.mul(first, ramp(tf.add(step, 1)));
    const product = tf.mul(tf.mul(slots['product']!, first), ramp(step));
    const nextProduct = tf.mul(product, next);
    const rest = (share: number) => Math.fround(1 - share);
    const momentum = tf.add(slots['momentum']!, tf.mul(tf.sub(gradient, slots['momentum']!), rest(first)));
    const velocity = tf.add(slots['velocity']!, tf.mul(tf.sub(tf.square(gradient), slots['velocity']!), rest(second)));
    const ahead = tf.add(
      tf.div(tf.mul(next, momentum), tf.sub(1, nextProduct)),
      tf.div(tf.mul(tf.sub(1, now), gradient), tf.sub(1, product)),
    );
    const size = tf.add(tf.sqrt(tf.div(velocity, correction(tf, second, step))), params.epsilon);
    return {
      weight: tf.sub(weight, tf.div(tf.mul(ahead, rate), size)),
      slots: { momentum, velocity, product },
    };
  },
  keras: (params) => ({
    className: 'optimizers.Nadam',
    args: {
      learning_rate: pythonFloat(params.learningRate),
      beta_1: params.beta1,
      beta_2: params.beta2,
      epsilon: params.epsilon,
    },
  }),
});
