// Minimum: the smallest of several branches.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { branches, mergeShape } from './parts/merge';

export const minimum = defineLayer({
  kind: 'minimum',
  title: 'Minimum',
  role: 'hidden',
  family: 'merge',
  icon: 'ArrowBigDown',
  summary: 'Keeps the smallest number of several branches.',
  help: 'At every place the most cautious branch wins. Use it where all of several signs must agree.',
  formula: 'y = min(a, b, …)',
  synonyms: ['min', 'smallest'],
  inputs: branches,
  params: {},
  words: () => '',
  // tfjs has no gradient for branches that are stretched.
  inferShape: (inputs) => mergeShape('Minimum', inputs, false),
  weights: () => [],
  build: (tf, _params, name) => tf.layers.minimum({ name }),
  keras: () => ({ className: 'Minimum', args: {} }),
  examples: [
    { inputs: [spec([4]), spec([4])], output: spec([4]), weightCount: 0 },
    {
      title: 'Three pictures',
      inputs: [spec([3, 4, 2]), spec([3, 4, 2]), spec([3, 4, 2])],
      output: spec([3, 4, 2]),
      weightCount: 0,
    },
  ],
});
