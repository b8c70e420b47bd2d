// GRU: nearly an LSTM, with fewer gates.
import { flag } from '../params';
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
import { resetAfterGru } from './parts/resetAfter';
import { tfActivation } from './parts/tfjs';

export const gru = defineLayer({
  kind: 'gru',
  title: 'GRU',
  role: 'hidden',
  family: 'recurrent',
  icon: 'Repeat2',
  summary: 'Reads a sequence step by step with a memory like an LSTM, but lighter.',
  help: 'A gated recurrent unit has two gates where an LSTM has three: it trains faster and often does as well. Try both.',
  formula: 'h[t] = z·h[t-1] + (1 - z)·activation(x[t]·W + b + r·(h[t-1]·U + c))',
  synonyms: ['gated recurrent unit', 'rnn', 'recurrent', 'memory', 'gate', 'sequence', 'time series', 'text'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: {
    ...recurrentParams,
    recurrentActivation: gateParam(),
    resetAfter: flag({
      title: 'Reset after the product',
      help: 'On: the reset gate scales what the memory’s weights make of it, with a bias of its own, as in Keras and PyTorch by default. Off: it scales the memory before its weights see it, as the original paper does.',
      default: true,
      older: false,
      advanced: true,
    }),
  },
  words: (params) => recurrentWords(params),
  inferShape: ([input], params) => recurrentShape('GRU', input, params),
  weights: ([input], params) =>
    recurrentWeights(input!, params, 3).map((weight) =>
      params.resetAfter && weight.name === 'bias' ? { ...weight, shape: [2, ...weight.shape] } : weight,
    ),
  build(tf, params, name) {
    const recurrentActivation = tfActivation(params.recurrentActivation);
    const args = { ...recurrentArgs(params, name), recurrentActivation };
    return params.resetAfter ? resetAfterGru(tf, args) : tf.layers.gru(args);
  },
  keras: (params) => ({
    className: 'GRU',
    args: {
      ...recurrentKeras(params),
      ...kerasActivation(params.recurrentActivation, 'sigmoid', 'recurrent_activation'),
      reset_after: params.resetAfter === true,
    },
  }),
  examples: [
    { inputs: [spec([5, 3])], params: { units: 4 }, output: spec([4]), weightCount: 108 },
    {
      title: 'Every step',
      inputs: [spec([5, 3])],
      params: { units: 2, returnSequences: true, recurrentActivation: 'hardSigmoid' },
      output: spec([5, 2]),
      weightCount: 42,
    },
    {
      title: 'Reset before the product',
      inputs: [spec([5, 3])],
      params: { units: 4, resetAfter: false },
      output: spec([4]),
      weightCount: 96,
    },
    {
      title: 'Every step, reset before the product',
      inputs: [spec([5, 3])],
      params: { units: 2, returnSequences: true, resetAfter: false },
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
    {
      title: 'Backwards without bias, reset before the product',
      inputs: [spec([4, 2])],
      params: { units: 3, goBackwards: true, useBias: false, activation: 'relu', resetAfter: false },
      output: spec([3]),
      weightCount: 45,
    },
  ],
});
