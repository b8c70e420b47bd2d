// The sample project “Fuel consumption”.
import { suggestNetwork } from '../../network/suggest';
import { adam, bundled, type Sample } from '../sample';

export const autoMpg: Sample = {
  id: 'auto-mpg',
  title: 'Fuel consumption',
  group: 'tables',
  synonyms: ['regression', 'cars'],
  icon: 'Fuel',
  seconds: 5,
  figure: { metric: 'r2', atLeast: 0.8, beside: 'Always saying the mean gives 0.' },
  summary: 'Predict a number: how far does a car go on a gallon?',
  source: bundled('auto-mpg'),
  options: {},
  training: { epochs: 60, batchSize: 16, optimizerParams: adam(0.003) },
  network: suggestNetwork,
};
