// The sample project “Odd one out”: an autoencoder that learned one digit alone rebuilds the others badly.
import { chain } from '../../network/chain';
import { sizeOf } from '../../shape';
import { adam, bundled, type Sample } from '../sample';

export const oddDigits: Sample = {
  id: 'odd-digits',
  title: 'Odd one out',
  group: 'vision',
  synonyms: ['anomaly', 'outlier', 'autoencoder', 'novelty'],
  icon: 'ScanSearch',
  seconds: 15,
  figure: { metric: 'auc', atLeast: 0.97, beside: 'A guess gives 0.5.' },
  summary: 'An autoencoder that only ever saw zeros: whatever else is written is rebuilt badly and stands out.',
  source: bundled('mnist10k'),
  options: {},
  training: {
    recipe: { id: 'autoencoder', params: { noise: 0, only: '0' } },
    epochs: 60,
    batchSize: 32,
    optimizerParams: adam(0.001),
  },
  network: (data) => {
    const { shape } = Object.values(data.inputs)[0]!.tensor;
    return chain([
      ['input'],
      ['flatten'],
      ['dense', { units: 128, activation: 'relu' }],
      ['dense', { units: 16, activation: 'elu' }],
      ['dense', { units: 128, activation: 'relu' }],
      ['dense', { units: sizeOf(shape)!, activation: 'sigmoid' }],
      ['reshape', { targetShape: [...shape] }],
      ['output'],
    ]);
  },
};
