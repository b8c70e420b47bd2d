// DepthwiseConv2D: filters that look at one channel each.
import { int } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { tfPadding } from './parts/convolution';
import { expectRank, give, size } from './parts/expect';
import { kerasActivation, kerasInitializer, kerasRegularizer, sizes, unless } from './parts/keras';
import {
  activationParam,
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
import { activationWord, line, paddingWord, strideWord, times } from './parts/words';

export const depthwiseConv2d = defineLayer({
  kind: 'depthwiseConv2d',
  title: 'DepthwiseConv2D',
  role: 'hidden',
  family: 'convolution',
  icon: 'Layers',
  summary: 'Slides one small filter over each channel of a picture on its own.',
  help: 'A light convolution that never mixes channels. Followed by a Conv2D with a 1×1 kernel it replaces a full convolution with far fewer weights, as in MobileNet.',
  formula: 'y[i, j, c·m + q] = activation(Σ x[i·s + a, j·s + b, c] · kernel[a, b, c, q] + bias)',
  synonyms: ['depthwise', 'convolution', 'mobilenet', 'light', 'channel', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    kernelSize: kernelSizeParam(2),
    depthMultiplier: int({
      title: 'Filters per channel',
      help: 'How many filters each channel gets; the result has that many times as many channels.',
      default: 1,
      min: 1,
      max: 256,
    }),
    activation: activationParam(),
    padding: paddingParam(),
    // One number: TensorFlow moves depthwise windows equally far both ways, and tfjs ignores their dilation.
    stride: strideParam(),
    useBias: useBiasParam(),
    kernelInitializer: initializerParam('Weights start as', 'glorotUniform'),
    l1: l1Param(),
    l2: l2Param(),
  },
  words: (params) =>
    line(
      times(params.kernelSize),
      params.depthMultiplier > 1 && `${params.depthMultiplier} per channel`,
      strideWord([params.stride]),
      paddingWord(params.padding),
      activationWord(params.activation),
    ),
  inferShape([input], { kernelSize, stride, padding, depthMultiplier }) {
    const shape = expectRank('DepthwiseConv2D', input, 3);
    if (!shape.ok) return shape;
    const space = slide(
      { title: 'DepthwiseConv2D', sizeParam: 'kernelSize', size: kernelSize, strides: [stride, stride], padding },
      shape.value,
    );
    return space.ok ? give('DepthwiseConv2D', [...space.value, size(shape.value[2]) * depthMultiplier]) : space;
  },
  weights([input], params) {
    const channels = size(input!.shape[2]);
    const shape = [...params.kernelSize, channels, params.depthMultiplier];
    return [
      kernel('kernel', shape, params.kernelInitializer, params),
      ...bias(channels * params.depthMultiplier, params.useBias),
    ];
  },
  build: (tf, params, name) =>
    tf.layers.depthwiseConv2d({
      kernelSize: [params.kernelSize[0]!, params.kernelSize[1]!],
      depthMultiplier: params.depthMultiplier,
      strides: params.stride,
      padding: tfPadding(params.padding),
      activation: tfActivation(params.activation),
      useBias: params.useBias,
      depthwiseInitializer: unset,
      biasInitializer: unset,
      name,
    }),
  keras: (params) => ({
    className: 'DepthwiseConv2D',
    args: {
      kernel_size: sizes(params.kernelSize),
      ...unless('strides', params.stride, 1),
      ...unless('padding', params.padding, 'valid'),
      ...unless('depth_multiplier', params.depthMultiplier, 1),
      ...kerasActivation(params.activation),
      ...unless('use_bias', params.useBias, true),
      ...kerasInitializer('depthwise_initializer', params.kernelInitializer),
      ...kerasRegularizer('depthwise_regularizer', params.l1, params.l2),
    },
  }),
  examples: [
    { inputs: [spec([8, 7, 3])], params: { activation: 'relu' }, output: spec([6, 5, 3]), weightCount: 30 },
    {
      title: 'Two filters per channel',
      inputs: [spec([6, 5, 2])],
      params: { depthMultiplier: 2, padding: 'same' },
      output: spec([6, 5, 4]),
      weightCount: 40,
    },
    {
      title: 'Halves the size',
      inputs: [spec([7, 6, 2])],
      params: { stride: 2, padding: 'same', kernelSize: [3, 2], useBias: false },
      output: spec([4, 3, 2]),
      weightCount: 12,
    },
  ],
});
