// RandomContrast: changes the contrast of pictures at random while training.
import { float } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { kerasRange, rangeOf, rangeParam, sameShape } from './parts/augmentation';
import { randomContrast as operation } from './parts/operations/augmenting';
import { ownLayer } from './parts/ownLayer';

export const randomContrast = defineLayer({
  kind: 'randomContrast',
  title: 'RandomContrast',
  role: 'hidden',
  family: 'preprocessing',
  icon: 'Aperture',
  summary: 'Makes every picture a little flatter or harder, at random, while training.',
  help: 'Shows the network each picture in many lights, so that it looks at forms instead. Keep the range of pixels true to your data: results are kept within it. When predicting, it does nothing.',
  formula: 'y = (x - mean) · factor + mean, within each channel',
  synonyms: ['augmentation', 'light', 'contrast', 'exposure', 'colour', 'overfitting', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    factor: float({
      title: 'Up to',
      help: 'The largest change of contrast in both directions, as a share.',
      default: 0.2,
      min: 0,
      max: 1,
      step: 0.05,
    }),
    range: rangeParam(),
  },
  words: ({ factor }) => `± ${Math.round(factor * 100)} %`,
  inferShape: ([input]) => sameShape('RandomContrast', input),
  weights: () => [],
  trainingOnly: true,
  custom: true,
  augments: true,
  build: (tf, { factor, range }, name, { random }, [input]) =>
    ownLayer(tf, operation, name, { factor, ...rangeOf(range) }, input!.shape, [], random),
  keras: ({ factor, range }) => ({
    className: 'RandomContrast',
    args: { factor, value_range: kerasRange(range) },
  }),
  examples: [
    { inputs: [spec([4, 5, 3])], output: spec([4, 5, 3]), weightCount: 0 },
    {
      title: 'Bytes',
      inputs: [spec([3, 3, 1])],
      params: { factor: 0.5, range: 'zeroTo255' },
      output: spec([3, 3, 1]),
      weightCount: 0,
    },
  ],
});
