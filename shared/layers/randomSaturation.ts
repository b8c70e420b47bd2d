// RandomSaturation: makes the colours of pictures paler or stronger at random while training.
import { float } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { coloured, kerasSaturation, rangeOf, rangeParam } from './parts/augmentation';
import { randomSaturation as operation } from './parts/operations/colouring';
import { ownLayer } from './parts/ownLayer';

export const randomSaturation = defineLayer({
  kind: 'randomSaturation',
  title: 'RandomSaturation',
  role: 'hidden',
  family: 'preprocessing',
  icon: 'Droplets',
  summary: 'Makes the colours of every picture a little paler or stronger, at random, while training.',
  help: 'Shows the network each picture between pale and vivid, so that it does not learn how strong its colours were. Keep the range of pixels true to your data: results are kept within it. When predicting, it does nothing.',
  formula: 'saturation(y) = min(1, saturation(x) · f / (1 - f)), in HSV',
  synonyms: ['augmentation', 'colour', 'color', 'jitter', 'pale', 'vivid', 'gray', 'hsv', 'overfitting', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    factor: float({
      title: 'Up to',
      help: 'How far from the picture’s own colours: 0 changes nothing, 1 reaches from gray to as vivid as can be.',
      default: 0.3,
      min: 0,
      max: 1,
      step: 0.05,
    }),
    range: rangeParam(),
  },
  words: ({ factor }) => `± ${Math.round(factor * 100)} %`,
  inferShape: ([input]) => coloured('RandomSaturation', input),
  weights: () => [],
  trainingOnly: true,
  custom: true,
  augments: true,
  build: (tf, { factor, range }, name, { random }, [input]) =>
    ownLayer(tf, operation, name, { factor, ...rangeOf(range) }, input!.shape, [], random),
  keras: ({ factor, range }) => kerasSaturation(factor, range),
  examples: [
    { inputs: [spec([4, 5, 3])], output: spec([4, 5, 3]), weightCount: 0 },
    {
      title: 'From gray to vivid',
      inputs: [spec([3, 3, 3])],
      params: { factor: 1, range: 'minusOneToOne' },
      output: spec([3, 3, 3]),
      weightCount: 0,
    },
  ],
});
