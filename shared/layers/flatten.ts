// Flatten: lays all numbers of a sample out in one row.
import { sizeOf, spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give, unknownSize } from './parts/expect';

export const flatten = defineLayer({
  kind: 'flatten',
  title: 'Flatten',
  role: 'hidden',
  family: 'shape',
  icon: 'TextAlignJustify',
  summary: 'Lays all numbers out in one long row.',
  help: 'Turns a picture or a sequence into a plain row of numbers, without changing any of them. Put it between convolution or pooling layers and the Dense layers that follow.',
  formula: 'y = the numbers of x in their order, as one row',
  synonyms: ['vector', 'unroll', 'ravel', 'to 1d', 'row'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {},
  words: () => '',
  inferShape([input]) {
    const shape = expectNumbers('Flatten', input);
    if (!shape.ok) return shape;
    const size = sizeOf(shape.value);
    return size === null ? unknownSize('Flatten', shape.value, 'every size') : give('Flatten', [size]);
  },
  weights: () => [],
  // tfjs' Flatten refuses a plain row, which Keras passes on; a Reshape to the same row does what both mean.
  build: (tf, _params, name, _context, [input]) =>
    input!.shape.length === 1
      ? tf.layers.reshape({ targetShape: [...input!.shape], name })
      : tf.layers.flatten({ name }),
  keras: () => ({ className: 'Flatten', args: {} }),
  examples: [
    { title: 'A picture', inputs: [spec([7, 7, 64])], output: spec([3136]), weightCount: 0 },
    { title: 'A sequence', inputs: [spec([10, 3])], output: spec([30]), weightCount: 0 },
    { title: 'Already a row', inputs: [spec([12])], output: spec([12]), weightCount: 0 },
  ],
});
