// GaussianNoise: adds random noise while training.
import { float } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';
import { noisy, whileTraining } from './parts/noise';

export const gaussianNoise = defineLayer({
  kind: 'gaussianNoise',
  title: 'GaussianNoise',
  role: 'hidden',
  family: 'regularization',
  icon: 'WavesHorizontal',
  summary: 'Adds a little random noise to every number while training.',
  help: 'The network never sees the same sample twice, so it cannot learn by heart. Put it right after the input, with noise smaller than the differences that matter. When predicting, it does nothing.',
  formula: 'y = x + N(0, stddev²)',
  synonyms: ['noise', 'augmentation', 'regularization', 'overfitting', 'jitter', 'random'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    stddev: float({
      title: 'Strength',
      help: 'The standard deviation of the noise, in the units of the input. 0.1 is mild for standardized columns.',
      default: 0.1,
      min: 0,
      // Keras takes no more.
      max: 1,
      step: 0.05,
    }),
  },
  words: ({ stddev }) => `± ${stddev}`,
  inferShape([input]) {
    const shape = expectNumbers('GaussianNoise', input);
    return shape.ok ? give('GaussianNoise', shape.value) : shape;
  },
  weights: () => [],
  trainingOnly: true,
  augments: true,
  build: (tf, { stddev }, name, { random }) =>
    whileTraining(tf, tf.layers.gaussianNoise({ stddev, name }), (x) => noisy(tf, random, name, x, stddev)),
  keras: ({ stddev }) => ({ className: 'GaussianNoise', args: { stddev } }),
  examples: [
    { inputs: [spec([8])], output: spec([8]), weightCount: 0 },
    { title: 'A picture', inputs: [spec([4, 4, 3])], params: { stddev: 0.5 }, output: spec([4, 4, 3]), weightCount: 0 },
  ],
});
