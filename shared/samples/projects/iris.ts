// The sample project “Iris”.
import { suggestNetwork } from '../../network/suggest';
import { adam, bundled, type Sample } from '../sample';

export const iris: Sample = {
  id: 'iris',
  title: 'Iris',
  group: 'beginnings',
  synonyms: ['classification', 'mlp'],
  icon: 'Flower2',
  seconds: 5,
  figure: { metric: 'accuracy', atLeast: 0.9, beside: 'Guessing gives 0.33.' },
  summary: 'The classic first data set: three flowers, four measurements.',
  source: bundled('iris'),
  options: {},
  training: { epochs: 50, batchSize: 16, optimizerParams: adam(0.01) },
  network: suggestNetwork,
};
