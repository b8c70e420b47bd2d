// The sample project “Two spirals”.
import { chain, headFor } from '../../network/chain';
import { adam, generated, type Sample } from '../sample';

export const spirals: Sample = {
  id: 'spirals',
  title: 'Two spirals',
  group: 'beginnings',
  synonyms: ['mlp', 'feedforward'],
  icon: 'Tornado',
  seconds: 5,
  figure: { metric: 'accuracy', atLeast: 0.95, beside: 'Guessing gives 0.50.' },
  summary: 'Two arms wound around each other: see why depth helps.',
  source: generated('spirals', {}),
  options: {},
  training: { epochs: 80, batchSize: 32, optimizerParams: adam(0.01) },
  network: (data) =>
    chain([
      ['input'],
      ['dense', { units: 32, activation: 'tanh' }],
      ['dense', { units: 32, activation: 'tanh' }],
      headFor(data),
      ['output'],
    ]),
};
