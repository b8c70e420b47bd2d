// Rescaling: every number times a constant, plus a constant.
import { float } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';
import { unless } from './parts/keras';
import { line } from './parts/words';

export const rescaling = defineLayer({
  kind: 'rescaling',
  title: 'Rescaling',
  role: 'hidden',
  family: 'preprocessing',
  icon: 'Ruler',
  summary: 'Multiplies every number by a constant and adds a constant.',
  help: 'Brings numbers into the range that a network expects, for instance pixels from 0 … 1 to -1 … 1 with scale 2 and offset -1. It has nothing to learn. Layerloom already scales data when it is read; use this layer to change it within the network, or to weigh a branch.',
  formula: 'y = scale · x + offset',
  synonyms: ['scale', 'constant', 'multiply by a number', 'normalize', 'offset', 'shift', 'range'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    scale: float({
      title: 'Scale',
      help: 'The number by which every number is multiplied.',
      default: 1,
      min: -1_000_000,
      max: 1_000_000,
      step: 0.1,
    }),
    offset: float({
      title: 'Offset',
      help: 'The number that is added after that.',
      default: 0,
      min: -1_000_000,
      max: 1_000_000,
      step: 0.1,
    }),
  },
  words: ({ scale, offset }) => line(`× ${scale}`, offset !== 0 && `${offset > 0 ? '+' : '-'} ${Math.abs(offset)}`),
  inferShape([input]) {
    const shape = expectNumbers('Rescaling', input);
    return shape.ok ? give('Rescaling', shape.value) : shape;
  },
  weights: () => [],
  build: (tf, { scale, offset }, name) => tf.layers.rescaling({ scale, offset, name }),
  keras: ({ scale, offset }) => ({ className: 'Rescaling', args: { scale, ...unless('offset', offset, 0) } }),
  examples: [
    {
      title: '0 … 1 to -1 … 1',
      inputs: [spec([4, 3, 1])],
      params: { scale: 2, offset: -1 },
      output: spec([4, 3, 1]),
      weightCount: 0,
    },
    { title: 'Half', inputs: [spec([null, 3])], params: { scale: 0.5 }, output: spec([null, 3]), weightCount: 0 },
  ],
});
