// RMSprop, centred or not, with momentum, as keras/src/optimizers/rmsprop.py: epsilon stands inside the root. Rounding
// can take the centred spread below 0, where Keras' root is NaN; here it stops at 0.
import { flag } from '../../params';
import { defineOptimizer } from '../choice';
import { blend, epsilon, learningRate, pythonFloat, share } from './parts';

export const rmsprop = defineOptimizer({
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
  slots: ({ momentum, centered }, shape) =>
    ['velocity', ...(centered ? ['averageGradient'] : []), ...(momentum > 0 ? ['momentum'] : [])].map((name) => ({
      name,
      shape,
      initial: 0,
    })),
  update: (tf, params, { weight, gradient, slots, learningRate: rate }) => {
    const velocity = blend(tf, slots['velocity']!, tf.square(gradient), params.rho);
    const averageGradient = params.centered ? blend(tf, slots['averageGradient']!, gradient, params.rho) : null;
    const spread = averageGradient === null ? velocity : tf.maximum(tf.sub(velocity, tf.square(averageGradient)), 0);
    const increment = tf.div(tf.mul(rate, gradient), tf.sqrt(tf.add(spread, params.epsilon)));
    const momentum = params.momentum > 0 ? tf.add(tf.mul(slots['momentum']!, params.momentum), increment) : null;
    return {
      weight: tf.sub(weight, momentum ?? increment),
      slots: {
        velocity,
        ...(averageGradient === null ? {} : { averageGradient }),
        ...(momentum === null ? {} : { momentum }),
      },
    };
  },
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
});
