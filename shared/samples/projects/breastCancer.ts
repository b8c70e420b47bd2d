// The sample project “Breast cancer cells”.
import { chain, headFor } from '../../network/chain';
import { adam, bundled, type Sample } from '../sample';

export const breastCancer: Sample = {
  id: 'breast-cancer',
  title: 'Breast cancer cells',
  group: 'tables',
  synonyms: ['health', 'medicine', 'diagnosis', 'tumour', 'recall'],
  icon: 'HeartPulse',
  seconds: 5,
  figure: { metric: 'accuracy', atLeast: 0.93, beside: 'Always saying benign gives 0.63.' },
  summary: 'Benign or malignant, from thirty measurements of cell nuclei: here a miss costs more than a false alarm.',
  source: bundled('breast-cancer'),
  options: {},
  training: {
    epochs: 30,
    batchSize: 16,
    optimizerParams: adam(0.002),
    metrics: ['accuracy', 'recall', 'precision', 'auc'],
  },
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
