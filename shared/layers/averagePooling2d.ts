// AveragePooling2D: averages every window of a picture.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { averageSame, withCall } from './parts/gradients';
import { poolingKeras, poolingParams, poolingShape, poolingWords, poolPadding, poolStrides } from './parts/pooling';

export const averagePooling2d = defineLayer({
  kind: 'averagePooling2d',
  title: 'AveragePooling2D',
  role: 'hidden',
  family: 'pooling',
  icon: 'Blend',
  summary: 'Shrinks a picture by averaging every window.',
  help: 'Moves a window over each channel and keeps its mean. Smoother than max pooling: it keeps the overall brightness of a pattern rather than its strongest spot. It has nothing to learn.',
  formula: 'y[i, j, c] = mean x[i·s + a, j·s + b, c]',
  synonyms: ['avg pool', 'mean pooling', 'smooth', 'downsample', 'blur', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: poolingParams(2),
  words: poolingWords,
  inferShape: ([input], params) => poolingShape('AveragePooling2D', 2, input, params),
  weights: () => [],
  build(tf, params, name) {
    const [rows, columns] = poolStrides(params);
    const poolSize: [number, number] = [params.poolSize[0]!, params.poolSize[1]!];
    const strides: [number, number] = [rows!, columns!];
    const padding = poolPadding(params);
    const layer = tf.layers.averagePooling2d({ poolSize, strides, padding, name });
    if (padding === 'valid') return layer;
    return withCall(tf, layer, (x) => averageSame(tf, x as Parameters<typeof averageSame>[1], poolSize, strides));
  },
  keras: (params) => poolingKeras('AveragePooling2D', params),
  examples: [
    { inputs: [spec([6, 8, 3])], output: spec([3, 4, 3]), weightCount: 0 },
    {
      title: 'Overlapping windows',
      inputs: [spec([7, 8, 2])],
      params: { poolSize: [3, 2], strides: [2, 1] },
      output: spec([3, 7, 2]),
      weightCount: 0,
    },
    {
      title: 'With padding',
      inputs: [spec([5, 7, 3])],
      params: { padding: 'same' },
      output: spec([3, 4, 3]),
      weightCount: 0,
    },
    {
      title: 'Uneven, with padding',
      inputs: [spec([5, 6, 2])],
      params: { poolSize: [3, 2], strides: [2, 1], padding: 'same' },
      output: spec([3, 6, 2]),
      weightCount: 0,
    },
  ],
});
