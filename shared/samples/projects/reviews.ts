// The sample project “Praise or complaint”.
import { chain, headFor } from '../../network/chain';
import { adam, generated, type Sample } from '../sample';

export const reviews: Sample = {
  id: 'reviews',
  title: 'Praise or complaint',
  group: 'language',
  synonyms: ['sentiment', 'cnn', 'opinion'],
  icon: 'MessageSquareText',
  seconds: 5,
  figure: { metric: 'accuracy', atLeast: 0.93, beside: 'Two of a hundred labels are wrong on purpose.' },
  summary: 'Read short reviews word by word and tell praise from complaint, then write your own.',
  source: generated('reviews', {}),
  options: {},
  training: { epochs: 12, batchSize: 32, optimizerParams: adam(0.01) },
  network: (data) =>
    chain([
      ['input'],
      ['embedding', { inputDim: Object.values(data.inputs)[0]?.codes ?? 1000, outputDim: 16 }],
      ['conv1d', { filters: 32, kernelSize: [3], activation: 'relu' }],
      ['globalMaxPooling1d'],
      ['dropout', { rate: 0.3 }],
      headFor(data),
      ['output'],
    ]),
};
