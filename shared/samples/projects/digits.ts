// The sample project “Tiny digits”.
import { suggestNetwork } from '../../network/suggest';
import { adam, bundled, type Sample } from '../sample';

export const digits: Sample = {
  id: 'digits',
  title: 'Tiny digits',
  group: 'vision',
  synonyms: ['image classification', 'cnn'],
  icon: 'Grid3x3',
  seconds: 5,
  figure: { metric: 'accuracy', atLeast: 0.95, beside: 'Guessing gives 0.10.' },
  summary: 'Digits of 8×8 pixels: small enough to see every number.',
  source: bundled('digits8x8'),
  options: {},
  training: { epochs: 15, batchSize: 32, optimizerParams: adam(0.003) },
  network: suggestNetwork,
};
