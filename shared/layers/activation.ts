// Activation: one function applied to every number.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';
import { kerasActivation } from './parts/keras';
import { activationParam } from './parts/params';
import { tfActivation } from './parts/tfjs';
import { activationWord } from './parts/words';

export const activation = defineLayer({
  kind: 'activation',
  title: 'Activation',
  role: 'hidden',
  family: 'activation',
  icon: 'Activity',
  summary: 'Applies a function such as ReLU or softmax to every number.',
  help: 'Most layers have an activation of their own. Use this layer to put something in between, for instance batch normalization: Conv2D, BatchNormalization, Activation.',
  formula: 'y = activation(x)',
  synonyms: [
    'nonlinearity',
    'relu',
    'sigmoid',
    'tanh',
    'softmax',
    'gelu',
    'swish',
    'silu',
    'mish',
    'transfer function',
  ],
  inputs: [{ name: 'input', title: 'Input' }],
  params: { activation: activationParam('relu') },
  words: (params) => activationWord(params.activation) ?? 'none',
  inferShape([input]) {
    const shape = expectNumbers('Activation', input);
    return shape.ok ? give('Activation', shape.value) : shape;
  },
  weights: () => [],
  build: (tf, params, name) => tf.layers.activation({ activation: tfActivation(params.activation), name }),
  keras: (params) => ({
    className: 'Activation',
    args: { activation: 'linear', ...kerasActivation(params.activation) },
  }),
  examples: [
    { inputs: [spec([5])], params: { activation: 'relu' }, output: spec([5]), weightCount: 0 },
    {
      title: 'Probabilities',
      inputs: [spec([4, 5])],
      params: { activation: 'softmax' },
      output: spec([4, 5]),
      weightCount: 0,
    },
    ...[
      'linear',
      'sigmoid',
      'tanh',
      'elu',
      'selu',
      'gelu',
      'geluTanh',
      'swish',
      'mish',
      'relu6',
      'softplus',
      'softsign',
      'hardSigmoid',
      'logSoftmax',
      'hardSwish',
      'hardTanh',
      'logSigmoid',
      'exponential',
    ].map((id) => ({ title: id, inputs: [spec([6])], params: { activation: id }, output: spec([6]), weightCount: 0 })),
  ],
});
