// The sample project “Sentiment by averaging words”.
import { chain, headFor } from '../../network/chain';
import { adam, generated, type Sample } from '../sample';

export const sentimentPooling: Sample = {
  id: 'sentiment-pooling',
  title: 'Sentiment by averaging words',
  group: 'language',
  synonyms: ['embedding', 'bag of words', 'pooling', 'opinion', 'reviews'],
  icon: 'Sigma',
  seconds: 5,
  figure: {
    metric: 'accuracy',
    atLeast: 0.85,
    beside: 'Guessing gives 0.50; it cannot know which word a “not” belongs to.',
  },
  summary: 'Each word gets a few numbers, a review is their mean. Quick, and blind to the order of words.',
  source: generated('reviews', { count: 5000 }),
  options: {},
  training: { epochs: 15, batchSize: 32, optimizerParams: adam(0.01) },
  network: (data) =>
    chain([
      ['input'],
      ['embedding', { inputDim: Object.values(data.inputs)[0]?.codes ?? 1000, outputDim: 16 }],
      ['globalAveragePooling1d'],
      headFor(data),
      ['output'],
    ]),
};
