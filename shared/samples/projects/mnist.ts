// The sample project “Handwritten digits”.
import { suggestNetwork } from '../../network/suggest';
import { adam, bundled, type Sample } from '../sample';

export const mnist: Sample = {
  id: 'mnist',
  title: 'Handwritten digits',
  group: 'vision',
  synonyms: ['mnist', 'image classification', 'cnn', 'convolution', 'handwriting'],
  icon: 'PenTool',
  seconds: 20,
  figure: { metric: 'accuracy', atLeast: 0.97, beside: 'Guessing gives 0.10.' },
  summary: 'Read 28×28 pictures of digits with a small convolutional network, then draw your own.',
  source: bundled('mnist10k'),
  options: {},
  training: { epochs: 6, batchSize: 64, optimizerParams: adam(0.002) },
  network: suggestNetwork,
};
