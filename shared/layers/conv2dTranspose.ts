// Conv2DTranspose: a convolution the other way round, which makes pictures larger.
import { spec } from '../shape';
import type { Dimension } from '../shape';
import { defineLayer } from './layer';
import { convolutionArgs, convolutionKeras, convolutionParams, convolutionWords } from './parts/convolution';
import { expectRank, give, size } from './parts/expect';
import { bias, kernel } from './parts/weights';

/** Keras' rule: 'same' gives n·s, 'valid' gives n·s + max(k - s, 0). */
function enlarged(length: Dimension, kernelSize: number, stride: number, padding: string): Dimension {
  if (length === null) return null;
  return length * stride + (padding === 'same' ? 0 : Math.max(kernelSize - stride, 0));
}

export const conv2dTranspose = defineLayer({
  kind: 'conv2dTranspose',
  title: 'Conv2DTranspose',
  role: 'hidden',
  family: 'convolution',
  icon: 'Expand',
  summary: 'Makes a picture larger with learned filters, the reverse of a convolution with strides.',
  help: 'Each number of the input paints a small learned patch into the result. Used where a network draws pictures: autoencoders, segmentation, generators. Strides of 2 with padding "same" double height and width.',
  formula: 'y[i·s + a, j·s + b, f] += x[i, j, c] · kernel[a, b, f, c], then activation(y + bias[f])',
  synonyms: ['deconvolution', 'transposed convolution', 'upsample', 'decoder', 'generator', 'enlarge', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: convolutionParams(2),
  words: convolutionWords,
  inferShape([input], { filters, kernelSize, strides, padding }) {
    const shape = expectRank('Conv2DTranspose', input, 3);
    if (!shape.ok) return shape;
    const space = [0, 1].map((axis) => enlarged(shape.value[axis]!, kernelSize[axis]!, strides[axis]!, padding));
    return give('Conv2DTranspose', [...space, filters]);
  },
  weights([input], params) {
    const shape = [...params.kernelSize, params.filters, size(input!.shape[2])];
    return [kernel('kernel', shape, params.kernelInitializer, params), ...bias(params.filters, params.useBias)];
  },
  build: (tf, params, name) =>
    tf.layers.conv2dTranspose({
      ...convolutionArgs(params, name),
      strides: [params.strides[0]!, params.strides[1]!],
    }),
  keras: (params) => convolutionKeras('Conv2DTranspose', params),
  examples: [
    {
      title: 'Doubles the size',
      inputs: [spec([4, 5, 3])],
      params: { filters: 2, strides: [2, 2], padding: 'same', activation: 'relu' },
      output: spec([8, 10, 2]),
      weightCount: 56,
    },
    {
      title: 'Without padding',
      inputs: [spec([4, 3, 2])],
      params: { filters: 3, kernelSize: [3, 2] },
      output: spec([6, 4, 3]),
      weightCount: 39,
    },
    {
      title: 'Strides larger than the window',
      inputs: [spec([3, 4, 2])],
      params: { filters: 2, kernelSize: [2, 3], strides: [3, 2], useBias: false },
      output: spec([9, 9, 2]),
      weightCount: 24,
    },
  ],
});
