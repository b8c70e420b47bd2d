// GlobalAveragePooling2D: the mean answer over a picture.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give } from './parts/expect';

export const globalAveragePooling2d = defineLayer({
  kind: 'globalAveragePooling2d',
  title: 'GlobalAveragePooling2D',
  role: 'hidden',
  family: 'pooling',
  icon: 'Focus',
  summary: 'Averages each channel over a whole picture.',
  help: 'Turns a picture into one row of numbers: the mean of each channel. Modern networks use it instead of Flatten before the last Dense layer, because it needs far fewer weights.',
  formula: 'y[c] = mean over places of x[i, j, c]',
  synonyms: ['global avg pool', 'gap', 'mean', 'pooling', 'picture', 'summary'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {},
  words: () => '',
  inferShape([input]) {
    const shape = expectRank('GlobalAveragePooling2D', input, 3);
    return shape.ok ? give('GlobalAveragePooling2D', [shape.value[2]!]) : shape;
  },
  weights: () => [],
  build: (tf, _params, name) => tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast', name }),
  keras: () => ({ className: 'GlobalAveragePooling2D', args: {} }),
  examples: [
    { inputs: [spec([4, 5, 3])], output: spec([3]), weightCount: 0 },
    { title: 'Any size', inputs: [spec([null, null, 8])], output: spec([8]), weightCount: 0 },
  ],
});
