// RandomRotation: turns pictures at random while training.
import { float } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { fillParam, sameShape } from './parts/augmentation';
import { unless } from './parts/keras';
import { randomRotation as operation } from './parts/operations/augmenting';
import { ownLayer } from './parts/ownLayer';

export const randomRotation = defineLayer({
  kind: 'randomRotation',
  title: 'RandomRotation',
  role: 'hidden',
  family: 'preprocessing',
  icon: 'RotateCw',
  summary: 'Turns every picture a little, at random, while training.',
  help: 'Shows the network each picture at many angles, so that it does not learn one by heart. 10 to 20 degrees suits photos and digits. When predicting, it does nothing.',
  formula: 'y[p] = x[m + R(angle) · (p - m)], with m the middle of the picture',
  synonyms: ['augmentation', 'turn', 'rotate', 'angle', 'overfitting', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    degrees: float({
      title: 'Up to',
      help: 'The largest angle, to either side.',
      default: 15,
      min: 0,
      max: 180,
      step: 1,
      unit: '°',
    }),
    fill: fillParam(),
  },
  words: ({ degrees }) => `± ${degrees}°`,
  inferShape: ([input]) => sameShape('RandomRotation', input),
  weights: () => [],
  trainingOnly: true,
  custom: true,
  augments: true,
  moves: true,
  build: (tf, { degrees, fill }, name, { random }, [input]) =>
    ownLayer(tf, operation, name, { turns: degrees / 360, fill }, input!.shape, [], random),
  keras: ({ degrees, fill }) => ({
    className: 'RandomRotation',
    args: { factor: degrees / 360, ...unless('fill_mode', fill, 'reflect') },
  }),
  examples: [
    { inputs: [spec([5, 6, 3])], output: spec([5, 6, 3]), weightCount: 0 },
    {
      title: 'Any angle on black',
      inputs: [spec([4, 4, 1])],
      params: { degrees: 180, fill: 'constant' },
      output: spec([4, 4, 1]),
      weightCount: 0,
    },
  ],
});
