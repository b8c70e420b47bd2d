// The sample project “Which way it moves”.
import { suggestNetwork } from '../../network/suggest';
import { adam, generated, type Sample } from '../sample';

export const movement: Sample = {
  id: 'movement',
  title: 'Which way it moves',
  group: 'vision',
  synonyms: ['video', 'clips', 'motion', 'direction', 'gru', 'time distributed', 'frames'],
  icon: 'Film',
  seconds: 30,
  figure: { metric: 'accuracy', atLeast: 0.9, beside: 'Guessing gives 0.25, and so does any single picture.' },
  summary:
    'Watch short clips of a shape and say where it is heading: small filters look at each picture, a GRU remembers.',
  source: generated('moving-shapes', { count: 800, noise: 0.2, side: 24, frames: 8, seed: 1 }),
  options: {},
  training: { epochs: 25, batchSize: 32, optimizerParams: adam(0.003) },
  network: suggestNetwork,
};
