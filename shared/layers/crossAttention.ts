// CrossAttention: every step of one sequence looks at all steps of another.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { buildHeads, headsKeras, headsParams, headsShape, headsWeights, headsWords } from './parts/attention';

export const crossAttention = defineLayer({
  kind: 'crossAttention',
  title: 'CrossAttention',
  role: 'hidden',
  family: 'attention',
  icon: 'Waypoints',
  summary: 'Lets every step of one sequence look at all steps of another one.',
  help: 'Multi-head attention between two branches: the first asks (query), the second answers (value). A translator asks the source sentence at every word that it writes; a caption asks the picture. The result is as long as the first branch.',
  formula: 'y = Wₒ · [softmax(Q Kᵀ / √d) V for each head], with Q = a Wq, K = b Wk, V = b Wv',
  synonyms: ['encoder decoder attention', 'transformer', 'multi-head', 'translation', 'query', 'value', 'mha'],
  inputs: [
    { name: 'query', title: 'Asks' },
    { name: 'value', title: 'Answers' },
  ],
  params: headsParams,
  words: headsWords,
  inferShape: ([query, value]) => headsShape('CrossAttention', query, value),
  weights: ([query, value], params) => headsWeights(query!, value!, params),
  custom: true,
  build: (tf, params, name, context, [query, value]) => buildHeads(tf, params, name, context, query!, value!),
  keras: (params) => headsKeras(params, [0, 1]),
  examples: [
    {
      inputs: [spec([4, 6]), spec([5, 3])],
      params: { numHeads: 2, keyDim: 3 },
      output: spec([4, 6]),
      weightCount: 132,
    },
    {
      title: 'Causal, without bias',
      inputs: [spec([4, 4]), spec([6, 4])],
      params: { numHeads: 2, keyDim: 2, causal: true, useBias: false },
      output: spec([4, 4]),
      weightCount: 64,
    },
  ],
});
