// The sample project “Loan decisions”.
import { withGroups } from '../../data/groups';
import { chain, headFor } from '../../network/chain';
import { adam, generated, type Sample } from '../sample';

export const credit: Sample = {
  id: 'credit',
  title: 'Loan decisions',
  group: 'tables',
  synonyms: ['credit scoring', 'bias', 'fairness', 'bank', 'ethics'],
  icon: 'Scale',
  seconds: 8,
  figure: { metric: 'accuracy', atLeast: 0.85, beside: 'Always granting gives 0.57.' },
  summary:
    'The network never sees the district, and still learns what was unfair: check it for bias before you use it.',
  source: generated('credit', {}),
  options: {},
  training: { epochs: 20, batchSize: 32, optimizerParams: adam(0.003), metrics: ['accuracy', 'auc'] },
  prepare: (data) => withGroups(data, 'district'),
  network: (data) =>
    chain([
      ['input'],
      ['dense', { units: 32, activation: 'relu' }],
      ['dense', { units: 16, activation: 'relu' }],
      headFor(data),
      ['output'],
    ]),
};
