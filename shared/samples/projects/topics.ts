// The sample project “Topics”.
import { suggestNetwork } from '../../network/suggest';
import { adam, generated, type Sample } from '../sample';

export const topics: Sample = {
  id: 'topics',
  title: 'Topics',
  group: 'language',
  synonyms: ['text classification', 'news', 'embedding', 'pooling'],
  icon: 'Newspaper',
  seconds: 3,
  figure: { metric: 'accuracy', atLeast: 0.93, beside: 'Two of a hundred labels are wrong on purpose.' },
  summary: 'Sort sentences into cooking, sport, travel and weather by averaging the vectors of their words.',
  source: generated('topics', {}),
  options: {},
  training: { epochs: 15, batchSize: 32, optimizerParams: adam(0.01) },
  network: suggestNetwork,
};
