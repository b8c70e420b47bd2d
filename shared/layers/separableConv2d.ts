// SeparableConv2D: a depthwise convolution and a mix of channels in one layer.
import { int } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { tfPadding } from './parts/convolution';
import { expectRank, give, size } from './parts/expect';
import { kerasActivation, kerasInitializer, kerasRegularizer, sizes, unless } from './parts/keras';
import {
  activationParam,
  filtersParam,
  initializerParam,
  kernelSizeParam,
  l1Param,
  l2Param,
  paddingParam,
  strideParam,
  useBiasParam,
} from './parts/params';
import { tfActivation, unset } from './parts/tfjs';
import { bias, kernel } from './parts/weights';
import { slide } from './parts/windows';
import { activationWord, line, paddingWord, plural, strideWord, times } from './parts/words';

export const separableConv2d = defineLayer({
  kind: 'separableConv2d',
  title: 'SeparableConv2D',
  role: 'hidden',
  family: 'convolution',
  icon: 'Layers2',
  summary: 'A convolution in two cheap halves: first within each channel, then across channels.',
  help: 'Does nearly what Conv2D does with a fraction of the weights and the work. A good replacement when a network must be small or fast, as in Xception.',
  formula: 'y = activation(conv 1×1(depthwise(x)) + bias)',
  synonyms: ['separable', 'convolution', 'xception', 'light', 'depthwise', 'pointwise', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    filters: filtersParam(),
    kernelSize: kernelSizeParam(2),
    activation: activationParam(),
    padding: paddingParam(),
    // One number, as in DepthwiseConv2D.
    stride: strideParam(),
    depthMultiplier: int({
      title: 'Filters per channel',
      help: 'How many filters each channel gets in the first half.',
      default: 1,
      min: 1,
      max: 256,
      advanced: true,
    }),
    useBias: useBiasParam(),
    kernelInitializer: initializerParam('Weights start as', 'glorotUniform'),
    l1: l1Param(),
    l2: l2Param(),
  },
  words: (params) =>
    line(
      plural(params.filters, 'filter'),
      times(params.kernelSize),
      strideWord([params.stride]),
      paddingWord(params.padding),
      activationWord(params.activation),
    ),
  inferShape([input], { filters, kernelSize, stride, padding }) {
    const shape = expectRank('SeparableConv2D', input, 3);
    if (!shape.ok) return shape;
    const space = slide(
      { title: 'SeparableConv2D', sizeParam: 'kernelSize', size: kernelSize, strides: [stride, stride], padding },
      shape.value,
    );
    return space.ok ? give('SeparableConv2D', [...space.value, filters]) : space;
  },
  weights([input], params) {
    const { kernelInitializer, depthMultiplier, filters } = params;
    const channels = size(input!.shape[2]);
    return [
      kernel('depthwise_kernel', [...params.kernelSize, channels, depthMultiplier], kernelInitializer, params),
      kernel('pointwise_kernel', [1, 1, channels * depthMultiplier, filters], kernelInitializer, params),
      ...bias(filters, params.useBias),
    ];
  },
  build: (tf, params, name) =>
    tf.layers.separableConv2d({
      filters: params.filters,
      kernelSize: [...params.kernelSize],
      depthMultiplier: params.depthMultiplier,
      strides: [params.stride, params.stride],
      padding: tfPadding(params.padding),
      activation: tfActivation(params.activation),
      useBias: params.useBias,
      depthwiseInitializer: unset,
      pointwiseInitializer: unset,
      biasInitializer: unset,
      name,
    }),
  keras: (params) => ({
    className: 'SeparableConv2D',
    args: {
      filters: params.filters,
      kernel_size: sizes(params.kernelSize),
      ...unless('strides', params.stride, 1),
      ...unless('padding', params.padding, 'valid'),
      ...unless('depth_multiplier', params.depthMultiplier, 1),
      ...kerasActivation(params.activation),
      ...unless('use_bias', params.useBias, true),
      ...kerasInitializer('depthwise_initializer', params.kernelInitializer),
      ...kerasInitializer('pointwise_initializer', params.kernelInitializer),
      ...kerasRegularizer('depthwise_regularizer', params.l1, params.l2),
      ...kerasRegularizer('pointwise_regularizer', params.l1, params.l2),
    },
  }),
  examples: [
    { inputs: [spec([8, 7, 3])], params: { filters: 4, activation: 'relu' }, output: spec([6, 5, 4]), weightCount: 43 },
    {
      title: 'Two filters per channel',
      inputs: [spec([6, 5, 2])],
      params: { filters: 3, depthMultiplier: 2, padding: 'same' },
      output: spec([6, 5, 3]),
      weightCount: 51,
    },
    {
      title: 'Halves the size',
      inputs: [spec([7, 6, 2])],
      params: { filters: 3, stride: 2, padding: 'same', kernelSize: [3, 2], useBias: false },
      output: spec([4, 3, 3]),
      weightCount: 18,
    },
  ],
});
