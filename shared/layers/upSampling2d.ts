// UpSampling2D: every pixel becomes a block.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give } from './parts/expect';
import { enlarge, withCall } from './parts/gradients';
import { sizes } from './parts/keras';
import { sizesParam } from './parts/params';
import { times } from './parts/words';

export const upSampling2d = defineLayer({
  kind: 'upSampling2d',
  title: 'UpSampling2D',
  role: 'hidden',
  family: 'shape',
  icon: 'ZoomIn',
  summary: 'Makes a picture larger by repeating every pixel.',
  help: 'Each pixel becomes a block of equal pixels. It has nothing to learn; follow it with Conv2D to smooth the result, as in the drawing half of an autoencoder.',
  formula: 'y[i, j, c] = x[⌊i / h⌋, ⌊j / w⌋, c]',
  synonyms: ['upsample', 'enlarge', 'zoom', 'resize', 'nearest', 'decoder', 'unpooling', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  // Nearest pixel only: tfjs and Keras place the pixels of bilinear enlargement differently.
  params: {
    size: sizesParam(2, {
      title: 'Factor',
      help: 'How many rows and columns each pixel becomes.',
      default: 2,
      max: 64,
    }),
  },
  words: ({ size }) => times(size),
  inferShape([input], { size }) {
    const shape = expectRank('UpSampling2D', input, 3);
    if (!shape.ok) return shape;
    const [height, width, channels] = shape.value;
    return give('UpSampling2D', [
      height === null ? null : height! * size[0]!,
      width === null ? null : width! * size[1]!,
      channels!,
    ]);
  },
  weights: () => [],
  build(tf, { size }, name) {
    const layer = tf.layers.upSampling2d({ size: [...size], name });
    return withCall(tf, layer, (x) => enlarge(tf, x as Parameters<typeof enlarge>[1], [size[0]!, size[1]!]));
  },
  keras: ({ size }) => ({ className: 'UpSampling2D', args: { size: sizes(size) } }),
  examples: [
    { inputs: [spec([3, 4, 2])], output: spec([6, 8, 2]), weightCount: 0 },
    { title: 'Uneven', inputs: [spec([3, 4, 1])], params: { size: [1, 3] }, output: spec([3, 12, 1]), weightCount: 0 },
  ],
});
