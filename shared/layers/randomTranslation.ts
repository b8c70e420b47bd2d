// RandomTranslation: moves pictures at random while training.
import { float } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { fillParam, sameShape } from './parts/augmentation';
import { unless } from './parts/keras';
import { randomTranslation as operation } from './parts/operations/augmenting';
import { ownLayer } from './parts/ownLayer';

const share = (title: string, help: string) => float({ title, help, default: 0.1, min: 0, max: 1, step: 0.05 });

export const randomTranslation = defineLayer({
  kind: 'randomTranslation',
  title: 'RandomTranslation',
  role: 'hidden',
  family: 'preprocessing',
  icon: 'Move',
  summary: 'Moves every picture a little, at random, while training.',
  help: 'Shows the network each thing at many places, so that it does not learn where it lay. 0.1 to 0.2 suits most pictures. A sound’s spectrogram moves in time when it moves up and down. When predicting, it does nothing.',
  formula: 'y[i, j, c] = x[i - down, j - right, c]',
  synonyms: ['augmentation', 'shift', 'time shift', 'move', 'translate', 'overfitting', 'picture', 'sound'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    height: share('Up and down by', 'The largest move up or down, as a share of the height.'),
    width: share('Sideways by', 'The largest move to a side, as a share of the width.'),
    fill: fillParam(),
  },
  words: ({ height, width }) => `± ${Math.round(height * 100)} %, ± ${Math.round(width * 100)} %`,
  inferShape: ([input]) => sameShape('RandomTranslation', input),
  weights: () => [],
  trainingOnly: true,
  custom: true,
  augments: true,
  moves: true,
  build: (tf, { height, width, fill }, name, { random }, [input]) =>
    ownLayer(tf, operation, name, { height, width, fill }, input!.shape, [], random),
  keras: ({ height, width, fill }) => ({
    className: 'RandomTranslation',
    args: { height_factor: height, width_factor: width, ...unless('fill_mode', fill, 'reflect') },
  }),
  examples: [
    { inputs: [spec([5, 6, 3])], output: spec([5, 6, 3]), weightCount: 0 },
    {
      title: 'Sideways only',
      inputs: [spec([4, 6, 1])],
      params: { height: 0, width: 0.3, fill: 'nearest' },
      output: spec([4, 6, 1]),
      weightCount: 0,
    },
  ],
});
