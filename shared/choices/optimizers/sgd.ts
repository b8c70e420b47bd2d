// SGD with momentum and Nesterov's look-ahead, as keras/src/optimizers/sgd.py.
import { flag, float } from '../../params';
import { defineOptimizer } from '../choice';
import { learningRate, pythonFloat } from './parts';

export const sgd = defineOptimizer({
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
  slots: ({ momentum }, shape) => (momentum > 0 ? [{ name: 'momentum', shape, initial: 0 }] : []),
  update: (tf, { momentum, nesterov }, { weight, gradient, slots, learningRate }) => {
    const downhill = tf.mul(gradient, learningRate);
    if (!(momentum > 0)) return { weight: tf.sub(weight, downhill), slots: {} };
    const velocity = tf.sub(tf.mul(slots['momentum']!, momentum), downhill);
    const move = nesterov ? tf.sub(tf.mul(velocity, momentum), downhill) : velocity;
    return { weight: tf.add(weight, move), slots: { momentum: velocity } };
  },
  keras: (params) => ({
    className: 'optimizers.SGD',
    args: {
      learning_rate: pythonFloat(params.learningRate),
      ...(params.momentum > 0 ? { momentum: params.momentum, nesterov: params.nesterov } : {}),
    },
  }),
});
