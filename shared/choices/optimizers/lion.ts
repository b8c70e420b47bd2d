// Lion, as keras/src/optimizers/lion.py: only the sign of the momentum counts. Keras turns both betas into float32
// before it subtracts them from 1, hence the rounding here.
import { float } from '../../params';
import { defineOptimizer } from '../choice';
import { learningRate, pythonFloat, share } from './parts';

export const lion = defineOptimizer({
  id: 'lion',
  title: 'Lion',
  summary:
    'Moves every weight by the same amount, up or down. Remembers half of what Adam does; wants a learning rate 3 to 10 times smaller.',
  formula: 'w ← w - lr · sign(β₁ · m + (1 - β₁) · g);  m ← β₂ · m + (1 - β₂) · g',
  params: {
    learningRate: learningRate(0.001),
    beta1: float({
      title: 'Beta 1',
      help: 'How much the momentum counts beside the newest slope when the direction is chosen.',
      default: 0.9,
      min: 0.0001,
      max: 0.9999,
      step: 0.01,
      advanced: true,
    }),
    beta2: share('Beta 2', 'How long the momentum remembers: 0.99 is about a hundred steps.', 0.99),
  },
  slots: (_params, shape) => [{ name: 'momentum', shape, initial: 0 }],
  update: (tf, params, { weight, gradient, slots, learningRate: rate }) => {
    const [first, second] = [Math.fround(params.beta1), Math.fround(params.beta2)];
    const mixed = (share: number) =>
      tf.add(tf.mul(slots['momentum']!, share), tf.mul(gradient, Math.fround(1 - share)));
    return {
      weight: tf.sub(weight, tf.mul(rate, tf.sign(mixed(first)))),
      slots: { momentum: mixed(second) },
    };
  },
  keras: (params) => ({
    className: 'optimizers.Lion',
    args: { learning_rate: pythonFloat(params.learningRate), beta_1: params.beta1, beta_2: params.beta2 },
  }),
});
