// MaxPooling2D: keeps the strongest answer of every window.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { poolingKeras, poolingParams, poolingShape, poolingWords, poolPadding, poolStrides } from './parts/pooling';

export const maxPooling2d = defineLayer({
  kind: 'maxPooling2d',
  title: 'MaxPooling2D',
  role: 'hidden',
  family: 'pooling',
  icon: 'Minimize2',
  summary: 'Shrinks a picture by keeping the largest number of every window.',
  help: 'Moves a window over each channel and keeps only its largest number. Windows of 2×2 halve height and width, which saves work and makes the network care less about exact places. It has nothing to learn.',
  formula: 'y[i, j, c] = max x[i·s + a, j·s + b, c]',
  synonyms: ['max pool', 'pooling', 'downsample', 'subsampling', 'shrink', 'reduce', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: poolingParams(2),
  words: poolingWords,
  inferShape: ([input], params) => poolingShape('MaxPooling2D', 2, input, params),
  weights: () => [],
  build: (tf, params, name) => {
    const strides = poolStrides(params);
    return tf.layers.maxPooling2d({
      poolSize: [params.poolSize[0]!, params.poolSize[1]!],
      strides: [strides[0]!, strides[1]!],
      padding: poolPadding(params),
      name,
    });
  },
  keras: (params) => poolingKeras('MaxPooling2D', params),
  examples: [
    { inputs: [spec([26, 26, 32])], output: spec([13, 13, 32]), weightCount: 0 },
    {
      title: 'Overlapping windows',
      inputs: [spec([7, 8, 2])],
      params: { poolSize: [3, 3], strides: [2, 1] },
      output: spec([3, 6, 2]),
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
