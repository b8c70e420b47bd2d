// RandomHue: turns the colours of pictures at random while training.
import { float } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { coloured, kerasRange, rangeOf, rangeParam } from './parts/augmentation';
import { randomHue as operation } from './parts/operations/colouring';
import { ownLayer } from './parts/ownLayer';

/** Half a turn, which Keras calls the factor 1. */
const half = 180;

export const randomHue = defineLayer({
  kind: 'randomHue',
  title: 'RandomHue',
  role: 'hidden',
  family: 'preprocessing',
  icon: 'Palette',
  summary: 'Turns the colours of every picture a little around the colour circle, at random, while training.',
  help: 'Shows the network each picture in other colours, so that it does not lean on a tint of the light or the camera. Leave it out where colours tell the classes apart. Keep the range of pixels true to your data: results are kept within it. When predicting, it does nothing.',
  formula: 'hue(y) = hue(x) + angle, in HSV',
  synonyms: ['augmentation', 'colour', 'color', 'jitter', 'tint', 'hsv', 'overfitting', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    degrees: float({
      title: 'Up to',
      help: 'The largest angle on the colour circle, to either side: 120° turns red into green or blue.',
      default: 18,
      min: 0,
      max: half,
      step: 1,
      unit: '°',
    }),
    range: rangeParam(),
  },
  words: ({ degrees }) => `± ${degrees}°`,
  inferShape: ([input]) => coloured('RandomHue', input),
  weights: () => [],
  trainingOnly: true,
  custom: true,
  augments: true,
  build: (tf, { degrees, range }, name, { random }, [input]) =>
    ownLayer(tf, operation, name, { turns: degrees / (2 * half), ...rangeOf(range) }, input!.shape, [], random),
  keras: ({ degrees, range }) => ({
    className: 'RandomHue',
    args: { factor: degrees / half, value_range: kerasRange(range) },
  }),
  examples: [
    { inputs: [spec([4, 5, 3])], output: spec([4, 5, 3]), weightCount: 0 },
    {
      title: 'Any colour, bytes',
      inputs: [spec([3, 3, 3])],
      params: { degrees: 180, range: 'zeroTo255' },
      output: spec([3, 3, 3]),
      weightCount: 0,
    },
  ],
});
