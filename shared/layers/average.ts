// Average: the mean of several branches.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { branches, mergeShape } from './parts/merge';

export const average = defineLayer({
  kind: 'average',
  title: 'Average',
  role: 'hidden',
  family: 'merge',
  icon: 'Equal',
  summary: 'Averages several branches number by number.',
  help: 'Brings several opinions together with equal weight, for instance of three small networks in one.',
  formula: 'y = (a + b + …) / n',
  synonyms: ['mean', 'ensemble', 'combine'],
  inputs: branches,
  params: {},
  words: () => '',
  inferShape: (inputs) => mergeShape('Average', inputs, true),
  weights: () => [],
  build: (tf, _params, name) => tf.layers.average({ name }),
  keras: () => ({ className: 'Average', args: {} }),
  examples: [
    { inputs: [spec([4]), spec([4])], output: spec([4]), weightCount: 0 },
    {
      title: 'Three pictures',
      inputs: [spec([3, 4, 2]), spec([3, 4, 2]), spec([3, 4, 2])],
      output: spec([3, 4, 2]),
      weightCount: 0,
    },
    {
      title: 'One weight per channel',
      inputs: [spec([3, 4, 2]), spec([1, 1, 2])],
      output: spec([3, 4, 2]),
      weightCount: 0,
    },
  ],
});
