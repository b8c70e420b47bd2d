// The loss of a single-shot detector and what can be read off it while training: all of grids as shared/data/boxes.ts
// encodes them, [batch, rows, columns, 5 + classes], the prediction before its sigmoids and softmax.
import { boxNumbers } from '../data/boxes';
import type { TensorFlow } from '../layers/layer';
import type { LossDefinition, MetricDefinition } from './choice';
import { mean } from './metrics/parts';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** How much cells without anything weigh, and how much a box's place and size, as in "You only look once" (2016). */
const emptyWeight = 0.5;
const boxWeight = 5;

/** Numbers `from` to `to` of every cell: [batch, cells, to - from]. */
function part(tf: TensorFlow, grid: Tensor, from: number, to: number): Tensor {
  const [batch = 1, rows = 1, columns = 1, size = 1] = grid.shape;
  return tf.slice(tf.reshape(grid, [batch, rows * columns, size]), [0, 0, from], [batch, rows * columns, to - from]);
}

/** Cross-entropy of a yes or no from the number before the sigmoid, finite for any number: softplus(z) - z · target. */
function yesOrNo(tf: TensorFlow, target: Tensor, z: Tensor): Tensor {
  return tf.sub(tf.softplus(z), tf.mul(z, target));
}

export const boxLoss: LossDefinition = {
  id: 'boxGrid',
  title: 'Boxes of a grid',
  summary: 'For finding things in pictures: is something in a cell, where exactly, how large, and what.',
  formula: '(Σ there · ln p + ½ Σ empty · ln (1 - p) + 5 Σ there · distance² + Σ there · cross-entropy) / things',
  tasks: ['detection'],
  keras: 'box_grid_loss',
  python: `@keras.saving.register_keras_serializable(package="layerloom")
def box_grid_loss(y_true, y_pred):
    """Single-shot detection: cells [something is there, x, y, root of width, root of height, classes]."""
    ops = keras.ops
    there, z = y_true[..., 0], y_pred[..., 0]
    known = ops.softplus(z) - z * there
    objectness = ops.sum(known * (there + ${emptyWeight} * (1 - there)), axis=(1, 2))
    distance = ops.sum(ops.square(ops.sigmoid(y_pred[..., 1:5]) - y_true[..., 1:5]), axis=-1)
    classes = ops.logsumexp(y_pred[..., 5:], axis=-1) - ops.sum(y_true[..., 5:] * y_pred[..., 5:], axis=-1)
    rest = ops.sum(there * (${boxWeight} * distance + classes), axis=(1, 2))
    return (objectness + rest) / ops.maximum(ops.sum(there, axis=(1, 2)), 1)
`,
  target: 'values',
  expects: 'linear',
  whole: true,
  perSample: (tf, target, prediction) =>
    tf.tidy(() => {
      const size = target.shape[3]!;
      const flat = (values: Tensor) => tf.reshape(values, [values.shape[0]!, -1]);
      const there = flat(part(tf, target, 0, 1));
      const known = yesOrNo(tf, there, flat(part(tf, prediction, 0, 1)));
      const weight = tf.add(tf.mul(there, 1 - emptyWeight), emptyWeight);
      const box = (grid: Tensor) => part(tf, grid, 1, boxNumbers);
      const distance = tf.sum(tf.squaredDifference(tf.sigmoid(box(prediction)), box(target)), -1);
      const scores = part(tf, prediction, boxNumbers, size);
      const highest = tf.max(scores, -1, true);
      const rest = tf.log(tf.sum(tf.exp(tf.sub(scores, highest)), -1));
      const own = tf.sum(tf.mul(part(tf, target, boxNumbers, size), tf.sub(scores, highest)), -1);
      // Of the empty cells' rest nothing is left: it is weighed by what is there.
      const classes = tf.sub(rest, own);
      const found = tf.mul(there, tf.add(tf.mul(distance, boxWeight), classes));
      const things = tf.maximum(tf.sum(there, 1), 1);
      return tf.div(tf.add(tf.sum(tf.mul(known, weight), 1), tf.sum(found, 1)), things);
    }),
};

/** Overlap of the predicted with the true box in every cell: [batch, cells]; both as centre and roots of the size. */
function overlap(tf: TensorFlow, target: Tensor, prediction: Tensor): Tensor {
  const [, rows = 1, columns = 1] = target.shape;
  const edges = (grid: Tensor) => {
    const number = (k: number) => tf.squeeze(part(tf, grid, k, k + 1), [2]);
    const [w, h] = [tf.square(number(3)), tf.square(number(4))];
    // Places within one cell, in shares of the picture: both boxes have their centre in the same cell.
    const [x, y] = [tf.div(number(1), columns), tf.div(number(2), rows)];
    return { w, h, left: tf.sub(x, tf.div(w, 2)), top: tf.sub(y, tf.div(h, 2)) };
  };
  const [a, b] = [edges(target), edges(prediction)];
  const across = tf.sub(tf.minimum(tf.add(a.left, a.w), tf.add(b.left, b.w)), tf.maximum(a.left, b.left));
  const down = tf.sub(tf.minimum(tf.add(a.top, a.h), tf.add(b.top, b.h)), tf.maximum(a.top, b.top));
  const both = tf.mul(tf.relu(across), tf.relu(down));
  const union = tf.sub(tf.add(tf.mul(a.w, a.h), tf.mul(b.w, b.h)), both);
  return tf.div(both, tf.maximum(union, 1e-9));
}

export const boxMetrics: readonly MetricDefinition[] = [
  {
    id: 'boxOverlap',
    title: 'Box overlap',
    summary: 'How well boxes fit where something is: intersection over union, averaged over all things.',
    formula: 'mean of |both| / |either|',
    tasks: ['detection'],
    better: 'higher',
    keras: null,
    format: 'percent',
    sums: (tf, target, prediction) =>
      tf.tidy(() => {
        const there = tf.squeeze(part(tf, target, 0, 1), [2]);
        const given = tf.sigmoid(prediction);
        return tf.stack([tf.sum(tf.mul(there, overlap(tf, target, given))), tf.sum(there)]);
      }),
    result: mean,
  },
  {
    id: 'boxesFound',
    title: 'Things found',
    summary: 'The share of things whose cell says that something is there, and what it is.',
    tasks: ['detection'],
    better: 'higher',
    keras: null,
    format: 'percent',
    sums: (tf, target, prediction) =>
      tf.tidy(() => {
        const size = target.shape[3]!;
        const there = tf.squeeze(part(tf, target, 0, 1), [2]);
        const said = tf.cast(tf.greater(tf.squeeze(part(tf, prediction, 0, 1), [2]), 0), 'float32');
        const name = (grid: Tensor) => tf.argMax(part(tf, grid, boxNumbers, size), -1);
        const right = tf.cast(tf.equal(name(target), name(prediction)), 'float32');
        return tf.stack([tf.sum(tf.mul(there, tf.mul(said, right))), tf.sum(there)]);
      }),
    result: mean,
  },
];
