// Adadelta as its paper (Zeiler, 2012) and keras/src/optimizers/adadelta.py have it: mean g² first, then the step, then
// mean Δ².
import { defineOptimizer } from '../choice';
import { blend, epsilon, learningRate, pythonFloat, share } from './parts';

export const adadelta = defineOptimizer({
  id: 'adadelta',
  title: 'Adadelta',
  summary: 'Sizes its own steps from earlier ones. Start with a learning rate of 1.',
  formula: 'w ← w - lr · g · √(mean Δ² + ε) / √(mean g² + ε)',
  params: {
    learningRate: learningRate(1),
    rho: share('Rho', 'How long past slopes and steps are remembered.', 0.95),
    epsilon: epsilon(),
  },
  slots: (_params, shape) => [
    { name: 'accumulatedGradient', shape, initial: 0 },
    { name: 'accumulatedDelta', shape, initial: 0 },
  ],
  update: (tf, { rho, epsilon: small }, { weight, gradient, slots, learningRate: rate }) => {
    const accumulatedGradient = blend(tf, slots['accumulatedGradient']!, tf.square(gradient), rho);
    const delta = tf.div(
      tf.mul(tf.sqrt(tf.add(slots['accumulatedDelta']!, small)), gradient),
      tf.sqrt(tf.add(accumulatedGradient, small)),
    );
    const accumulatedDelta = blend(tf, slots['accumulatedDelta']!, tf.square(delta), rho);
    return { weight: tf.sub(weight, tf.mul(rate, delta)), slots: { accumulatedGradient, accumulatedDelta } };
  },
  keras: (params) => ({
    className: 'optimizers.Adadelta',
    args: { learning_rate: pythonFloat(params.learningRate), rho: params.rho, epsilon: params.epsilon },
  }),
});
