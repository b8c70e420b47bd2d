// The sample project “Sentiment with a GRU”.
import { chain, headFor } from '../../network/chain';
import { adam, generated, type Sample } from '../sample';

export const sentimentGru: Sample = {
  id: 'sentiment-gru',
  title: 'Sentiment with a GRU',
  group: 'language',
  synonyms: ['recurrent', 'rnn', 'lstm', 'opinion', 'reviews'],
  icon: 'Repeat',
  seconds: 10,
  figure: { metric: 'accuracy', atLeast: 0.93, beside: 'Two of a hundred labels are wrong on purpose.' },
  summary: 'Reads a review word by word and remembers: “not boring” is praise.',
  source: generated('reviews', { count: 5000 }),
  // The text is what a recurrent layer sees last.
  options: { padding: 'before' },
  training: { epochs: 10, batchSize: 32, optimizerParams: adam(0.005) },
  network: (data) =>
    chain([
      ['input'],
      ['embedding', { inputDim: Object.values(data.inputs)[0]?.codes ?? 1000, outputDim: 16 }],
      ['gru', { units: 32 }],
      ['dropout', { rate: 0.3 }],
      headFor(data),
      ['output'],
    ]),
};
