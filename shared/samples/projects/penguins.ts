// The sample project “Penguins”.
import { suggestNetwork } from '../../network/suggest';
import { adam, bundled, type Sample } from '../sample';

export const penguins: Sample = {
  id: 'penguins',
  title: 'Penguins',
  group: 'beginnings',
  synonyms: ['classification'],
  icon: 'Bird',
  seconds: 5,
  figure: { metric: 'accuracy', atLeast: 0.95, beside: 'Always saying Adelie gives 0.44.' },
  summary: 'Tell three species of penguins apart by their bills, flippers and weight.',
  source: bundled('penguins'),
  options: {},
  training: { epochs: 40, batchSize: 16, optimizerParams: adam(0.005) },
  network: suggestNetwork,
};
