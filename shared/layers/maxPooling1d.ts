// MaxPooling1D: keeps the strongest answer of every stretch of a sequence.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { poolingKeras, poolingParams, poolingShape, poolingWords, poolPadding, poolStrides } from './parts/pooling';

export const maxPooling1d = defineLayer({
  kind: 'maxPooling1d',
  title: 'MaxPooling1D',
  role: 'hidden',
  family: 'pooling',
  icon: 'ChevronsDownUp',
  summary: 'Shortens a sequence by keeping the largest number of every window.',
  help: 'Moves a window along the steps and keeps only its largest number for each channel. Use it after Conv1D to make sequences shorter and to care less about exact moments. It has nothing to learn.',
  formula: 'y[i, c] = max x[i·s + a, c]',
  synonyms: ['max pool', 'pooling', 'downsample', 'subsampling', 'shorten', 'sequence'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: poolingParams(1),
  words: poolingWords,
  inferShape: ([input], params) => poolingShape('MaxPooling1D', 1, input, params),
  weights: () => [],
  build: (tf, params, name) =>
    tf.layers.maxPooling1d({
      poolSize: params.poolSize[0]!,
      strides: poolStrides(params)[0]!,
      padding: poolPadding(params),
      name,
    }),
  keras: (params) => poolingKeras('MaxPooling1D', params),
  examples: [
    { inputs: [spec([10, 4])], output: spec([5, 4]), weightCount: 0 },
    {
      title: 'Overlapping windows',
      inputs: [spec([9, 2])],
      params: { poolSize: [3], strides: [2] },
      output: spec([4, 2]),
      weightCount: 0,
    },
    {
      title: 'With padding',
      inputs: [spec([7, 3])],
      params: { padding: 'same' },
      output: spec([4, 3]),
      weightCount: 0,
    },
  ],
});
