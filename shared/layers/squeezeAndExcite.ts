// SqueezeAndExcite: weighs the channels of a picture by what the whole picture shows.
import { int } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import type { LayerDefinition } from './layer';
import { expectRank, give, size } from './parts/expect';
import { pythonLayer } from './parts/keras';
import { squeezeAndExcite as operation } from './parts/operations/pictures';
import { ownLayer } from './parts/ownLayer';

const define = pythonLayer({
  className: 'SqueezeAndExcite',
  doc: 'Multiplies each channel by a factor that two small dense layers work out from all channels.',
  options: ['units'],
  build: [
    'channels = shape[-1]',
    'self.reduce_kernel = self.add_weight(name="reduce_kernel", shape=(channels, self.units))',
    'self.reduce_bias = self.add_weight(name="reduce_bias", shape=(self.units,), initializer="zeros")',
    'self.expand_kernel = self.add_weight(name="expand_kernel", shape=(self.units, channels))',
    'self.expand_bias = self.add_weight(name="expand_bias", shape=(channels,), initializer="zeros")',
  ],
  call: [
    'mean = keras.ops.mean(x, axis=(1, 2), keepdims=True)',
    'small = keras.ops.relu(keras.ops.matmul(mean, self.reduce_kernel) + self.reduce_bias)',
    'return x * keras.ops.sigmoid(keras.ops.matmul(small, self.expand_kernel) + self.expand_bias)',
  ],
});

/** Units of the narrow layer: channels / ratio, at least 1. */
function narrow(channels: number, ratio: number): number {
  return Math.max(1, Math.floor(channels / ratio));
}

export const squeezeAndExcite: LayerDefinition = defineLayer({
  kind: 'squeezeAndExcite',
  title: 'SqueezeAndExcite',
  role: 'hidden',
  family: 'convolution',
  icon: 'SlidersVertical',
  summary: 'Turns channels of a picture up or down, depending on what the whole picture shows.',
  help: 'Looks at the mean of every channel, and two small dense layers decide how much each channel counts. Put it after a convolution, as SENet, MobileNetV3 and EfficientNet do: better results for few weights.',
  formula: 'y = x · sigmoid(W₂ relu(W₁ mean(x) + b₁) + b₂)',
  synonyms: ['se block', 'senet', 'channel attention', 'efficientnet', 'gate', 'squeeze excitation', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    ratio: int({
      title: 'Reduction',
      help: 'How many times narrower than the channels the layer in the middle is. 4 to 16 is usual.',
      default: 16,
      min: 1,
      max: 1024,
    }),
  },
  words: ({ ratio }) => `÷ ${ratio}`,
  inferShape([input]) {
    const shape = expectRank('SqueezeAndExcite', input, 3);
    return shape.ok ? give('SqueezeAndExcite', shape.value) : shape;
  },
  weights([input], { ratio }) {
    const channels = size(input!.shape[2]);
    const units = narrow(channels, ratio);
    return [
      { name: 'reduce_kernel', shape: [channels, units], trainable: true, initializer: 'glorotUniform' },
      { name: 'reduce_bias', shape: [units], trainable: true, initializer: 'zeros' },
      { name: 'expand_kernel', shape: [units, channels], trainable: true, initializer: 'glorotUniform' },
      { name: 'expand_bias', shape: [channels], trainable: true, initializer: 'zeros' },
    ];
  },
  custom: true,
  build: (tf, params, name, context, inputs) =>
    ownLayer(tf, operation, name, {}, inputs[0]!.shape, squeezeAndExcite.weights(inputs, params, context)),
  keras: ({ ratio }, _context, [input]) => ({
    className: 'SqueezeAndExcite',
    define,
    args: { units: narrow(size(input?.shape[2]), ratio) },
  }),
  examples: [
    { inputs: [spec([4, 5, 8])], params: { ratio: 4 }, output: spec([4, 5, 8]), weightCount: 42 },
    { title: 'Few channels', inputs: [spec([3, 3, 4])], output: spec([3, 3, 4]), weightCount: 13 },
  ],
});
