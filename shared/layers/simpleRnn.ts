// SimpleRNN: the plainest recurrent layer.
import { spec } from '../shape';
import { defineLayer } from './layer';
import {
  recurrentArgs,
  recurrentKeras,
  recurrentParams,
  recurrentShape,
  recurrentWeights,
  recurrentWords,
} from './parts/recurrent';

export const simpleRnn = defineLayer({
  kind: 'simpleRNN',
  title: 'SimpleRNN',
  role: 'hidden',
  family: 'recurrent',
  icon: 'RefreshCw',
  summary: 'Reads a sequence step by step and mixes each step with what it remembers.',
  help: 'The plainest recurrent layer: its answer to one step is its memory for the next. Easy to understand, but it forgets after a dozen steps; LSTM and GRU remember longer.',
  formula: 'h[t] = activation(x[t] · kernel + h[t-1] · recurrent_kernel + bias)',
  synonyms: ['rnn', 'recurrent', 'elman', 'memory', 'sequence', 'time series'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: recurrentParams,
  words: (params) => recurrentWords(params),
  inferShape: ([input], params) => recurrentShape('SimpleRNN', input, params),
  weights: ([input], params) => recurrentWeights(input!, params, 1),
  build: (tf, params, name) => tf.layers.simpleRNN(recurrentArgs(params, name)),
  keras: (params) => ({ className: 'SimpleRNN', args: recurrentKeras(params) }),
  examples: [
    { inputs: [spec([5, 3])], params: { units: 4 }, output: spec([4]), weightCount: 32 },
    {
      title: 'Every step, backwards',
      inputs: [spec([5, 3])],
      params: { units: 2, returnSequences: true, goBackwards: true, activation: 'relu' },
      output: spec([5, 2]),
      weightCount: 12,
    },
    {
      title: 'Any length',
      inputs: [spec([null, 3])],
      params: { units: 2, useBias: false, returnSequences: true },
      output: spec([null, 2]),
      weightCount: 10,
    },
  ],
});
