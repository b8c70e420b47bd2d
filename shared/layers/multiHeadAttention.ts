// MultiHeadAttention: every step of a sequence looks at all steps of the same sequence.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { buildHeads, headsKeras, headsParams, headsShape, headsWeights, headsWords } from './parts/attention';

export const multiHeadAttention = defineLayer({
  kind: 'multiHeadAttention',
  title: 'MultiHeadAttention',
  role: 'hidden',
  family: 'attention',
  icon: 'ScanEye',
  summary: 'Lets every step of a sequence look at every other step and take what it needs.',
  help: 'The heart of transformers (self-attention). Each head works out from the numbers themselves which steps belong together, however far apart they are. It does not know the order of steps: add positions before it. Switch causal on for networks that write text.',
  formula: 'y = Wₒ · [softmax(Q Kᵀ / √d) V for each head], with Q, K, V = x Wq, x Wk, x Wv',
  synonyms: ['self attention', 'transformer', 'multi-head', 'mha', 'causal', 'bert', 'gpt', 'query key value'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: headsParams,
  words: headsWords,
  inferShape: ([input]) => headsShape('MultiHeadAttention', input, input),
  weights: ([input], params) => headsWeights(input!, input!, params),
  custom: true,
  build: (tf, params, name, context, [input]) => buildHeads(tf, params, name, context, input!, input!),
  keras: (params) => headsKeras(params, [0, 0]),
  examples: [
    { inputs: [spec([5, 6])], params: { numHeads: 2, keyDim: 3 }, output: spec([5, 6]), weightCount: 168 },
    {
      title: 'Causal',
      inputs: [spec([6, 4])],
      params: { numHeads: 3, keyDim: 2, causal: true, dropout: 0.2 },
      output: spec([6, 4]),
      weightCount: 118,
    },
    {
      title: 'Any length, without bias',
      inputs: [spec([null, 4])],
      params: { numHeads: 1, keyDim: 5, useBias: false, causal: true },
      output: spec([null, 4]),
      weightCount: 80,
    },
  ],
});
