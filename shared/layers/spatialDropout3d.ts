// SpatialDropout3D: silences whole channels of blocks while training.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give } from './parts/expect';
import { rateParam, rateWord } from './parts/noise';
import { spatialDropout } from './parts/operations/dropping';
import { ownLayer } from './parts/ownLayer';

export const spatialDropout3d = defineLayer({
  kind: 'spatialDropout3d',
  title: 'SpatialDropout3D',
  role: 'hidden',
  family: 'regularization',
  icon: 'Boxes',
  summary: 'Silences whole channels of a block at random while training.',
  help: 'Neighbouring voxels are so alike that plain Dropout hardly removes anything. This layer removes a channel everywhere at once. Use it after Conv3D. When predicting, it does nothing.',
  formula: 'y[z, y, x, c] = x[z, y, x, c] · mask[c] / (1 - rate)',
  synonyms: ['dropout', 'regularization', 'overfitting', 'channel', 'feature map'],
  inputs: [{ name: 'input', title: 'Blocks' }],
  params: {
    rate: rateParam('The share of channels that is silenced in each step of training. 0.2 to 0.5 is usual.', 0.2),
  },
  words: rateWord,
  inferShape([input]) {
    const shape = expectRank('SpatialDropout3D', input, 4);
    return shape.ok ? give('SpatialDropout3D', shape.value) : shape;
  },
  weights: () => [],
  trainingOnly: true,
  custom: true,
  build: (tf, { rate }, name, { random }, [input]) =>
    ownLayer(tf, spatialDropout, name, { rate }, input!.shape, [], random),
  keras: ({ rate }) => ({ className: 'SpatialDropout3D', args: { rate } }),
  examples: [
    { inputs: [spec([3, 4, 2, 2])], output: spec([3, 4, 2, 2]), weightCount: 0 },
    {
      title: 'Half of them',
      inputs: [spec([2, 2, 2, 4])],
      params: { rate: 0.5 },
      output: spec([2, 2, 2, 4]),
      weightCount: 0,
    },
  ],
});
