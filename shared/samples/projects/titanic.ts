// The sample project “Titanic”.
import { chain, headFor } from '../../network/chain';
import { adam, bundled, type Sample } from '../sample';

export const titanic: Sample = {
  id: 'titanic',
  title: 'Titanic',
  group: 'tables',
  synonyms: ['classification', 'survival'],
  icon: 'Ship',
  seconds: 5,
  figure: { metric: 'accuracy', atLeast: 0.75, beside: 'Always saying that nobody survived gives 0.66.' },
  summary: 'Who survived? A table with missing values and categories.',
  source: bundled('titanic'),
  options: {},
  training: { epochs: 30, batchSize: 32, optimizerParams: adam(0.002) },
  network: (data) =>
    chain([
      ['input'],
      ['dense', { units: 32, activation: 'relu' }],
      ['dropout', { rate: 0.3 }],
      ['dense', { units: 16, activation: 'relu' }],
      headFor(data),
      ['output'],
    ]),
};
