// AlphaDropout: the dropout that goes with SELU.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';
import { alphaDropped, rateParam, rateWord, whileTraining } from './parts/noise';

export const alphaDropout = defineLayer({
  kind: 'alphaDropout',
  title: 'AlphaDropout',
  role: 'hidden',
  family: 'regularization',
  icon: 'Shuffle',
  summary: 'A dropout for networks with SELU that keeps mean and spread as they are.',
  help: 'Sets random numbers to the lowest value of SELU instead of 0 and rescales the rest, so that a self-normalizing network stays in balance. Use it with the SELU activation and LeCun normal weights only. When predicting, it does nothing.',
  formula: 'y = a · (x · mask + α′ · (1 - mask)) + b, with α′ = -1.758 and a, b that keep mean 0 and variance 1',
  synonyms: ['dropout', 'selu', 'self normalizing', 'regularization', 'overfitting', 'random'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    rate: rateParam('The share of numbers that is replaced in each step of training. 0.05 to 0.1 is usual.', 0.1),
  },
  words: rateWord,
  inferShape([input]) {
    const shape = expectNumbers('AlphaDropout', input);
    return shape.ok ? give('AlphaDropout', shape.value) : shape;
  },
  weights: () => [],
  trainingOnly: true,
  // Read back with a rate of 0, tfjs hands on its list of inputs instead of the tensor; Dropout of 0 does the same job.
  build(tf, { rate }, name, { random }) {
    const layer = rate === 0 ? tf.layers.dropout({ rate, name }) : tf.layers.alphaDropout({ rate, name });
    return whileTraining(tf, layer, (x) => alphaDropped(tf, random, name, x, rate));
  },
  keras: ({ rate }) => ({ className: 'AlphaDropout', args: { rate } }),
  examples: [
    { inputs: [spec([8])], output: spec([8]), weightCount: 0 },
    { title: 'Switched off', inputs: [spec([5, 3])], params: { rate: 0 }, output: spec([5, 3]), weightCount: 0 },
  ],
});
