// ZeroPadding2D: a border of zeros.
import { ints } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give } from './parts/expect';

export const zeroPadding2d = defineLayer({
  kind: 'zeroPadding2d',
  title: 'ZeroPadding2D',
  role: 'hidden',
  family: 'shape',
  icon: 'Frame',
  summary: 'Adds a border of zeros around a picture.',
  help: 'Gives the following convolution room at the borders, each side on its own. For the usual case, padding "same" in the convolution does it by itself.',
  formula: 'y[i, j, c] = x[i - top, j - left, c], and 0 outside of x',
  synonyms: ['pad', 'border', 'margin', 'frame', 'padding', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    padding: ints({
      title: 'Border',
      help: 'How many rows and columns of zeros are added on each side.',
      labels: ['Top', 'Bottom', 'Left', 'Right'],
      default: [1, 1, 1, 1],
      min: 0,
      max: 1024,
      unit: 'px',
    }),
  },
  words: ({ padding }) =>
    padding.every((side) => side === padding[0]) ? `${padding[0]} px` : `${padding.join(', ')} px`,
  inferShape([input], { padding }) {
    const shape = expectRank('ZeroPadding2D', input, 3);
    if (!shape.ok) return shape;
    const [height, width, channels] = shape.value;
    const [top, bottom, left, right] = padding;
    return give('ZeroPadding2D', [
      height === null ? null : height! + top! + bottom!,
      width === null ? null : width! + left! + right!,
      channels!,
    ]);
  },
  weights: () => [],
  build: (tf, { padding: [top, bottom, left, right] }, name) =>
    tf.layers.zeroPadding2d({
      padding: [
        [top!, bottom!],
        [left!, right!],
      ],
      name,
    }),
  keras: ({ padding: [top, bottom, left, right] }) => ({
    className: 'ZeroPadding2D',
    args: {
      padding: [
        [top!, bottom!],
        [left!, right!],
      ],
    },
  }),
  examples: [
    { inputs: [spec([4, 5, 2])], output: spec([6, 7, 2]), weightCount: 0 },
    {
      title: 'Each side on its own',
      inputs: [spec([4, 5, 2])],
      params: { padding: [0, 1, 2, 3] },
      output: spec([5, 10, 2]),
      weightCount: 0,
    },
  ],
});
