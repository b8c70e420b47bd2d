// Softmax: scores into probabilities.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';

export const softmax = defineLayer({
  kind: 'softmax',
  title: 'Softmax',
  role: 'hidden',
  family: 'activation',
  icon: 'ChartPie',
  summary: 'Turns scores into probabilities that add up to 1.',
  help: 'Works along the last axis: the largest score gets the largest share. Usually the activation of the last Dense layer does this; as a layer of its own it also turns comparisons into attention weights.',
  formula: 'yᵢ = e^xᵢ / Σⱼ e^xⱼ',
  synonyms: ['probabilities', 'normalize', 'classification', 'attention', 'activation'],
  inputs: [{ name: 'input', title: 'Scores' }],
  params: {},
  words: () => '',
  inferShape([input]) {
    const shape = expectNumbers('Softmax', input);
    return shape.ok ? give('Softmax', shape.value) : shape;
  },
  weights: () => [],
  // Said outright, because tfjs' own default is axis 1.
  build: (tf, _params, name) => tf.layers.softmax({ axis: -1, name }),
  keras: () => ({ className: 'Softmax', args: {} }),
  examples: [
    { inputs: [spec([6])], output: spec([6]), weightCount: 0 },
    { title: 'Every step on its own', inputs: [spec([3, 4])], output: spec([3, 4]), weightCount: 0 },
  ],
});
