// Dropout: silences random numbers while training.
import { float } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';

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
    rate: float({
      title: 'Rate',
      help: 'The share of numbers that is silenced in each step. 0.2 to 0.5 is usual.',
      default: 0.5,
      min: 0,
      max: 0.95,
      step: 0.05,
    }),
  },
  words: ({ rate }) => `${Math.round(rate * 1000) / 10} %`,
  inferShape([input]) {
    const shape = expectNumbers('Dropout', input);
    return shape.ok ? give('Dropout', shape.value) : shape;
  },
  weights: () => [],
  build: (tf, { rate }, name) => tf.layers.dropout({ rate, name }),
  keras: ({ rate }) => ({ className: 'Dropout', args: { rate } }),
  examples: [
    { inputs: [spec([64])], params: { rate: 0.5 }, output: spec([64]), weightCount: 0 },
    { title: 'A picture', inputs: [spec([4, 4, 3])], params: { rate: 0.25 }, output: spec([4, 4, 3]), weightCount: 0 },
  ],
});
