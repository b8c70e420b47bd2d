// SpaceToDepth: blocks of pixels become channels.
import { int } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import type { Shape } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give, unknownSize } from './parts/expect';
import { pythonLayer } from './parts/keras';
import { spaceToDepth as operation } from './parts/operations/pictures';
import { ownLayer } from './parts/ownLayer';

const define = pythonLayer({
  className: 'SpaceToDepth',
  doc: 'Turns blocks of size by size pixels into channels.',
  options: ['size'],
  call: [
    'size = self.size',
    'height, width, channels = x.shape[1:]',
    'rows = keras.ops.reshape(x, (-1, size, width // size, size * channels))',
    'turned = keras.ops.transpose(rows, (0, 2, 1, 3))',
    'return keras.ops.reshape(turned, (-1, height // size, width // size, size**2 * channels))',
  ],
});

function smaller([height, width, channels]: Shape, size: number): Shape {
  return [(height ?? 0) / size, (width ?? 0) / size, (channels ?? 0) * size * size];
}

export const spaceToDepth = defineLayer({
  kind: 'spaceToDepth',
  title: 'SpaceToDepth',
  role: 'hidden',
  family: 'shape',
  icon: 'Component',
  summary: 'Makes a picture smaller by stacking blocks of pixels as channels; nothing is lost.',
  help: 'The way back from DepthToSpace: a block of 2×2 pixels becomes four channels. Unlike pooling it keeps every number. Used to cut pictures into patches for transformers and by fast detectors.',
  formula: 'y[i, j, (a·s + b)·C + c] = x[s·i + a, s·j + b, c]',
  synonyms: ['patches', 'patchify', 'vision transformer', 'focus', 'pixel unshuffle', 'reorg', 'downsample', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    size: int({
      title: 'Block',
      help: 'Height and width of the block of pixels that becomes channels.',
      default: 2,
      min: 2,
      max: 64,
    }),
  },
  words: ({ size }) => `${size}×${size}`,
  inferShape([input], { size }) {
    const shape = expectRank('SpaceToDepth', input, 3);
    if (!shape.ok) return shape;
    const [height, width] = shape.value;
    if (height === null || width === null) return unknownSize('SpaceToDepth', shape.value, 'height and width');
    if (height! % size !== 0 || width! % size !== 0) {
      return fail(
        'space.uneven',
        `SpaceToDepth cuts pictures into blocks of ${size}×${size}, so height and width must be multiples of ${size}. It received ${listShape(shape.value)}. Change the block, or put a Resizing or Cropping2D layer before it.`,
        { param: 'size' },
      );
    }
    return give('SpaceToDepth', smaller(shape.value, size));
  },
  weights: () => [],
  custom: true,
  build: (tf, { size }, name, _context, [input]) =>
    ownLayer(tf, operation, name, { size }, smaller(input!.shape, size)),
  keras: ({ size }) => ({ className: 'SpaceToDepth', define, args: { size } }),
  examples: [
    { inputs: [spec([6, 4, 2])], output: spec([3, 2, 8]), weightCount: 0 },
    {
      title: 'Patches of 3×3',
      inputs: [spec([6, 3, 1])],
      params: { size: 3 },
      output: spec([2, 1, 9]),
      weightCount: 0,
    },
  ],
});
