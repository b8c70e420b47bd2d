// InstanceNormalization: evens out every channel of every sample by itself.
import { fail } from '../result';
import { listShape, spec } from '../shape';
import { defineLayer } from './layer';
import type { LayerDefinition } from './layer';
import { expectNumbers, give, size, unknownSize } from './parts/expect';
import { unless } from './parts/keras';
import { epsilonParam, gammaAndBeta } from './parts/normalization';
import { groupNormalization } from './parts/operations/normalizing';
import { ownLayer } from './parts/ownLayer';

export const instanceNormalization: LayerDefinition = defineLayer({
  kind: 'instanceNormalization',
  title: 'InstanceNormalization',
  role: 'hidden',
  family: 'normalization',
  icon: 'Contrast',
  summary: 'Evens out every channel of every sample by itself.',
  help: 'Takes brightness and contrast out of each channel of a picture, or the level out of each signal of a sequence, so that only its form is left. Made for style transfer and picture generators; also good for time series.',
  formula: 'y = gamma · (x - mean) / √(variance + ε) + beta, over height and width',
  synonyms: ['instance norm', 'in', 'style transfer', 'gan', 'normalize', 'contrast', 'revin'],
  inputs: [{ name: 'input', title: 'Picture or sequence' }],
  params: { epsilon: epsilonParam(0.001) },
  words: () => '',
  inferShape([input]) {
    const shape = expectNumbers('InstanceNormalization', input);
    if (!shape.ok) return shape;
    if (shape.value.length < 2) {
      return fail(
        'shape.rank',
        `InstanceNormalization evens channels out over steps or pixels. It received ${listShape(shape.value)}, where each channel is a single number and would become 0. Use LayerNormalization for rows.`,
        { fixes: [{ type: 'removeNode', title: 'Remove this layer' }] },
      );
    }
    if (shape.value[shape.value.length - 1] === null) {
      return unknownSize('InstanceNormalization', shape.value, 'the number of channels');
    }
    return give('InstanceNormalization', shape.value);
  },
  weights: ([input]) => gammaAndBeta(size(input!.shape[input!.shape.length - 1])),
  custom: true,
  build(tf, params, name, context, inputs) {
    const groups = size(inputs[0]!.shape[inputs[0]!.shape.length - 1]);
    const weights = instanceNormalization.weights(inputs, params, context);
    return ownLayer(tf, groupNormalization, name, { groups, epsilon: params.epsilon }, inputs[0]!.shape, weights);
  },
  keras: ({ epsilon }) => ({
    className: 'GroupNormalization',
    args: { groups: -1, ...unless('epsilon', epsilon, 0.001) },
  }),
  examples: [
    { inputs: [spec([5, 4, 3])], output: spec([5, 4, 3]), weightCount: 6 },
    { title: 'A sequence', inputs: [spec([7, 2])], params: { epsilon: 1e-5 }, output: spec([7, 2]), weightCount: 4 },
    { title: 'Any length', inputs: [spec([null, 2])], output: spec([null, 2]), weightCount: 4 },
  ],
});
