// DepthToSpace: channels become pixels.
import { int } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import type { Shape } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give } from './parts/expect';
import { pythonLayer } from './parts/keras';
import { depthToSpace as operation } from './parts/operations/pictures';
import { ownLayer } from './parts/ownLayer';

const define = pythonLayer({
  className: 'DepthToSpace',
  doc: 'Turns channels into blocks of size by size pixels.',
  options: ['size'],
  call: [
    'size = self.size',
    'height, width = keras.ops.shape(x)[1:3]',
    'channels = x.shape[3] // size**2',
    'rows = keras.ops.reshape(x, (-1, width, size, size * channels))',
    'turned = keras.ops.transpose(rows, (0, 2, 1, 3))',
    'return keras.ops.reshape(turned, (-1, height * size, width * size, channels))',
  ],
});

function larger([height, width, depth]: Shape, size: number): Shape {
  const times = (length: number | null | undefined) => (length === null || length === undefined ? null : length * size);
  return [times(height), times(width), (depth ?? 0) / (size * size)];
}

export const depthToSpace = defineLayer({
  kind: 'depthToSpace',
  title: 'DepthToSpace',
  role: 'hidden',
  family: 'shape',
  icon: 'Grid3x2',
  summary: 'Makes a picture larger by laying its channels out as pixels.',
  help: 'Also called pixel shuffle: four channels become a block of 2×2 pixels. A convolution before it learns what these pixels show, which sharpens pictures better than repeating pixels. Used to enlarge pictures (super-resolution).',
  formula: 'y[s·i + a, s·j + b, c] = x[i, j, (a·s + b)·C + c]',
  synonyms: ['pixel shuffle', 'sub-pixel convolution', 'super resolution', 'upsample', 'enlarge', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    size: int({
      title: 'Block',
      help: 'Height and width of the block of pixels that channels become.',
      default: 2,
      min: 2,
      max: 16,
    }),
  },
  words: ({ size }) => `${size}×${size}`,
  inferShape([input], { size }) {
    const shape = expectRank('DepthToSpace', input, 3);
    if (!shape.ok) return shape;
    const depth = shape.value[2]!;
    if (depth % (size * size) !== 0) {
      return fail(
        'depth.uneven',
        `DepthToSpace needs a multiple of ${size * size} channels for blocks of ${size}×${size}. It received ${listShape(shape.value)}, which has ${depth}. Change the filters of the layer before it.`,
        { param: 'size' },
      );
    }
    return give('DepthToSpace', larger(shape.value, size));
  },
  weights: () => [],
  custom: true,
  build: (tf, { size }, name, _context, [input]) => ownLayer(tf, operation, name, { size }, larger(input!.shape, size)),
  keras: ({ size }) => ({ className: 'DepthToSpace', define, args: { size } }),
  examples: [
    { inputs: [spec([3, 2, 8])], output: spec([6, 4, 2]), weightCount: 0 },
    {
      title: 'Blocks of nine',
      inputs: [spec([2, 2, 9])],
      params: { size: 3 },
      output: spec([6, 6, 1]),
      weightCount: 0,
    },
  ],
});
