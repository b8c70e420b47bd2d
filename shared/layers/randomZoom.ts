// RandomZoom: brings pictures nearer or moves them away at random while training.
import { float } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { fillParam, sameShape } from './parts/augmentation';
import { unless } from './parts/keras';
import { randomZoom as operation } from './parts/operations/augmenting';
import { ownLayer } from './parts/ownLayer';

export const randomZoom = defineLayer({
  kind: 'randomZoom',
  title: 'RandomZoom',
  role: 'hidden',
  family: 'preprocessing',
  icon: 'ZoomIn',
  summary: 'Shows every picture a little nearer or farther, at random, while training.',
  help: 'Shows the network each thing in many sizes. 0.1 to 0.3 suits most pictures. When predicting, it does nothing.',
  formula: 'y[p] = x[m + zoom · (p - m)], with m the middle of the picture',
  synonyms: ['augmentation', 'zoom', 'crop', 'scale', 'size', 'overfitting', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    factor: float({
      title: 'Up to',
      help: 'The largest change of size in both directions, as a share.',
      default: 0.2,
      min: 0,
      max: 0.9,
      step: 0.05,
    }),
    fill: fillParam(),
  },
  words: ({ factor }) => `± ${Math.round(factor * 100)} %`,
  inferShape: ([input]) => sameShape('RandomZoom', input),
  weights: () => [],
  trainingOnly: true,
  custom: true,
  augments: true,
  moves: true,
  build: (tf, { factor, fill }, name, { random }, [input]) =>
    ownLayer(tf, operation, name, { factor, fill }, input!.shape, [], random),
  keras: ({ factor, fill }) => ({
    className: 'RandomZoom',
    args: { height_factor: factor, ...unless('fill_mode', fill, 'reflect') },
  }),
  examples: [
    { inputs: [spec([5, 6, 3])], output: spec([5, 6, 3]), weightCount: 0 },
    {
      title: 'On black',
      inputs: [spec([4, 4, 1])],
      params: { factor: 0.5, fill: 'constant' },
      output: spec([4, 4, 1]),
      weightCount: 0,
    },
  ],
});
