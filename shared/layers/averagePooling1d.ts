// AveragePooling1D: averages every stretch of a sequence.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { averageSame1d, withCall } from './parts/gradients';
import { poolingKeras, poolingParams, poolingShape, poolingWords, poolPadding, poolStrides } from './parts/pooling';

export const averagePooling1d = defineLayer({
  kind: 'averagePooling1d',
  title: 'AveragePooling1D',
  role: 'hidden',
  family: 'pooling',
  icon: 'AudioLines',
  summary: 'Shortens a sequence by averaging every window.',
  help: 'Moves a window along the steps and keeps its mean for each channel. Smoother than max pooling, and useful to thin out signals. It has nothing to learn.',
  formula: 'y[i, c] = mean x[i·s + a, c]',
  synonyms: ['avg pool', 'mean pooling', 'smooth', 'downsample', 'sequence'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: poolingParams(1),
  words: poolingWords,
  inferShape: ([input], params) => poolingShape('AveragePooling1D', 1, input, params),
  weights: () => [],
  build(tf, params, name) {
    const [poolSize, strides, padding] = [params.poolSize[0]!, poolStrides(params)[0]!, poolPadding(params)];
    const layer = tf.layers.averagePooling1d({ poolSize, strides, padding, name });
    if (padding === 'valid') return layer;
    return withCall(tf, layer, (x) => averageSame1d(tf, x as Parameters<typeof averageSame1d>[1], poolSize, strides));
  },
  keras: (params) => poolingKeras('AveragePooling1D', params),
  examples: [
    { inputs: [spec([10, 4])], output: spec([5, 4]), weightCount: 0 },
    {
      title: 'Moving average',
      inputs: [spec([9, 2])],
      params: { poolSize: [3], strides: [1] },
      output: spec([7, 2]),
      weightCount: 0,
    },
    {
      title: 'With padding',
      inputs: [spec([7, 3])],
      params: { padding: 'same' },
      output: spec([4, 3]),
      weightCount: 0,
    },
    {
      title: 'Overlapping, with padding',
      inputs: [spec([8, 2])],
      params: { poolSize: [4], strides: [3], padding: 'same' },
      output: spec([3, 2]),
      weightCount: 0,
    },
  ],
});
