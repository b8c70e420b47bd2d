// MaxPooling2D: keeps the strongest answer of every window.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give } from './parts/expect';
import { sizes, unless } from './parts/keras';
import { paddingParam } from './parts/params';
import { poolSizeParam, poolStrides, poolStridesParam, typedStrides } from './parts/pooling';
import { slide } from './parts/windows';
import { line, paddingWord, strideWord, times } from './parts/words';

export const maxPooling2d = defineLayer({
  kind: 'maxPooling2d',
  title: 'MaxPooling2D',
  role: 'hidden',
  family: 'pooling',
  icon: 'Minimize2',
  summary: 'Shrinks a picture by keeping the largest number of every window.',
  help: 'Moves a window over each channel and keeps only its largest number. Windows of 2×2 halve height and width, which saves work and makes the network care less about exact places. It has nothing to learn.',
  formula: 'y[i, j, c] = max x[i·s + a, j·s + b, c]',
  synonyms: ['max pool', 'pooling', 'downsample', 'subsampling', 'shrink', 'reduce'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: { poolSize: poolSizeParam(2), strides: poolStridesParam(2), padding: paddingParam() },
  words: ({ poolSize, strides, padding }) =>
    line(times(poolSize), strideWord(typedStrides(poolSize, strides) ?? [1]), paddingWord(padding)),
  inferShape([input], { poolSize, strides, padding }) {
    const shape = expectRank('MaxPooling2D', input, 3);
    if (!shape.ok) return shape;
    const space = slide(
      {
        title: 'MaxPooling2D',
        sizeParam: 'poolSize',
        size: poolSize,
        strides: poolStrides(poolSize, strides),
        padding,
      },
      shape.value,
    );
    return space.ok ? give('MaxPooling2D', [...space.value, shape.value[2]!]) : space;
  },
  weights: () => [],
  build: (tf, { poolSize, strides, padding }, name) => {
    const step = poolStrides(poolSize, strides);
    return tf.layers.maxPooling2d({
      poolSize: [poolSize[0]!, poolSize[1]!],
      strides: [step[0]!, step[1]!],
      padding: padding === 'same' ? 'same' : 'valid',
      name,
    });
  },
  keras: ({ poolSize, strides, padding }) => {
    const typed = typedStrides(poolSize, strides);
    return {
      className: 'MaxPooling2D',
      args: {
        pool_size: sizes(poolSize),
        ...(typed === null ? {} : { strides: sizes(typed) }),
        ...unless('padding', padding, 'valid'),
      },
    };
  },
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
  ],
});
