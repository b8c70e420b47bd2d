// The sample project “Card fraud”.
import { chain, headFor } from '../../network/chain';
import { adam, generated, type Sample } from '../sample';

export const fraud: Sample = {
  id: 'fraud',
  title: 'Card fraud',
  group: 'tables',
  synonyms: ['imbalanced', 'anomaly', 'payments', 'bank', 'class weights', 'precision', 'recall'],
  icon: 'CreditCard',
  seconds: 10,
  figure: {
    metric: 'prAuc',
    atLeast: 0.7,
    beside: 'Guessing gives 0.03. Nine of ten frauds are found, and about half of the alarms are right.',
  },
  summary: 'Three payments in a hundred are frauds: balance the classes, and weigh precision against recall.',
  source: generated('fraud', {}),
  options: {},
  training: {
    epochs: 12,
    batchSize: 64,
    optimizerParams: adam(0.002),
    classWeights: 'balanced',
    metrics: ['precision', 'recall', 'f1', 'prAuc'],
  },
  network: (data) =>
    chain([
      ['input'],
      ['dense', { units: 32, activation: 'relu' }],
      ['dropout', { rate: 0.1 }],
      ['dense', { units: 16, activation: 'relu' }],
      headFor(data),
      ['output'],
    ]),
};
