// Add: the sum of several branches.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { branches, mergeShape } from './parts/merge';

export const add = defineLayer({
  kind: 'add',
  title: 'Add',
  role: 'hidden',
  family: 'merge',
  icon: 'Plus',
  summary: 'Adds several branches number by number.',
  help: 'The way to make a shortcut (residual or skip connection): add what went into a block to what came out of it, and very deep networks train well.',
  formula: 'y = a + b + …',
  synonyms: ['sum', 'plus', 'residual', 'skip connection', 'shortcut', 'resnet'],
  inputs: branches,
  params: {},
  words: () => '',
  inferShape: (inputs) => mergeShape('Add', inputs, true),
  weights: () => [],
  build: (tf, _params, name) => tf.layers.add({ name }),
  keras: () => ({ className: 'Add', args: {} }),
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
