// GlobalMaxPooling2D: the strongest answer anywhere in a picture.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give } from './parts/expect';

export const globalMaxPooling2d = defineLayer({
  kind: 'globalMaxPooling2d',
  title: 'GlobalMaxPooling2D',
  role: 'hidden',
  family: 'pooling',
  icon: 'Maximize',
  summary: 'Keeps the largest number of each channel over a whole picture.',
  help: 'Turns a picture into one row of numbers: for each channel the strongest answer anywhere. Tells whether a pattern is there, not where.',
  formula: 'y[c] = max over places of x[i, j, c]',
  synonyms: ['global max pool', 'pooling', 'picture', 'summary'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {},
  words: () => '',
  inferShape([input]) {
    const shape = expectRank('GlobalMaxPooling2D', input, 3);
    return shape.ok ? give('GlobalMaxPooling2D', [shape.value[2]!]) : shape;
  },
  weights: () => [],
  build: (tf, _params, name) => tf.layers.globalMaxPooling2d({ dataFormat: 'channelsLast', name }),
  keras: () => ({ className: 'GlobalMaxPooling2D', args: {} }),
  examples: [
    { inputs: [spec([4, 5, 3])], output: spec([3]), weightCount: 0 },
    { title: 'Any size', inputs: [spec([null, null, 8])], output: spec([8]), weightCount: 0 },
  ],
});
