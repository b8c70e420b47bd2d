// Where a step stands in its sequence, for layers such as attention that cannot tell.
import type { TensorFlow } from '../../layer';
import type { Operation } from '../ownLayer';
import { sinusoids, turns } from '../positions';
import { rowsAt } from './rows';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor2D = import('@tensorflow/tfjs').Tensor2D;

/** The first `steps` rows of a table as [1, steps, features]. */
function firstRows(tf: TensorFlow, table: Tensor, steps: number): Tensor {
  return tf.expandDims(tf.slice(table, [0, 0], [steps, table.shape[1]!]), 0);
}

/** x + P[0 … steps): a learned row per place. */
export const positionEmbedding: Operation<Record<string, never>> = {
  name: 'LayerloomPositionEmbedding',
  compute: (tf, { inputs, weights }) => tf.add(inputs[0]!, firstRows(tf, weights[0]!, inputs[0]!.shape[1]!)),
};

/** Tokens[x] + P[0 … steps). */
export const tokenAndPosition: Operation<Record<string, never>> = {
  name: 'LayerloomTokenAndPositionEmbedding',
  compute(tf, { inputs, weights }) {
    const [batch, steps] = inputs[0]!.shape as [number, number];
    const codes = tf.reshape(tf.cast(inputs[0]!, 'int32'), [batch * steps]);
    const tokens = tf.reshape(rowsAt(tf, weights[0] as Tensor2D, codes), [batch, steps, weights[0]!.shape[1]!]);
    return tf.add(tokens, firstRows(tf, weights[1]!, steps));
  },
};

/** x + sines and cosines of the place. */
export const sinusoidalPosition: Operation<{ readonly longest: number }> = {
  name: 'LayerloomSinusoidalPosition',
  compute(tf, { inputs }, { longest }) {
    const [, steps, features] = inputs[0]!.shape as [number, number, number];
    return tf.add(inputs[0]!, tf.tensor(sinusoids(steps, features, longest), [1, steps, features]));
  },
};

/**
 * Turns feature i with feature i + size / 2 of each head by an angle that grows with the place. Su et al., "RoFormer",
 * 2021, in the layout of GPT-NeoX (halves, not neighbours).
 */
export const rotaryEmbedding: Operation<{ readonly heads: number; readonly longest: number }> = {
  name: 'LayerloomRotaryEmbedding',
  compute(tf, { inputs }, { heads, longest }) {
    const x = inputs[0]!;
    const [batch, steps, features] = x.shape as [number, number, number];
    const size = features / heads;
    const half = size / 2;
    const { cosines, sines } = turns(steps, size, longest);
    const cos = tf.tensor(cosines, [1, steps, 1, half]);
    const sin = tf.tensor(sines, [1, steps, 1, half]);
    const parts = tf.reshape(x, [batch, steps, heads, size]);
    const first = tf.slice(parts, [0, 0, 0, 0], [batch, steps, heads, half]);
    const second = tf.slice(parts, [0, 0, 0, half], [batch, steps, heads, half]);
    const turned = tf.concat(
      [tf.sub(tf.mul(first, cos), tf.mul(second, sin)), tf.add(tf.mul(second, cos), tf.mul(first, sin))],
      3,
    );
    return tf.reshape(turned, [batch, steps, features]);
  },
};
