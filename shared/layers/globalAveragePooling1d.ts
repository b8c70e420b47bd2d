// GlobalAveragePooling1D: the mean answer over a sequence.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give } from './parts/expect';

export const globalAveragePooling1d = defineLayer({
  kind: 'globalAveragePooling1d',
  title: 'GlobalAveragePooling1D',
  role: 'hidden',
  family: 'pooling',
  icon: 'Sigma',
  summary: 'Averages each channel over a whole sequence.',
  help: 'Turns a sequence of any length into one row of numbers: the mean of each channel. The simplest way from word vectors to a verdict on the whole text. Steps that an Embedding or a Masking layer marks as empty do not count.',
  formula: 'y[c] = mean over steps of x[i, c]',
  synonyms: ['global avg pool', 'mean', 'pooling', 'sequence', 'gap', 'summary'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: {},
  words: () => '',
  inferShape([input]) {
    const shape = expectRank('GlobalAveragePooling1D', input, 2);
    return shape.ok ? give('GlobalAveragePooling1D', [shape.value[1]!]) : shape;
  },
  weights: () => [],
  build: (tf, _params, name) => tf.layers.globalAveragePooling1d({ name }),
  keras: () => ({ className: 'GlobalAveragePooling1D', args: {} }),
  examples: [
    { inputs: [spec([10, 4])], output: spec([4]), weightCount: 0 },
    { title: 'Any length', inputs: [spec([null, 6])], output: spec([6]), weightCount: 0 },
  ],
});
