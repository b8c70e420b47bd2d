// MaxPooling3D: keeps the strongest answer of every block.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { maxPool3d, withCall } from './parts/gradients';
import { poolingKeras, poolingParams, poolingShape, poolingWords, poolPadding, poolStrides } from './parts/pooling';

export const maxPooling3d = defineLayer({
  kind: 'maxPooling3d',
  title: 'MaxPooling3D',
  role: 'hidden',
  family: 'pooling',
  icon: 'Boxes',
  summary: 'Shrinks blocks (scans, short videos) by keeping the largest number of every window.',
  help: 'Moves a window through depth, height and width and keeps only its largest number for each channel. Use it after Conv3D. It has nothing to learn.',
  formula: 'y[i, j, k, c] = max x[i·s + a, j·s + b, k·s + d, c]',
  synonyms: ['max pool', 'pooling', 'volume', 'voxel', 'video', 'downsample'],
  inputs: [{ name: 'input', title: 'Blocks' }],
  params: poolingParams(3),
  words: poolingWords,
  inferShape: ([input], params) => poolingShape('MaxPooling3D', 3, input, params),
  weights: () => [],
  build(tf, params, name) {
    const [deep, down, across] = poolStrides(params);
    const poolSize: [number, number, number] = [params.poolSize[0]!, params.poolSize[1]!, params.poolSize[2]!];
    const strides: [number, number, number] = [deep!, down!, across!];
    const padding = poolPadding(params);
    const layer = tf.layers.maxPooling3d({ poolSize, strides, padding, name });
    if (poolSize[1] === poolSize[2]) return layer;
    return withCall(tf, layer, (x) => maxPool3d(tf, x as Parameters<typeof maxPool3d>[1], poolSize, strides, padding));
  },
  keras: (params) => poolingKeras('MaxPooling3D', params),
  examples: [
    { inputs: [spec([4, 6, 8, 2])], output: spec([2, 3, 4, 2]), weightCount: 0 },
    {
      title: 'Uneven window',
      inputs: [spec([4, 5, 6, 1])],
      params: { poolSize: [1, 2, 3], strides: [1, 1, 2] },
      output: spec([4, 4, 2, 1]),
      weightCount: 0,
    },
    {
      title: 'With padding',
      inputs: [spec([3, 5, 4, 2])],
      params: { padding: 'same' },
      output: spec([2, 3, 2, 2]),
      weightCount: 0,
    },
    {
      title: 'Uneven, with padding',
      inputs: [spec([3, 5, 4, 2])],
      params: { poolSize: [2, 3, 2], strides: [1, 2, 2], padding: 'same' },
      output: spec([3, 3, 2, 2]),
      weightCount: 0,
    },
  ],
});
