// Cropping2D: cuts the border off.
import { ints } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give } from './parts/expect';

export const cropping2d = defineLayer({
  kind: 'cropping2D',
  title: 'Cropping2D',
  role: 'hidden',
  family: 'shape',
  icon: 'Crop',
  summary: 'Cuts rows and columns off the sides of a picture.',
  help: 'Keeps the middle of the picture. Useful when the border holds nothing of interest, or to bring two branches to the same size before they are merged.',
  formula: 'y[i, j, c] = x[i + top, j + left, c]',
  synonyms: ['crop', 'cut', 'trim', 'border', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    cropping: ints({
      title: 'Cut off',
      help: 'How many rows and columns are cut off on each side.',
      labels: ['Top', 'Bottom', 'Left', 'Right'],
      default: [1, 1, 1, 1],
      min: 0,
      max: 4096,
      unit: 'px',
    }),
  },
  words: ({ cropping }) =>
    cropping.every((side) => side === cropping[0]) ? `${cropping[0]} px` : `${cropping.join(', ')} px`,
  inferShape([input], { cropping }) {
    const shape = expectRank('Cropping2D', input, 3);
    if (!shape.ok) return shape;
    const [height, width, channels] = shape.value;
    const [top, bottom, left, right] = cropping;
    const rows = height === null ? null : height! - top! - bottom!;
    const columns = width === null ? null : width! - left! - right!;
    if ((rows !== null && rows < 1) || (columns !== null && columns < 1)) {
      return fail(
        'crop.nothingLeft',
        `Cropping2D cuts ${top! + bottom!} rows and ${left! + right!} columns off, but the picture is only ${listShape(shape.value)}. Cut off less.`,
        {
          param: 'cropping',
          fixes: [{ type: 'setParams', title: 'Cut off nothing', params: { cropping: [0, 0, 0, 0] } }],
        },
      );
    }
    return give('Cropping2D', [rows, columns, channels!]);
  },
  weights: () => [],
  build: (tf, { cropping: [top, bottom, left, right] }, name) =>
    tf.layers.cropping2D({
      cropping: [
        [top!, bottom!],
        [left!, right!],
      ],
      name,
    }),
  keras: ({ cropping: [top, bottom, left, right] }) => ({
    className: 'Cropping2D',
    args: {
      cropping: [
        [top!, bottom!],
        [left!, right!],
      ],
    },
  }),
  examples: [
    { inputs: [spec([6, 7, 2])], output: spec([4, 5, 2]), weightCount: 0 },
    {
      title: 'Each side on its own',
      inputs: [spec([6, 8, 3])],
      params: { cropping: [0, 1, 2, 3] },
      output: spec([5, 3, 3]),
      weightCount: 0,
    },
  ],
});
