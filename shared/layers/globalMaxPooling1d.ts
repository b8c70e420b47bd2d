// GlobalMaxPooling1D: the strongest answer anywhere in a sequence.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give } from './parts/expect';

export const globalMaxPooling1d = defineLayer({
  kind: 'globalMaxPooling1d',
  title: 'GlobalMaxPooling1D',
  role: 'hidden',
  family: 'pooling',
  icon: 'ChevronsUp',
  summary: 'Keeps the largest number of each channel over a whole sequence.',
  help: 'Turns a sequence of any length into one row of numbers: for each channel the strongest answer anywhere. A light alternative to Flatten at the end of Conv1D networks.',
  formula: 'y[c] = max over steps of x[i, c]',
  synonyms: ['global max pool', 'pooling', 'sequence', 'summary'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: {},
  words: () => '',
  inferShape([input]) {
    const shape = expectRank('GlobalMaxPooling1D', input, 2);
    return shape.ok ? give('GlobalMaxPooling1D', [shape.value[1]!]) : shape;
  },
  weights: () => [],
  build: (tf, _params, name) => tf.layers.globalMaxPooling1d({ name }),
  keras: () => ({ className: 'GlobalMaxPooling1D', args: {} }),
  examples: [
    { inputs: [spec([10, 4])], output: spec([4]), weightCount: 0 },
    { title: 'Any length', inputs: [spec([null, 6])], output: spec([6]), weightCount: 0 },
  ],
});
