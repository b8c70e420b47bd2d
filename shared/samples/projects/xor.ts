// The sample project “XOR”.
import { chain, headFor } from '../../network/chain';
import { adam, generated, type Sample } from '../sample';

export const xor: Sample = {
  id: 'xor',
  title: 'XOR',
  group: 'beginnings',
  synonyms: ['mlp', 'feedforward'],
  icon: 'Binary',
  seconds: 5,
  figure: { metric: 'accuracy', atLeast: 0.95, beside: 'Guessing gives 0.50.' },
  summary: 'The smallest problem that needs a hidden layer: are two signs different?',
  source: generated('xor', {}),
  options: {},
  training: { epochs: 40, batchSize: 16, optimizerParams: adam(0.02) },
  network: (data) => chain([['input'], ['dense', { units: 8, activation: 'tanh' }], headFor(data), ['output']]),
};
