// Adafactor, as keras/src/optimizers/adafactor.py. Its relative_step option has no effect there on a fixed learning rate
// (the step is bounded by 1/√t either way), so there is none here.
import { float } from '../../params';
import type { TensorFlow } from '../../layers/layer';
import { defineOptimizer } from '../choice';
import { learningRate, pythonFloat } from './parts';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** Added to squared slopes (Keras' epsilon_1), so that a weight without any does not divide by 0. */
const tiny = 1e-30;

function rootMeanSquare(tf: TensorFlow, values: Tensor): Tensor {
  return tf.sqrt(tf.mean(tf.square(values)));
}

export const adafactor = defineOptimizer({
  id: 'adafactor',
  title: 'Adafactor',
  summary:
    'Remembers one number for each row and column of a weight in place of one for each entry. For large networks and little memory.',
  formula: 'w ← w - max(ε, rms w) · min(lr, 1/√t) · û,  û = g/√v̂ / max(1, rms(g/√v̂) / d)',
  params: {
    learningRate: learningRate(0.001),
    decay: float({
      title: 'Decay',
      help: 'How fast the memory of the slopes grows longer as training goes on: at step t it keeps 1 - t to this power.',
      default: -0.8,
      min: -2,
      max: -0.01,
      step: 0.05,
      advanced: true,
    }),
    smallest: float({
      title: 'Smallest scale',
      help: 'Steps are in proportion to a weight’s own size, and at least to this.',
      default: 0.001,
      min: 1e-8,
      max: 1,
      log: true,
      advanced: true,
    }),
    clipThreshold: float({
      title: 'Clip threshold',
      help: 'Steps whose root mean square is larger than this are scaled down to it.',
      default: 1,
      min: 0.01,
      max: 100,
      log: true,
      advanced: true,
    }),
  },
  slots: (_params, shape) =>
    shape.length < 2
      ? [{ name: 'velocity', shape, initial: 0 }]
      : [
          { name: 'rows', shape: shape.slice(0, -1), initial: 0 },
          { name: 'columns', shape: [...shape.slice(0, -2), shape[shape.length - 1]!], initial: 0 },
        ],
  update: (tf, params, { weight, gradient, slots, learningRate: rate, step }) => {
    const scale = tf.mul(
      tf.maximum(params.smallest, rootMeanSquare(tf, weight)),
      tf.minimum(rate, tf.div(1, tf.sqrt(step))),
    );
    const kept = tf.sub(1, tf.pow(step, params.decay));
    const squares = tf.add(tf.square(gradient), tiny);
    const mean = (slot: Tensor, value: Tensor) => tf.add(tf.mul(kept, slot), tf.mul(tf.sub(1, kept), value));
    const moved = (velocity: Tensor) => {
      const direction = tf.div(gradient, tf.sqrt(velocity));
      const limit = tf.maximum(1, tf.div(rootMeanSquare(tf, direction), params.clipThreshold));
      return tf.sub(weight, tf.mul(scale, tf.div(direction, limit)));
    };
    if (weight.rank < 2) {
      const velocity = mean(slots['velocity']!, squares);
      return { weight: moved(velocity), slots: { velocity } };
    }
    const rows = mean(slots['rows']!, tf.mean(squares, -1));
    const columns = mean(slots['columns']!, tf.mean(squares, -2));
    const share = tf.div(rows, tf.mean(rows, -1, true));
    const velocity = tf.mul(tf.expandDims(share, -1), tf.expandDims(columns, -2));
    return { weight: moved(velocity), slots: { rows, columns } };
  },
  keras: (params) => ({
    className: 'optimizers.Adafactor',
    args: {
      learning_rate: pythonFloat(params.learningRate),
      beta_2_decay: params.decay,
      epsilon_2: params.smallest,
      clip_threshold: params.clipThreshold,
    },
  }),
});
