// LayerNormalization: evens out the numbers of each sample on its own.
import { float } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give, size } from './parts/expect';
import { unless } from './parts/keras';
import { computeLayerNormalization } from './parts/layerNormalizing';

export const layerNormalization = defineLayer({
  kind: 'layerNormalization',
  title: 'LayerNormalization',
  role: 'hidden',
  family: 'normalization',
  icon: 'TextAlignCenter',
  summary: 'Evens out the numbers of each sample, independent of the rest of the batch.',
  help: 'Brings the last axis (features or channels) of every sample to mean 0 and spread 1. It works the same when training and predicting and with any batch size. The usual partner of recurrent layers and transformers.',
  formula: 'y = gamma · (x - mean) / √(variance + ε) + beta, over the last axis',
  synonyms: ['layer norm', 'ln', 'normalize', 'standardize', 'transformer'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    epsilon: float({
      title: 'Epsilon',
      help: 'A small number added to the variance, which keeps divisions by zero away.',
      default: 0.001,
      min: 1e-12,
      max: 1,
      log: true,
      advanced: true,
    }),
  },
  words: () => '',
  inferShape([input]) {
    const shape = expectNumbers('LayerNormalization', input);
    if (!shape.ok) return shape;
    if (shape.value.length > 3 || shape.value.includes(null)) {
      return fail(
        'shape.rank',
        `LayerNormalization works on rows, sequences and pictures of a fixed size. It received ${listShape(shape.value)}, which the engine cannot normalize. Remove it, or put it elsewhere.`,
        { fixes: [{ type: 'removeNode', title: 'Remove this layer' }] },
      );
    }
    return give('LayerNormalization', shape.value);
  },
  weights([input]) {
    const shape = [size(input!.shape[input!.shape.length - 1])];
    return [
      { name: 'gamma', shape, trainable: true, initializer: 'ones' },
      { name: 'beta', shape, trainable: true, initializer: 'zeros' },
    ];
  },
  build: (tf, { epsilon }, name) =>
    computeLayerNormalization(tf, tf.layers.layerNormalization({ axis: -1, epsilon, name }), epsilon),
  keras: ({ epsilon }) => ({ className: 'LayerNormalization', args: unless('epsilon', epsilon, 0.001) }),
  examples: [
    { inputs: [spec([6])], output: spec([6]), weightCount: 12 },
    { title: 'A sequence', inputs: [spec([5, 3])], params: { epsilon: 1e-5 }, output: spec([5, 3]), weightCount: 6 },
    { title: 'A picture', inputs: [spec([4, 5, 3])], output: spec([4, 5, 3]), weightCount: 6 },
  ],
});
