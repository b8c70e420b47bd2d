// SpatialDropout2D: silences whole channels of pictures while training.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give } from './parts/expect';
import { rateParam, rateWord } from './parts/noise';
import { spatialDropout } from './parts/operations/dropping';
import { ownLayer } from './parts/ownLayer';

export const spatialDropout2d = defineLayer({
  kind: 'spatialDropout2d',
  title: 'SpatialDropout2D',
  role: 'hidden',
  family: 'regularization',
  icon: 'Grid2x2',
  summary: 'Silences whole channels of a picture at random while training.',
  help: 'Neighbouring pixels are so alike that plain Dropout hardly removes anything. This layer removes a channel everywhere at once. Use it after Conv2D. When predicting, it does nothing.',
  formula: 'y[y, x, c] = x[y, x, c] · mask[c] / (1 - rate)',
  synonyms: ['dropout', 'regularization', 'overfitting', 'channel', 'feature map'],
  inputs: [{ name: 'input', title: 'Picture' }],
  params: {
    rate: rateParam('The share of channels that is silenced in each step of training. 0.2 to 0.5 is usual.', 0.2),
  },
  words: rateWord,
  inferShape([input]) {
    const shape = expectRank('SpatialDropout2D', input, 3);
    return shape.ok ? give('SpatialDropout2D', shape.value) : shape;
  },
  weights: () => [],
  trainingOnly: true,
  custom: true,
  build: (tf, { rate }, name, { random }, [input]) =>
    ownLayer(tf, spatialDropout, name, { rate }, input!.shape, [], random),
  keras: ({ rate }) => ({ className: 'SpatialDropout2D', args: { rate } }),
  examples: [
    { inputs: [spec([4, 5, 3])], output: spec([4, 5, 3]), weightCount: 0 },
    {
      title: 'Half of them',
      inputs: [spec([null, null, 2])],
      params: { rate: 0.5 },
      output: spec([null, null, 2]),
      weightCount: 0,
    },
  ],
});
