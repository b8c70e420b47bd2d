// The sample project “Written dates”.
import { adam, generated, type Sample } from '../sample';
import { writingNetwork } from './writing';

export const dates: Sample = {
  id: 'dates',
  title: 'Written dates',
  group: 'language',
  synonyms: ['translation', 'sequence to sequence', 'encoder decoder', 'transformer', 'teacher forcing', 'beam search'],
  icon: 'CalendarCheck',
  seconds: 60,
  figure: { metric: 'exactMatch', atLeast: 0.95, beside: 'Ten characters must all be right.' },
  summary: 'An encoder-decoder transformer reads "the 3rd of May, 2024" and writes 2024-05-03, character by character.',
  source: generated('dates', {}),
  options: {},
  training: {
    epochs: 14,
    batchSize: 64,
    optimizerParams: adam(0.003),
    schedule: { id: 'cosineWarmup', params: {} },
    metrics: ['accuracy'],
  },
  network: (data) => writingNetwork(data, { width: 64, encoders: 1, decoders: 1 }),
};
