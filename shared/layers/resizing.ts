// Resizing: pictures of another size.
import { choice, int } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give } from './parts/expect';
import { unless } from './parts/keras';
import { resizing as operation } from './parts/operations/pictures';
import { ownLayer } from './parts/ownLayer';
import { line } from './parts/words';

export const resizing = defineLayer({
  kind: 'resizing',
  title: 'Resizing',
  role: 'hidden',
  family: 'preprocessing',
  icon: 'Scaling',
  summary: 'Makes every picture as high and wide as you say.',
  help: 'Stretches or shrinks pictures to a fixed size, so that networks made for another size can read them, or so that two branches fit together. It has nothing to learn.',
  formula: 'y[i, j, c] = x[(i + ½) · h / height - ½, (j + ½) · w / width - ½, c], between pixels',
  synonyms: ['resize', 'scale', 'shrink', 'enlarge', 'bilinear', 'nearest', 'upsample', 'downsample', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    height: int({
      title: 'Height',
      help: 'How many rows of pixels the result has.',
      default: 32,
      min: 1,
      max: 4096,
      unit: 'px',
    }),
    width: int({
      title: 'Width',
      help: 'How many columns of pixels the result has.',
      default: 32,
      min: 1,
      max: 4096,
      unit: 'px',
    }),
    interpolation: choice({
      title: 'Between pixels',
      help: 'How new pixels are made from old ones.',
      default: 'bilinear',
      options: [
        { value: 'bilinear', title: 'Smooth (bilinear)', help: 'Mixes the four nearest pixels.' },
        { value: 'nearest', title: 'Sharp (nearest)', help: 'Takes the nearest pixel, as for masks and codes.' },
      ],
    }),
  },
  words: ({ height, width, interpolation }) => line(`${height}×${width}`, interpolation === 'nearest' && 'nearest'),
  inferShape([input], { height, width }) {
    const shape = expectRank('Resizing', input, 3);
    return shape.ok ? give('Resizing', [height, width, shape.value[2]!]) : shape;
  },
  weights: () => [],
  custom: true,
  build: (tf, { height, width, interpolation }, name, _context, [input]) =>
    ownLayer(tf, operation, name, { height, width, interpolation }, [height, width, input!.shape[2]!]),
  keras: ({ height, width, interpolation }) => ({
    className: 'Resizing',
    args: { height, width, ...unless('interpolation', interpolation, 'bilinear') },
  }),
  examples: [
    { inputs: [spec([4, 5, 2])], params: { height: 7, width: 3 }, output: spec([7, 3, 2]), weightCount: 0 },
    {
      title: 'Shrinks',
      inputs: [spec([9, 8, 1])],
      params: { height: 4, width: 4 },
      output: spec([4, 4, 1]),
      weightCount: 0,
    },
    {
      title: 'Sharp',
      inputs: [spec([4, 5, 2])],
      params: { height: 6, width: 9, interpolation: 'nearest' },
      output: spec([6, 9, 2]),
      weightCount: 0,
    },
  ],
});
