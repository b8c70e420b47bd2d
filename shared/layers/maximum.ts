// Maximum: the largest of several branches.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { branches, mergeShape } from './parts/merge';

export const maximum = defineLayer({
  kind: 'maximum',
  title: 'Maximum',
  role: 'hidden',
  family: 'merge',
  icon: 'ArrowBigUp',
  summary: 'Keeps the largest number of several branches.',
  help: 'At every place the branch with the strongest answer wins. Use it where any one of several signs is enough.',
  formula: 'y = max(a, b, …)',
  synonyms: ['max', 'largest', 'maxout', 'winner'],
  inputs: branches,
  params: {},
  words: () => '',
  // tfjs has no gradient for branches that are stretched.
  inferShape: (inputs) => mergeShape('Maximum', inputs, false),
  weights: () => [],
  build: (tf, _params, name) => tf.layers.maximum({ name }),
  keras: () => ({ className: 'Maximum', args: {} }),
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
