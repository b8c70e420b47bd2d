// The sample project “Names in sentences”.
import { suggestNetwork } from '../../network/suggest';
import { adam, generated, type Sample } from '../sample';

export const namedWords: Sample = {
  id: 'named-words',
  title: 'Names in sentences',
  group: 'language',
  synonyms: ['tagging', 'named entities', 'NER', 'part of speech', 'CoNLL', 'sequence labelling', 'BiLSTM'],
  icon: 'Highlighter',
  seconds: 20,
  figure: { metric: 'accuracy', atLeast: 0.97, beside: 'Some words can be a name, a place or a date.' },
  summary:
    'A bidirectional LSTM marks names, places and dates word by word: is "Paris" a person here, or "May" a month?',
  source: generated('tagged', {}),
  options: {},
  training: { epochs: 8, batchSize: 32, optimizerParams: adam(0.005), metrics: ['accuracy', 'macroF1'] },
  network: suggestNetwork,
};
