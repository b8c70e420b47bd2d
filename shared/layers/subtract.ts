// Subtract: the difference of two branches.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { mergeShape, pair } from './parts/merge';
import { subtract as operation } from './parts/operations/elementwise';
import { ownLayer } from './parts/ownLayer';

export const subtract = defineLayer({
  kind: 'subtract',
  title: 'Subtract',
  role: 'hidden',
  family: 'merge',
  icon: 'Minus',
  summary: 'Takes one branch from another, number by number.',
  help: 'What is left is where the two differ. Use it to compare two things that went through the same kind of layers, or to predict only the change against a plain guess.',
  formula: 'y = a - b',
  synonyms: ['difference', 'minus', 'compare', 'residual', 'siamese'],
  inputs: pair,
  params: {},
  words: () => '',
  inferShape: (inputs) => mergeShape('Subtract', inputs, true),
  weights: () => [],
  custom: true,
  build(tf, _params, name, _context, inputs) {
    const output = mergeShape('Subtract', inputs, true);
    return ownLayer(tf, operation, name, {}, output.ok ? output.value.shape : []);
  },
  keras: () => ({ className: 'Subtract', args: {} }),
  examples: [
    { inputs: [spec([4]), spec([4])], output: spec([4]), weightCount: 0 },
    {
      title: 'One number per channel',
      inputs: [spec([3, 4, 2]), spec([1, 1, 2])],
      output: spec([3, 4, 2]),
      weightCount: 0,
    },
  ],
});
