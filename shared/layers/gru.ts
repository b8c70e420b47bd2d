// GRU: nearly an LSTM, with fewer gates.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { kerasActivation } from './parts/keras';
import {
  gateParam,
  recurrentArgs,
  recurrentKeras,
  recurrentParams,
  recurrentShape,
  recurrentWeights,
  recurrentWords,
} from './parts/recurrent';
import { tfActivation } from './parts/tfjs';

export const gru = defineLayer({
  kind: 'gru',
  title: 'GRU',
  role: 'hidden',
  family: 'recurrent',
  icon: 'Repeat2',
  summary: 'Reads a sequence step by step with a memory like an LSTM, but lighter.',
  help: 'A gated recurrent unit has two gates where an LSTM has three: it trains faster and often does as well. Try both.',
  formula: 'h[t] = z·h[t-1] + (1 - z)·activation(x[t]·W + (r·h[t-1])·U + b)',
  synonyms: ['gated recurrent unit', 'rnn', 'recurrent', 'memory', 'gate', 'sequence', 'time series', 'text'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: { ...recurrentParams, recurrentActivation: gateParam() },
  words: (params) => recurrentWords(params),
  inferShape: ([input], params) => recurrentShape('GRU', input, params),
  weights: ([input], params) => recurrentWeights(input!, params, 3),
  build: (tf, params, name) =>
    tf.layers.gru({
      ...recurrentArgs(params, name),
      recurrentActivation: tfActivation(params.recurrentActivation),
    }),
  // tfjs has only the original form, which applies the reset gate before the product.
  keras: (params) => ({
    className: 'GRU',
    args: {
      ...recurrentKeras(params),
      ...kerasActivation(params.recurrentActivation, 'sigmoid', 'recurrent_activation'),
      reset_after: false,
    },
  }),
  examples: [
    { inputs: [spec([5, 3])], params: { units: 4 }, output: spec([4]), weightCount: 96 },
    {
      title: 'Every step',
      inputs: [spec([5, 3])],
      params: { units: 2, returnSequences: true, recurrentActivation: 'hardSigmoid' },
      output: spec([5, 2]),
      weightCount: 36,
    },
    {
      title: 'Backwards without bias',
      inputs: [spec([4, 2])],
      params: { units: 3, goBackwards: true, useBias: false, activation: 'relu' },
      output: spec([3]),
      weightCount: 45,
    },
  ],
});
