// The sample project “Headlines”.
import { adam, generated, type Sample } from '../sample';
import { writingNetwork } from './writing';

export const headlines: Sample = {
  id: 'headlines',
  title: 'Headlines',
  group: 'language',
  synonyms: ['summarisation', 'summarization', 'summary', 'sequence to sequence', 'encoder decoder', 'transformer'],
  icon: 'Newspaper',
  seconds: 50,
  figure: { metric: 'exactMatch', atLeast: 0.95, beside: 'Name, object and place must all be right.' },
  summary: 'Reads a report of three sentences and writes its headline, word by word: who did what, and where.',
  source: generated('reports', { count: 4000, noise: 0 }),
  options: {},
  training: {
    epochs: 8,
    batchSize: 64,
    optimizerParams: adam(0.003),
    schedule: { id: 'cosineWarmup', params: {} },
    metrics: ['accuracy'],
  },
  network: (data) => writingNetwork(data, { width: 48, encoders: 1, decoders: 1 }),
};
