// RandomFlip: mirrors pictures at random while training.
import { choice } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { sameShape } from './parts/augmentation';
import { randomFlip as operation } from './parts/operations/augmenting';
import { ownLayer } from './parts/ownLayer';

export const randomFlip = defineLayer({
  kind: 'randomFlip',
  title: 'RandomFlip',
  role: 'hidden',
  family: 'preprocessing',
  icon: 'MirrorRectangular',
  summary: 'Mirrors every second picture at random while training.',
  help: 'Shows the network each picture from both sides, so that it learns from twice as many. Left and right suits photos; do not use it for digits and letters, whose mirror image means something else. When predicting, it does nothing.',
  formula: 'y[i, j, c] = x[i, width - 1 - j, c] for every other sample, drawn at random',
  synonyms: ['augmentation', 'mirror', 'flip', 'horizontal', 'vertical', 'overfitting', 'picture'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    mode: choice({
      title: 'Direction',
      help: 'Along which direction pictures may be mirrored.',
      default: 'horizontal',
      options: [
        { value: 'horizontal', title: 'Left and right', help: 'Suits most photos.' },
        { value: 'vertical', title: 'Top and bottom', help: 'For pictures from above.' },
        { value: 'both', title: 'Both', help: 'For microscopes, satellites and the like.' },
      ],
    }),
  },
  words: ({ mode }) => (mode === 'both' ? 'both ways' : mode),
  inferShape: ([input]) => sameShape('RandomFlip', input),
  weights: () => [],
  trainingOnly: true,
  custom: true,
  augments: true,
  moves: true,
  build: (tf, { mode }, name, { random }, [input]) =>
    ownLayer(
      tf,
      operation,
      name,
      { horizontal: mode !== 'vertical', vertical: mode !== 'horizontal' },
      input!.shape,
      [],
      random,
    ),
  keras: ({ mode }) => ({
    className: 'RandomFlip',
    args: { mode: mode === 'both' ? 'horizontal_and_vertical' : mode },
  }),
  examples: [
    { inputs: [spec([4, 5, 3])], output: spec([4, 5, 3]), weightCount: 0 },
    {
      title: 'Both ways',
      inputs: [spec([3, 3, 1])],
      params: { mode: 'both' },
      output: spec([3, 3, 1]),
      weightCount: 0,
    },
  ],
});
