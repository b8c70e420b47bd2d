// The sample project “Notes in a chord”.
import { chain, headFor } from '../../network/chain';
import { adam, generated, type Sample } from '../sample';

export const chords: Sample = {
  id: 'chords',
  title: 'Notes in a chord',
  group: 'tables',
  synonyms: ['several labels', 'multi-label', 'tags', 'music', 'sigmoid', 'threshold'],
  icon: 'Piano',
  seconds: 10,
  figure: {
    metric: 'f1',
    atLeast: 0.95,
    beside: 'Giving every note every time gives 0.34.',
  },
  summary: 'Up to four notes sound at once: each is a label of its own, with a probability and a threshold to move.',
  source: generated('chords', {}),
  options: {},
  training: { epochs: 25, batchSize: 32, optimizerParams: adam(0.003) },
  network: (data) => chain([['input'], ['dense', { units: 64, activation: 'relu' }], headFor(data), ['output']]),
};
