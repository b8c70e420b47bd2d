// RandomCrop: a window of pictures, at random while training.
import { int } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import { type LayerDefinition, defineLayer } from './layer';
import { expectRank, give, unknownSize } from './parts/expect';
import { pythonLayer } from './parts/keras';
import { randomCrop as operation } from './parts/operations/augmenting';
import { ownLayer } from './parts/ownLayer';

/** Keras' own layer leaves a picture whole when it predicts, whatever its shape says. */
const define = pythonLayer({
  className: 'RandomCrop',
  base: 'keras.layers.RandomCrop',
  doc: 'Cuts a window out at random while training; otherwise the largest one of that shape, resized.',
  methods: [
    'def transform_images(self, images, transformation, training=True):',
    '    if training:',
    '        return super().transform_images(images, transformation, training)',
    '    return keras.ops.image.resize(images, (self.height, self.width), crop_to_aspect_ratio=True)',
  ],
});

const side = (title: string, of: string) =>
  int({ title, help: `How many ${of} of pixels the window has.`, default: 24, min: 1, max: 4096, unit: 'px' });

export const randomCrop: LayerDefinition = defineLayer({
  kind: 'randomCrop',
  title: 'RandomCrop',
  role: 'hidden',
  family: 'preprocessing',
  icon: 'Crop',
  summary: 'Cuts a window out of every picture, at a random place while training.',
  help: 'Shows the network each thing at many places and cut off at many borders, so that it does not learn where it lay. Choose a window of 80 to 90 % of the picture. When predicting, it takes the largest window of that shape from the middle and makes it as large as the window.',
  formula: 'y[i, j, c] = x[i + top, j + left, c]',
  synonyms: ['augmentation', 'crop', 'cut', 'window', 'shift', 'overfitting', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: { height: side('Height', 'rows'), width: side('Width', 'columns') },
  words: ({ height, width }) => `${height}×${width}`,
  inferShape([input], { height, width }) {
    const shape = expectRank('RandomCrop', input, 3);
    if (!shape.ok) return shape;
    const [high, wide, channels] = shape.value;
    if (high === null || wide === null || high === undefined || wide === undefined)
      return unknownSize('RandomCrop', shape.value, 'height and width');
    if (height > high || width > wide) {
      const most = (size: number) => Math.max(1, Math.round(size * 0.875));
      return fail(
        'crop.nothingLeft',
        `RandomCrop cuts a window of ${height}×${width} pixels out, but the picture is only ${listShape(shape.value)}. Choose a smaller window.`,
        {
          param: height > high ? 'height' : 'width',
          fixes: [
            { type: 'setParams', title: 'Take 7/8 of each side', params: { height: most(high), width: most(wide) } },
          ],
        },
      );
    }
    return give('RandomCrop', [height, width, channels!]);
  },
  weights: () => [],
  custom: true,
  augments: true,
  moves: true,
  build: (tf, { height, width }, name, { random }, [input]) =>
    ownLayer(tf, operation, name, { height, width }, [height, width, input!.shape[2]!], [], random),
  keras: ({ height, width }) => ({ className: 'RandomCrop', define, args: { height, width } }),
  examples: [
    { inputs: [spec([9, 8, 3])], params: { height: 6, width: 4 }, output: spec([6, 4, 3]), weightCount: 0 },
    {
      title: 'As wide as the picture',
      inputs: [spec([7, 5, 1])],
      params: { height: 3, width: 5 },
      output: spec([3, 5, 1]),
      weightCount: 0,
    },
    {
      title: 'Whole',
      inputs: [spec([4, 4, 1])],
      params: { height: 4, width: 4 },
      output: spec([4, 4, 1]),
      weightCount: 0,
    },
  ],
});
