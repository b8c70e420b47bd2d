// ELU: a ReLU whose negative side fades to -1.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';

export const elu = defineLayer({
  kind: 'elu',
  title: 'ELU',
  role: 'hidden',
  family: 'activation',
  icon: 'Spline',
  summary: 'Keeps positive numbers and lets negative ones fade smoothly to -1.',
  help: 'An exponential linear unit: smooth where ReLU has a kink, with a mean nearer to 0, so that learning is often steadier.',
  formula: 'y = x if x > 0, else e^x - 1',
  synonyms: ['exponential linear unit', 'relu', 'nonlinearity', 'activation'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {},
  words: () => '',
  inferShape([input]) {
    const shape = expectNumbers('ELU', input);
    return shape.ok ? give('ELU', shape.value) : shape;
  },
  weights: () => [],
  // tfjs has alpha = 1 only.
  build: (tf, _params, name) => tf.layers.elu({ name }),
  keras: () => ({ className: 'ELU', args: {} }),
  examples: [
    { inputs: [spec([6])], output: spec([6]), weightCount: 0 },
    { title: 'A picture', inputs: [spec([3, 4, 2])], output: spec([3, 4, 2]), weightCount: 0 },
  ],
});
