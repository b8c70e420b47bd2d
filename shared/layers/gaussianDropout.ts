// GaussianDropout: multiplies by random noise while training.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';
import { gaussianDropped, rateParam, rateWord, whileTraining } from './parts/noise';

export const gaussianDropout = defineLayer({
  kind: 'gaussianDropout',
  title: 'GaussianDropout',
  role: 'hidden',
  family: 'regularization',
  icon: 'ChartSpline',
  summary: 'Multiplies every number by random noise around 1 while training.',
  help: 'A soft Dropout: instead of silencing numbers it makes them louder and quieter at random, with the same mean and spread as Dropout of that rate. When predicting, it does nothing.',
  formula: 'y = x · N(1, rate / (1 - rate))',
  synonyms: ['dropout', 'noise', 'regularization', 'overfitting', 'random'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    rate: rateParam('How strong the noise is, as the rate of a Dropout of the same spread. 0.1 to 0.5 is usual.', 0.2),
  },
  words: rateWord,
  inferShape([input]) {
    const shape = expectNumbers('GaussianDropout', input);
    return shape.ok ? give('GaussianDropout', shape.value) : shape;
  },
  weights: () => [],
  trainingOnly: true,
  build: (tf, { rate }, name, { random }) =>
    whileTraining(tf, tf.layers.gaussianDropout({ rate, name }), (x) => gaussianDropped(tf, random, name, x, rate)),
  keras: ({ rate }) => ({ className: 'GaussianDropout', args: { rate } }),
  examples: [
    { inputs: [spec([8])], output: spec([8]), weightCount: 0 },
    { title: 'A picture', inputs: [spec([4, 4, 3])], params: { rate: 0.5 }, output: spec([4, 4, 3]), weightCount: 0 },
  ],
});
