// Conv3D: small learned windows that slide through blocks.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { convolutionArgs, convolutionKeras, convolutionParams, convolutionWords } from './parts/convolution';
import { expectRank, give, size } from './parts/expect';
import { bias, kernel } from './parts/weights';
import { slide } from './parts/windows';

export const conv3d = defineLayer({
  kind: 'conv3d',
  title: 'Conv3D',
  role: 'hidden',
  family: 'convolution',
  icon: 'Box',
  summary: 'Slides small learned filters through blocks, such as medical scans or short videos.',
  help: 'Works like Conv2D with one more direction: depth, or time. It needs much memory and time, so keep the blocks and the number of filters small.',
  formula: 'y[i, j, k, f] = activation(Σ x[i·s + a, j·s + b, k·s + d, c] · kernel[a, b, d, c, f] + bias[f])',
  synonyms: ['convolution', 'cnn', 'volume', 'voxel', 'video', 'scan', 'mri', 'filter'],
  inputs: [{ name: 'input', title: 'Blocks' }],
  // No dilation: libtensorflow does not compute it for blocks on a CPU.
  params: convolutionParams(3),
  words: convolutionWords,
  inferShape([input], params) {
    const shape = expectRank('Conv3D', input, 4);
    if (!shape.ok) return shape;
    const { kernelSize, strides, padding } = params;
    const space = slide({ title: 'Conv3D', sizeParam: 'kernelSize', size: kernelSize, strides, padding }, shape.value);
    return space.ok ? give('Conv3D', [...space.value, params.filters]) : space;
  },
  weights([input], params) {
    const shape = [...params.kernelSize, size(input!.shape[3]), params.filters];
    return [kernel('kernel', shape, params.kernelInitializer, params), ...bias(params.filters, params.useBias)];
  },
  build: (tf, params, name) =>
    tf.layers.conv3d({
      ...convolutionArgs(params, name),
      strides: [params.strides[0]!, params.strides[1]!, params.strides[2]!],
    }),
  keras: (params) => convolutionKeras('Conv3D', params),
  examples: [
    {
      inputs: [spec([5, 6, 7, 2])],
      params: { filters: 3, activation: 'relu' },
      output: spec([3, 4, 5, 3]),
      weightCount: 165,
    },
    {
      title: 'Keeps the size',
      inputs: [spec([3, 4, 5, 1])],
      params: { filters: 2, padding: 'same', kernelSize: [2, 3, 3] },
      output: spec([3, 4, 5, 2]),
      weightCount: 38,
    },
    {
      title: 'Halves the size',
      inputs: [spec([4, 6, 5, 1])],
      params: { filters: 2, padding: 'same', strides: [2, 2, 2], useBias: false },
      output: spec([2, 3, 3, 2]),
      weightCount: 54,
    },
  ],
});
