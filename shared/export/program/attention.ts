// Attention as products of matrices.
import { type Express, type Given, first, fixed, put } from './express';
import { flag, weightOf } from '../given';
import type { Tensor } from './program';
import { causal } from './shapes';

/** [batch, steps, features] · [features, heads, size] + bias → [batch, heads, steps, size]. */
function project(given: Given, x: Tensor, part: string): Tensor {
  const b = given.build;
  const kernel = weightOf(given, `${part}_kernel`);
  const [features, heads, size] = kernel.shape as [number, number, number];
  const [steps] = fixed(given, x) as [number];
  const bias = given.weights.get(`${part}_bias`);
  const flat = b.dense(
    x,
    b.weight(`${part}_kernel`, { shape: [features, heads * size], values: kernel.values }),
    bias === undefined ? null : b.weight(`${part}_bias`, { shape: [heads * size], values: bias.values }),
  );
  return b.transpose(b.reshape(flat, [null, steps, heads, size]), [0, 2, 1, 3]);
}

/** Shares of attention from scores [..., queries, keys]. */
function shares(given: Given, scores: Tensor): Tensor {
  const [queries, keys] = scores.shape.slice(-2) as [number, number];
  return given.build.unary('softmax', flag(given, 'causal') ? causal(given.build, scores, queries, keys) : scores);
}

const multiHead: Express = (given) => {
  const b = given.build;
  const query = first(given);
  const value = b.real(given.inputs[1] ?? given.inputs[0]!);
  const size = weightOf(given, 'query_kernel').shape[2]!;
  const [steps] = fixed(given, query) as [number];
  const q = b.times(project(given, query, 'query'), 1 / Math.sqrt(size));
  const scores = b.matmul(q, project(given, value, 'key'), [false, true]);
  const joined = b.transpose(b.matmul(shares(given, scores), project(given, value, 'value')), [0, 2, 1, 3]);
  const kernel = weightOf(given, 'attention_output_kernel');
  const [heads, width, features] = kernel.shape as [number, number, number];
  const bias = given.weights.get('attention_output_bias');
  return b.dense(
    b.reshape(joined, [null, steps, heads * width]),
    b.weight('attention_output_kernel', { shape: [heads * width, features], values: kernel.values }),
    bias === undefined ? null : b.weight('attention_output_bias', bias),
  );
};

const attention: Express = (given) => {
  const b = given.build;
  const query = first(given);
  const value = b.real(given.inputs[1]!);
  fixed(given, query);
  fixed(given, value);
  const products = b.matmul(query, value, [false, true]);
  const [scale] = given.weights.values();
  const scores = scale === undefined ? products : b.mul(products, b.weight('scale', scale));
  return b.matmul(shares(given, scores), value);
};

const attentionPooling: Express = (given) => {
  const b = given.build;
  const x = first(given);
  const scores = b.transpose(b.dense(x, put(given, 'kernel')), [0, 2, 1]);
  return b.squeeze(b.matmul(b.unary('softmax', scores), x), 1);
};

export const attentions: { readonly [kind: string]: Express } = {
  multiHeadAttention: multiHead,
  crossAttention: multiHead,
  attention,
  attentionPooling,
};
