// Conv2D: small learned windows that slide over a picture.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give, size } from './parts/expect';
import { kerasActivation, kerasInitializer, kerasRegularizer, sizes, sizesUnless, unless } from './parts/keras';
import {
  activationParam,
  dilationParam,
  filtersParam,
  initializerParam,
  kernelSizeParam,
  l1Param,
  l2Param,
  paddingParam,
  stridesParam,
  useBiasParam,
} from './parts/params';
import { tfActivation, unset } from './parts/tfjs';
import { bias, kernel } from './parts/weights';
import { slide } from './parts/windows';
import { activationWord, dilationWord, line, paddingWord, plural, strideWord, times } from './parts/words';

export const conv2d = defineLayer({
  kind: 'conv2d',
  title: 'Conv2D',
  role: 'hidden',
  family: 'convolution',
  icon: 'Grid3x3',
  summary: 'Slides small learned filters over a picture to find patterns such as edges and corners.',
  help: 'Each filter is a small window of weights that moves over the picture and answers how well its pattern fits at every place. The first layers find edges, later ones whole parts. Follow it with pooling to make the picture smaller.',
  formula: 'y[i, j, f] = activation(Σ x[i·s + a, j·s + b, c] · kernel[a, b, c, f] + bias[f])',
  synonyms: ['convolution', 'convolutional', 'cnn', 'filter', 'kernel', 'image', 'feature map', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    filters: filtersParam(),
    kernelSize: kernelSizeParam(2),
    activation: activationParam(),
    padding: paddingParam(),
    strides: stridesParam(2),
    dilationRate: dilationParam(2),
    useBias: useBiasParam(),
    kernelInitializer: initializerParam('Weights start as', 'glorotUniform'),
    l1: l1Param(),
    l2: l2Param(),
  },
  words: (params) =>
    line(
      plural(params.filters, 'filter'),
      times(params.kernelSize),
      strideWord(params.strides),
      dilationWord(params.dilationRate),
      paddingWord(params.padding),
      activationWord(params.activation),
    ),
  inferShape([input], { filters, kernelSize, strides, padding, dilationRate }) {
    const shape = expectRank('Conv2D', input, 3);
    if (!shape.ok) return shape;
    const space = slide(
      { title: 'Conv2D', sizeParam: 'kernelSize', size: kernelSize, strides, padding, dilation: dilationRate },
      shape.value,
    );
    return space.ok ? give('Conv2D', [...space.value, filters]) : space;
  },
  weights([input], params) {
    const channels = size(input!.shape[2]);
    return [
      kernel('kernel', [...params.kernelSize, channels, params.filters], params.kernelInitializer, params),
      ...bias(params.filters, params.useBias),
    ];
  },
  build: (tf, { filters, kernelSize, strides, padding, dilationRate, activation, useBias }, name) =>
    tf.layers.conv2d({
      filters,
      kernelSize: [...kernelSize],
      strides: [strides[0]!, strides[1]!],
      padding: padding === 'same' ? 'same' : 'valid',
      dilationRate: [dilationRate[0]!, dilationRate[1]!],
      activation: tfActivation(activation),
      useBias,
      kernelInitializer: unset,
      biasInitializer: unset,
      name,
    }),
  keras: (params) => ({
    className: 'Conv2D',
    args: {
      filters: params.filters,
      kernel_size: sizes(params.kernelSize),
      ...sizesUnless('strides', params.strides, 1),
      ...unless('padding', params.padding, 'valid'),
      ...sizesUnless('dilation_rate', params.dilationRate, 1),
      ...kerasActivation(params.activation),
      ...unless('use_bias', params.useBias, true),
      ...kerasInitializer('kernel_initializer', params.kernelInitializer),
      ...kerasRegularizer('kernel_regularizer', params.l1, params.l2),
    },
  }),
  examples: [
    {
      title: 'MNIST',
      inputs: [spec([28, 28, 1])],
      params: { filters: 32, activation: 'relu' },
      output: spec([26, 26, 32]),
      weightCount: 320,
    },
    {
      title: 'Keeps the size',
      inputs: [spec([6, 5, 3])],
      params: { filters: 4, padding: 'same', useBias: false, activation: 'sigmoid' },
      output: spec([6, 5, 4]),
      weightCount: 108,
    },
    {
      title: 'Halves the size',
      inputs: [spec([7, 6, 2])],
      params: { filters: 3, padding: 'same', strides: [2, 2], kernelSize: [5, 3] },
      output: spec([4, 3, 3]),
      weightCount: 93,
    },
    {
      title: 'Strides without padding',
      inputs: [spec([9, 8, 2])],
      params: { filters: 3, strides: [3, 2], kernelSize: [2, 3], l1: 0.001, l2: 0.01 },
      output: spec([3, 3, 3]),
      weightCount: 39,
    },
    {
      title: 'Dilated',
      inputs: [spec([9, 9, 2])],
      params: { filters: 3, dilationRate: [2, 3], activation: 'elu' },
      output: spec([5, 3, 3]),
      weightCount: 57,
    },
    {
      title: 'Dilated, keeps the size',
      inputs: [spec([6, 7, 2])],
      params: { filters: 3, dilationRate: [2, 2], padding: 'same' },
      output: spec([6, 7, 3]),
      weightCount: 57,
    },
  ],
});
