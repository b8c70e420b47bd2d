// Adamax, as keras/src/optimizers/adamax.py.
import { defineOptimizer } from '../choice';
import { beta1, correction, epsilon, learningRate, pythonFloat, share, towards } from './parts';

export const adamax = defineOptimizer({
  id: 'adamax',
  title: 'Adamax',
  summary: 'Adam with the largest recent slope in place of its mean square. Steady when slopes are sparse.',
  formula: 'w ← w - lr / (1 - β₁ᵗ) · m / (u + ε)',
  params: {
    learningRate: learningRate(0.001),
    beta1: beta1(),
    beta2: share('Beta 2', 'How fast the largest slope is forgotten.', 0.999),
    epsilon: epsilon(),
  },
  slots: (_params, shape) => [
    { name: 'momentum', shape, initial: 0 },
    { name: 'norm', shape, initial: 0 },
  ],
  update: (tf, params, { weight, gradient, slots, learningRate: rate, step }) => {
    const momentum = towards(tf, slots['momentum']!, gradient, params.beta1);
    const norm = tf.maximum(tf.mul(slots['norm']!, params.beta2), tf.abs(gradient));
    const size = tf.mul(correction(tf, params.beta1, step), tf.add(norm, params.epsilon));
    return { weight: tf.sub(weight, tf.div(tf.mul(rate, momentum), size)), slots: { momentum, norm } };
  },
  keras: (params) => ({
    className: 'optimizers.Adamax',
    args: {
      learning_rate: pythonFloat(params.learningRate),
      beta_1: params.beta1,
      beta_2: params.beta2,
      epsilon: params.epsilon,
    },
  }),
});
