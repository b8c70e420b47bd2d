// Attention: plain dot-product attention between two sequences, without weights of its own.
import { flag } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import type { LayerDefinition } from './layer';
import { causalParam, expectComparable } from './parts/attention';
import { give } from './parts/expect';
import { unless } from './parts/keras';
import { rateParam } from './parts/noise';
import { dotAttention } from './parts/operations/attention';
import { ownLayer } from './parts/ownLayer';
import { line } from './parts/words';

export const attention: LayerDefinition = defineLayer({
  kind: 'attention',
  title: 'Attention',
  role: 'hidden',
  family: 'attention',
  icon: 'Eye',
  summary: 'Mixes the steps of one sequence by how well they fit each step of another one.',
  help: 'The plainest attention: it compares number by number and learns nothing itself, so the layers before it must make the two sequences comparable. Wire the same layer to both inputs for self-attention. MultiHeadAttention is the usual, stronger choice.',
  formula: 'y = softmax(scale · a bᵀ) b',
  synonyms: ['luong', 'dot product attention', 'seq2seq', 'query', 'value', 'translation'],
  inputs: [
    { name: 'query', title: 'Asks' },
    { name: 'value', title: 'Answers' },
  ],
  params: {
    useScale: flag({
      title: 'Learn a scale',
      help: 'Learns one number by which all comparisons are multiplied: how sharply to choose.',
      default: false,
    }),
    causal: causalParam(),
    dropout: rateParam('The share of looks that is silenced in each step of training. 0 switches it off.', 0),
  },
  words: ({ useScale, causal }) => line(useScale && 'learned scale', causal && 'causal'),
  inferShape([query, value]) {
    const shapes = expectComparable('Attention', query, value);
    return shapes.ok ? give('Attention', [shapes.value[0][0]!, shapes.value[1][1]!]) : shapes;
  },
  weights: (_inputs, { useScale }) =>
    useScale ? [{ name: 'scale', shape: [], trainable: true, initializer: 'ones' }] : [],
  custom: true,
  build(tf, params, name, context, inputs) {
    const { causal, dropout } = params;
    const output = [inputs[0]!.shape[0]!, inputs[1]!.shape[1]!];
    const weights = attention.weights(inputs, params, context);
    return ownLayer(tf, dotAttention, name, { causal, dropout }, output, weights, context.random);
  },
  keras: ({ useScale, causal, dropout }) => ({
    className: 'Attention',
    args: { ...unless('use_scale', useScale, false), ...unless('dropout', dropout, 0) },
    ...(causal ? { call: { args: { use_causal_mask: true } } } : {}),
  }),
  examples: [
    { inputs: [spec([4, 3]), spec([5, 3])], output: spec([4, 3]), weightCount: 0 },
    {
      title: 'Causal with a learned scale',
      inputs: [spec([5, 3]), spec([5, 3])],
      params: { useScale: true, causal: true, dropout: 0.1 },
      output: spec([5, 3]),
      weightCount: 1,
    },
  ],
});
