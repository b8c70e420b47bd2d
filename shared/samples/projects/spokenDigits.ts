// The sample project “Spoken digits”.
import { suggestNetwork } from '../../network/suggest';
import { adam, bundled, type Sample } from '../sample';

export const spokenDigits: Sample = {
  id: 'spoken-digits',
  title: 'Spoken digits',
  group: 'sound',
  synonyms: ['speech', 'audio', 'mel spectrogram', 'cnn', 'keyword'],
  icon: 'AudioLines',
  seconds: 8,
  figure: { metric: 'accuracy', atLeast: 0.95, beside: 'Guessing gives 0.10.' },
  summary: 'Hear zero to nine in spectrograms of many voices, then say one into the microphone.',
  source: bundled('spoken-digits'),
  options: {},
  training: { epochs: 20, batchSize: 32, optimizerParams: adam(0.002) },
  network: suggestNetwork,
};
