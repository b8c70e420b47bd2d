// Dropout: silences random numbers while training.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';
import { dropped, rateParam, rateWord, whileTraining } from './parts/noise';

export const dropout = defineLayer({
  kind: 'dropout',
  title: 'Dropout',
  role: 'hidden',
  family: 'regularization',
  icon: 'Dices',
  summary: 'Silences a random share of the numbers while training, so that the network does not learn by heart.',
  help: 'In every training step a random share of the numbers is set to 0 and the rest is scaled up to make up for it. When predicting, it does nothing. Put it after large Dense layers when training accuracy runs ahead of validation accuracy.',
  formula: 'y = x · mask / (1 - rate)',
  synonyms: ['regularization', 'overfitting', 'random', 'drop'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    rate: rateParam('The share of numbers that is silenced in each step of training. 0.2 to 0.5 is usual.', 0.5),
  },
  words: rateWord,
  inferShape([input]) {
    const shape = expectNumbers('Dropout', input);
    return shape.ok ? give('Dropout', shape.value) : shape;
  },
  weights: () => [],
  trainingOnly: true,
  build: (tf, { rate }, name, { random }) =>
    whileTraining(tf, tf.layers.dropout({ rate, name }), (x) => dropped(tf, random, name, x, rate)),
  keras: ({ rate }) => ({ className: 'Dropout', args: { rate } }),
  examples: [
    { inputs: [spec([64])], params: { rate: 0.5 }, output: spec([64]), weightCount: 0 },
    { title: 'A picture', inputs: [spec([4, 4, 3])], params: { rate: 0.25 }, output: spec([4, 4, 3]), weightCount: 0 },
  ],
});
