// BatchNormalization: keeps every feature at mean 0 and spread 1 over the batch.
import { flag, float } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import { defineLayer } from './layer';
import { trainBatchNormalization } from './parts/batchNormalizing';
import { expectNumbers, give, size, unknownSize } from './parts/expect';
import { unless } from './parts/keras';
import { gammaAndBeta } from './parts/normalization';
import { line } from './parts/words';

export const batchNormalization = defineLayer({
  kind: 'batchNormalization',
  title: 'BatchNormalization',
  role: 'hidden',
  family: 'normalization',
  icon: 'Scale',
  summary: 'Keeps every channel at mean 0 and spread 1, which makes deep networks train faster.',
  help: 'While training it measures mean and variance of each channel over the batch and evens them out; two learned numbers per channel then set the range that suits the network. When predicting it uses the averages it has collected. Needs batches of 16 or more.',
  formula: 'y = gamma · (x - mean) / √(variance + ε) + beta',
  synonyms: ['batch norm', 'bn', 'normalize', 'standardize', 'whitening'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    momentum: float({
      title: 'Momentum',
      help: 'How slowly the averages for predicting follow the batches. Lower it towards 0.9 for short trainings.',
      default: 0.99,
      min: 0,
      max: 0.9999,
      step: 0.01,
      advanced: true,
    }),
    epsilon: float({
      title: 'Epsilon',
      help: 'A small number added to the variance, which keeps divisions by zero away.',
      default: 0.001,
      min: 1e-8,
      max: 1,
      log: true,
      advanced: true,
    }),
    scale: flag({
      title: 'Learned factors',
      help: 'Multiplies every channel by a factor that it learns. Not needed where ReLU and then weights follow.',
      default: true,
      advanced: true,
    }),
    center: flag({
      title: 'Learned offsets',
      help: 'Adds a number that it learns to every channel.',
      default: true,
      advanced: true,
    }),
  },
  // Runs of older versions say neither of the last two.
  words: ({ momentum, scale = true, center = true }) =>
    line(momentum !== 0.99 && `momentum ${momentum}`, !scale && 'no factors', !center && 'no offsets'),
  inferShape([input]) {
    const shape = expectNumbers('BatchNormalization', input);
    if (!shape.ok) return shape;
    if (shape.value.length > 3) {
      return fail(
        'shape.rank',
        `BatchNormalization works on rows, sequences and pictures. It received ${listShape(shape.value)}, which the engine cannot normalize. Remove it, or put it where the network has fewer axes.`,
        { fixes: [{ type: 'removeNode', title: 'Remove this layer' }] },
      );
    }
    if (shape.value[shape.value.length - 1] === null) {
      return unknownSize('BatchNormalization', shape.value, 'the number of channels');
    }
    return give('BatchNormalization', shape.value);
  },
  weights([input], { scale = true, center = true }) {
    const channels = size(input!.shape[input!.shape.length - 1]);
    const shape = [channels];
    return [
      ...gammaAndBeta(channels).filter(({ name }) => (name === 'gamma' ? scale : center)),
      { name: 'moving_mean', shape, trainable: false, initializer: 'zeros' },
      { name: 'moving_variance', shape, trainable: false, initializer: 'ones' },
    ];
  },
  build(tf, { momentum, epsilon, scale = true, center = true }, name) {
    const parts = { ...unless('scale', scale, true), ...unless('center', center, true) };
    const layer = tf.layers.batchNormalization({ axis: -1, momentum, epsilon, ...parts, name });
    return trainBatchNormalization(tf, layer, momentum, epsilon);
  },
  keras: ({ momentum, epsilon, scale = true, center = true }) => ({
    className: 'BatchNormalization',
    args: {
      ...unless('momentum', momentum, 0.99),
      ...unless('epsilon', epsilon, 0.001),
      ...unless('scale', scale, true),
      ...unless('center', center, true),
    },
  }),
  examples: [
    { inputs: [spec([6])], output: spec([6]), weightCount: 24 },
    { title: 'A sequence', inputs: [spec([5, 3])], params: { momentum: 0.9 }, output: spec([5, 3]), weightCount: 12 },
    {
      title: 'A picture',
      inputs: [spec([4, 5, 3])],
      params: { epsilon: 1e-5 },
      output: spec([4, 5, 3]),
      weightCount: 12,
    },
    {
      title: 'Without factors',
      inputs: [spec([4, 5, 3])],
      params: { scale: false },
      output: spec([4, 5, 3]),
      weightCount: 9,
    },
    {
      title: 'Nothing to learn',
      inputs: [spec([6])],
      params: { scale: false, center: false },
      output: spec([6]),
      weightCount: 12,
    },
  ],
});
