// Attention: every step of a sequence looks at every step of another (or the same) one.
import type { TensorFlow } from '../../layer';
import { hidden } from '../masks';
import { dropped } from '../noise';
import type { Operation } from '../ownLayer';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** [1, …, queries, keys] with a large negative number where a key lies after its query, else 0. */
function causalMask(tf: TensorFlow, queries: number, keys: number, rank: number): Tensor {
  const row = tf.reshape(tf.range(0, queries), [queries, 1]);
  const column = tf.reshape(tf.range(0, keys), [1, keys]);
  const mask = tf.mul(tf.cast(tf.greater(column, row), 'float32'), hidden);
  return tf.reshape(mask, [...Array<number>(rank - 2).fill(1), queries, keys]);
}

/** Scores [batch, …, queries, keys] whose empty keys get no share; `mask` [batch, keys]. */
function withoutEmpty(tf: TensorFlow, scores: Tensor, mask: Tensor | null | undefined): Tensor {
  if (mask === null || mask === undefined) return scores;
  const [batch, keys] = mask.shape as [number, number];
  const empty = tf.mul(tf.cast(tf.logicalNot(mask), 'float32'), hidden);
  return tf.add(scores, tf.reshape(empty, [batch, ...Array<number>(scores.rank - 2).fill(1), keys]));
}

/** Weights by which a sequence is projected: kernel [features, heads, size] and bias [heads, size]. */
type Projection = readonly [kernel: Tensor, bias: Tensor | undefined];

/** [batch, steps, features] · kernel + bias → [batch, heads, steps, size] for each projection, all in one product. */
function project(tf: TensorFlow, x: Tensor, projections: readonly Projection[]): Tensor[] {
  const [batch, steps, features] = x.shape as [number, number, number];
  const [, heads, size] = projections[0]![0].shape as [number, number, number];
  const width = heads * size;
  const rows = tf.reshape(x, [batch * steps, features]) as Tensor & { rank: never };
  const kernels = projections.map(([kernel]) => tf.reshape(kernel, [features, width]));
  const biases = projections.flatMap(([, bias]) => (bias === undefined ? [] : [tf.reshape(bias, [width])]));
  const product = tf.matMul(rows, tf.concat(kernels, 1));
  const flat = biases.length === 0 ? product : tf.add(product, tf.concat(biases));
  const parts = tf.reshape(flat, [batch, steps, projections.length, heads, size]);
  const inFront = tf.transpose(parts, [2, 0, 3, 1, 4]);
  // tfjs has no slope for a stack of one.
  return projections.length === 1 ? [tf.squeeze(inFront, [0])] : tf.unstack(inFront);
}

/**
 * softmax(Q Kᵀ / √size) V in several heads, joined by a last projection. Weights: kernel (and bias) of query, key, value
 * and output, as keras.layers.MultiHeadAttention orders them. Source: Vaswani et al., "Attention is all you need",
 * 2017, section 3.2.
 */
export const multiHeadAttention: Operation<{
  readonly causal: boolean;
  readonly useBias: boolean;
  readonly dropout: number;
}> = {
  name: 'LayerloomMultiHeadAttention',
  masks: 'first',
  compute(tf, { inputs, masks, weights, random }, { causal, useBias, dropout }) {
    const query = inputs[0]!;
    const value = inputs[1] ?? query;
    const [batch, steps] = query.shape as [number, number];
    const kernel = (place: number): Tensor => weights[useBias ? 2 * place : place]!;
    const bias = (place: number): Tensor | undefined => (useBias ? weights[2 * place + 1] : undefined);
    const size = kernel(0).shape[2]!;
    const of = (place: number): Projection => [kernel(place), bias(place)];
    const [scaled, k, v] = (
      value === query
        ? project(tf, query, [of(0), of(1), of(2)])
        : [...project(tf, query, [of(0)]), ...project(tf, value, [of(1), of(2)])]
    ) as [Tensor, Tensor, Tensor];
    const q = tf.mul(scaled, 1 / Math.sqrt(size));
    const scores = withoutEmpty(tf, tf.matMul(q, k, false, true), inputs.length === 1 ? masks[0] : masks[1]);
    let shares = tf.softmax(causal ? tf.add(scores, causalMask(tf, steps, value.shape[1]!, 4)) : scores);
    if (random !== null) shares = dropped(tf, random, 'dropout', shares, dropout);
    const joined = tf.transpose(tf.matMul(shares, v), [0, 2, 1, 3]);
    const [heads, width, features] = kernel(3).shape as [number, number, number];
    const flat = tf.matMul(
      tf.reshape(joined, [batch * steps, heads * width]) as Tensor & { rank: never },
      tf.reshape(kernel(3), [heads * width, features]),
    );
    const last = bias(3);
    return tf.reshape(last === undefined ? flat : tf.add(flat, last), [batch, steps, features]);
  },
};

/** softmax(scale · Q Vᵀ) V without heads; the only weight, if any, is the scale. Luong et al., 2015. */
export const dotAttention: Operation<{ readonly causal: boolean; readonly dropout: number }> = {
  name: 'LayerloomAttention',
  masks: 'first',
  compute(tf, { inputs, masks, weights, random }, { causal, dropout }) {
    const [query, value] = inputs as [Tensor, Tensor];
    const products = tf.matMul(query, value, false, true);
    const scaled = weights[0] === undefined ? products : tf.mul(products, weights[0]);
    const scores = withoutEmpty(tf, scaled, masks[1]);
    let shares = tf.softmax(causal ? tf.add(scores, causalMask(tf, query.shape[1]!, value.shape[1]!, 3)) : scores);
    if (random !== null) shares = dropped(tf, random, 'dropout', shares, dropout);
    const mixed = tf.matMul(shares, value);
    return masks[0] ? tf.mul(mixed, tf.expandDims(tf.cast(masks[0], 'float32'), -1)) : mixed;
  },
};

/** Σₜ softmax(x w)ₜ xₜ: a learned mean over the steps. */
export const attentionPooling: Operation<Record<string, never>> = {
  name: 'LayerloomAttentionPooling',
  compute(tf, { inputs, weights }) {
    const [batch, steps, features] = inputs[0]!.shape as [number, number, number];
    const flat = tf.reshape(inputs[0]!, [batch * steps, features]);
    const scores = tf.reshape(tf.matMul(flat as Tensor & { rank: never }, weights[0] as never), [batch, 1, steps]);
    return tf.reshape(tf.matMul(tf.softmax(scores), inputs[0]!), [batch, features]);
  },
};
