// Sounds, from their file to the network (audio.ts says how).
import { variationParams } from '../soundVariation';
import { rangeFigures } from './ranges';
import type { Stage } from './stage';

export const soundStages: readonly Stage[] = [
  {
    id: 'recorded',
    title: 'As recorded',
    help: 'The first minute of the file; several channels are one, their mean.',
  },
  {
    id: 'trimmed',
    title: 'Silence',
    help: 'What is quieter than 2 % of the loudest sample is left out at both ends, but for a moment of it.',
    options: ['trim'],
  },
  {
    id: 'resampled',
    title: 'Rate',
    help: 'Every sound has as many samples a second; pitches above half of that are gone.',
    options: ['rate'],
  },
  {
    id: 'length',
    title: 'Length',
    help: 'Every sound is as long: cut at the end, or filled up with silence.',
    options: ['seconds'],
  },
  {
    id: 'variation',
    title: 'Varied',
    help: 'Each time it is learned from, the sound is shifted, louder or quieter, and with other noise.',
    options: Object.keys(variationParams),
    trainingOnly: true,
  },
  {
    id: 'spectrum',
    title: 'Spectrum',
    help: 'Which frequencies sound in each short window, and how strong they are (the squared Fourier transform): the strongest outshine all others.',
    options: ['window', 'overlap'],
    figures: (input) =>
      input.modality !== 'audio'
        ? null
        : {
            measured: false,
            figures: [
              { title: 'Samples of a window', values: [input.fft] },
              { title: 'from one to the next', values: [input.hop] },
            ],
          },
  },
  {
    id: 'mels',
    title: 'Mel bands',
    help: 'Frequencies are added up into bands that lie as ears tell them apart: close together for low tones.',
    options: ['mels'],
  },
  {
    id: 'logarithm',
    title: 'Logarithm',
    help: 'Ears hear how many times louder a sound is, not by how much; so quiet parts are seen as well.',
  },
  {
    id: 'scaling',
    title: 'Standardized',
    help: 'All values less their mean, by their deviation: what the network is given.',
    figures: (input) =>
      input.modality === 'audio'
        ? rangeFigures('standardize', { subtract: [input.subtract], divide: [input.divide] })
        : null,
  },
];
