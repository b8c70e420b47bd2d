// SpatialDropout1D: silences whole channels of a sequence while training.
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give } from './parts/expect';
import { dropped, rateParam, rateWord, whileTraining } from './parts/noise';

export const spatialDropout1d = defineLayer({
  kind: 'spatialDropout1d',
  title: 'SpatialDropout1D',
  role: 'hidden',
  family: 'regularization',
  icon: 'Columns3',
  summary: 'Silences whole channels of a sequence at random while training.',
  help: 'Neighbouring steps are so alike that plain Dropout hardly removes anything. This layer removes a channel over all steps at once. Use it after Embedding or Conv1D. When predicting, it does nothing.',
  formula: 'y[t, c] = x[t, c] · mask[c] / (1 - rate)',
  synonyms: ['dropout', 'regularization', 'overfitting', 'channel', 'sequence'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: {
    rate: rateParam('The share of channels that is silenced in each step of training. 0.2 to 0.5 is usual.', 0.2),
  },
  words: rateWord,
  inferShape([input]) {
    const shape = expectRank('SpatialDropout1D', input, 2);
    return shape.ok ? give('SpatialDropout1D', shape.value) : shape;
  },
  weights: () => [],
  trainingOnly: true,
  build: (tf, { rate }, name, { random }) =>
    whileTraining(tf, tf.layers.spatialDropout1d({ rate, name }), (x) => dropped(tf, random, name, x, rate, [1])),
  keras: ({ rate }) => ({ className: 'SpatialDropout1D', args: { rate } }),
  examples: [
    { inputs: [spec([10, 4])], output: spec([10, 4]), weightCount: 0 },
    {
      title: 'Half of them',
      inputs: [spec([null, 8])],
      params: { rate: 0.5 },
      output: spec([null, 8]),
      weightCount: 0,
    },
  ],
});
