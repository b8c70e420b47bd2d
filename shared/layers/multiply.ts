// Multiply: the product of several branches.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { branches, mergeShape } from './parts/merge';

export const multiply = defineLayer({
  kind: 'multiply',
  title: 'Multiply',
  role: 'hidden',
  family: 'merge',
  icon: 'X',
  summary: 'Multiplies several branches number by number.',
  help: 'Lets one branch switch another on and off: a branch that ends in sigmoid acts as a gate, or as attention to channels.',
  formula: 'y = a · b · …',
  synonyms: ['product', 'times', 'gate', 'attention', 'mask', 'squeeze excite'],
  inputs: branches,
  params: {},
  words: () => '',
  inferShape: (inputs) => mergeShape('Multiply', inputs, true),
  weights: () => [],
  build: (tf, _params, name) => tf.layers.multiply({ name }),
  keras: () => ({ className: 'Multiply', args: {} }),
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
