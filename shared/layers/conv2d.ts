// Conv2D: small learned windows that slide over a picture.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { convolutionArgs, convolutionKeras, convolutionParams, convolutionWords, tfPadding } from './parts/convolution';
import { trainDilated } from './parts/dilated';
import { expectRank, give, size } from './parts/expect';
import { dilationParam } from './parts/params';
import { bias, kernel } from './parts/weights';
import { slide } from './parts/windows';

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
  params: { ...convolutionParams(2), dilationRate: dilationParam(2) },
  words: convolutionWords,
  inferShape([input], params) {
    const shape = expectRank('Conv2D', input, 3);
    if (!shape.ok) return shape;
    const { kernelSize, strides, padding, dilationRate: dilation } = params;
    const space = slide(
      { title: 'Conv2D', sizeParam: 'kernelSize', size: kernelSize, strides, padding, dilation },
      shape.value,
    );
    return space.ok ? give('Conv2D', [...space.value, params.filters]) : space;
  },
  weights([input], params) {
    const shape = [...params.kernelSize, size(input!.shape[2]), params.filters];
    return [kernel('kernel', shape, params.kernelInitializer, params), ...bias(params.filters, params.useBias)];
  },
  build(tf, params, name) {
    const { strides, dilationRate } = params;
    const layer = tf.layers.conv2d({
      ...convolutionArgs(params, name),
      strides: [strides[0]!, strides[1]!],
      dilationRate: [dilationRate[0]!, dilationRate[1]!],
    });
    return trainDilated(tf, layer, tfPadding(params.padding), dilationRate);
  },
  keras: (params) => convolutionKeras('Conv2D', params),
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
      params: { filters: 3, dilationRate: [2, 2], padding: 'same', kernelSize: [2, 3] },
      output: spec([6, 7, 3]),
      weightCount: 39,
    },
  ],
});
