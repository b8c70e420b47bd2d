// LSTM: a recurrent layer with a memory that it opens and closes itself.
import { flag } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { kerasActivation, unless } from './parts/keras';
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

export const lstm = defineLayer({
  kind: 'lstm',
  title: 'LSTM',
  role: 'hidden',
  family: 'recurrent',
  icon: 'Brain',
  summary: 'Reads a sequence step by step and decides what to remember and what to forget.',
  help: 'Long short-term memory: three gates decide at every step what enters the memory, what stays in it and what is shown. It connects events that lie far apart, in text, speech and time series.',
  formula: 'c[t] = f·c[t-1] + i·activation(x[t]·W + h[t-1]·U + b);  h[t] = o·activation(c[t])',
  synonyms: ['long short term memory', 'rnn', 'recurrent', 'memory', 'gate', 'sequence', 'time series', 'text'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: {
    ...recurrentParams,
    recurrentActivation: gateParam(),
    unitForgetBias: flag({
      title: 'Remember at first',
      help: 'Starts the forget gate open, so that the layer remembers until it learns to forget.',
      default: true,
      advanced: true,
    }),
  },
  words: (params) => recurrentWords(params),
  inferShape: ([input], params) => recurrentShape('LSTM', input, params),
  weights: ([input], params) => recurrentWeights(input!, params, 4, params.unitForgetBias ? 'lstmBias' : 'zeros'),
  build: (tf, params, name) =>
    tf.layers.lstm({
      ...recurrentArgs(params, name),
      recurrentActivation: tfActivation(params.recurrentActivation),
      unitForgetBias: false,
    }),
  keras: (params) => ({
    className: 'LSTM',
    args: {
      ...recurrentKeras(params),
      ...kerasActivation(params.recurrentActivation, 'sigmoid', 'recurrent_activation'),
      ...unless('unit_forget_bias', params.unitForgetBias, true),
    },
  }),
  examples: [
    { inputs: [spec([5, 3])], params: { units: 4 }, output: spec([4]), weightCount: 128 },
    {
      title: 'Every step',
      inputs: [spec([5, 3])],
      params: { units: 2, returnSequences: true, recurrentActivation: 'hardSigmoid' },
      output: spec([5, 2]),
      weightCount: 48,
    },
    {
      title: 'Backwards without bias',
      inputs: [spec([4, 2])],
      params: { units: 3, goBackwards: true, useBias: false, activation: 'softsign' },
      output: spec([3]),
      weightCount: 60,
    },
  ],
});
