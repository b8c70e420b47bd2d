// Where a step stands in its sequence, for layers such as attention that cannot tell.
import type { TensorFlow } from '../../layer';
import type { Operation } from '../ownLayer';
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

/** Fractions of a turn per step for pairs of features: longest^(-2i / features). */
function frequency(pair: number, features: number, longest: number): number {
  return longest ** ((-2 * pair) / features);
}

/**
 * x + sines and cosines of the place, even features sines and odd ones cosines. Vaswani et al., 2017, section 3.5.
 * The table is worked out in double precision: a sine of a large float32 would be off.
 */
export const sinusoidalPosition: Operation<{ readonly longest: number }> = {
  name: 'LayerloomSinusoidalPosition',
  compute(tf, { inputs }, { longest }) {
    const [, steps, features] = inputs[0]!.shape as [number, number, number];
    const table = new Float32Array(steps * features);
    for (let step = 0; step < steps; step++) {
      for (let feature = 0; feature < features; feature++) {
        const angle = step * frequency(Math.floor(feature / 2), features, longest);
        table[step * features + feature] = feature % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
      }
    }
    return tf.add(inputs[0]!, tf.tensor(table, [1, steps, features]));
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
    const cosines = new Float32Array(steps * half);
    const sines = new Float32Array(steps * half);
    for (let step = 0; step < steps; step++) {
      for (let pair = 0; pair < half; pair++) {
        const angle = step * frequency(pair, size, longest);
        cosines[step * half + pair] = Math.cos(angle);
        sines[step * half + pair] = Math.sin(angle);
      }
    }
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
