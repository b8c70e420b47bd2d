// Dense: every output looks at every input.
import { int } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give, size, unknownSize } from './parts/expect';
import { kerasActivation, kerasInitializer, kerasRegularizer, unless } from './parts/keras';
import { activationParam, initializerParam, l1Param, l2Param, useBiasParam } from './parts/params';
import { tfActivation, unset } from './parts/tfjs';
import { bias, kernel } from './parts/weights';
import { activationWord, line, plural } from './parts/words';

export const dense = defineLayer({
  kind: 'dense',
  title: 'Dense',
  role: 'hidden',
  family: 'core',
  icon: 'Network',
  summary: 'Connects every input number to every output number with a learned weight.',
  help: 'The basic layer. Each unit adds up all inputs, each times its own weight, adds a bias and applies the activation. Use a few between other layers to combine what they found, and one at the end with as many units as the answer has numbers.',
  formula: 'y = activation(x · kernel + bias)',
  synonyms: ['fully connected', 'linear', 'fc', 'perceptron', 'mlp', 'neurons', 'hidden layer', 'inner product'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    units: int({
      title: 'Units',
      help: 'How many numbers come out. More units can learn more and overfit sooner; the last layer needs as many as the answer has numbers.',
      default: 64,
      min: 1,
      max: 65_536,
    }),
    activation: activationParam(),
    useBias: useBiasParam(),
    kernelInitializer: initializerParam('Weights start as', 'glorotUniform', undefined, 'matrix'),
    l1: l1Param(),
    l2: l2Param(),
  },
  words: ({ units, activation }) => line(plural(units, 'unit'), activationWord(activation)),
  inferShape([input], { units }) {
    const shape = expectNumbers('Dense', input);
    if (!shape.ok) return shape;
    if (shape.value.length > 0 && shape.value[shape.value.length - 1] === null) {
      return unknownSize('Dense', shape.value, 'how many numbers it combines');
    }
    return give('Dense', [...shape.value.slice(0, -1), units]);
  },
  weights([input], params) {
    const features = size(input!.shape[input!.shape.length - 1]);
    return [
      kernel('kernel', [features, params.units], params.kernelInitializer, params),
      ...bias(params.units, params.useBias),
    ];
  },
  build: (tf, { units, activation, useBias }, name) =>
    tf.layers.dense({
      units,
      activation: tfActivation(activation),
      useBias,
      kernelInitializer: unset,
      biasInitializer: unset,
      name,
    }),
  keras: ({ units, activation, useBias, kernelInitializer, l1, l2 }) => ({
    className: 'Dense',
    args: {
      units,
      ...kerasActivation(activation),
      ...unless('use_bias', useBias, true),
      ...kerasInitializer('kernel_initializer', kernelInitializer),
      ...kerasRegularizer('kernel_regularizer', l1, l2),
    },
  }),
  examples: [
    { inputs: [spec([4])], params: { units: 3, activation: 'softmax' }, output: spec([3]), weightCount: 15 },
    {
      title: 'Without bias',
      inputs: [spec([4])],
      params: { units: 8, useBias: false, activation: 'relu' },
      output: spec([8]),
      weightCount: 32,
    },
    {
      title: 'Each step of a sequence',
      inputs: [spec([5, 4])],
      params: { units: 2, activation: 'tanh' },
      output: spec([5, 2]),
      weightCount: 10,
    },
    {
      title: 'Each pixel of a picture',
      inputs: [spec([3, 5, 4])],
      params: { units: 2, l2: 0.01, kernelInitializer: 'heNormal' },
      output: spec([3, 5, 2]),
      weightCount: 10,
    },
  ],
});
