// GroupNormalization: evens out groups of channels within each sample.
import { int } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import { defineLayer } from './layer';
import type { LayerDefinition } from './layer';
import { expectNumbers, give, size, unknownSize } from './parts/expect';
import { unless } from './parts/keras';
import { epsilonParam, gammaAndBeta } from './parts/normalization';
import { groupNormalization as operation } from './parts/operations/normalizing';
import { ownLayer } from './parts/ownLayer';
import { plural } from './parts/words';

/** The largest number of groups up to `most` that divides the channels. */
function fitting(channels: number, most: number): number {
  for (let groups = Math.min(channels, most); groups > 1; groups--) if (channels % groups === 0) return groups;
  return 1;
}

export const groupNormalization: LayerDefinition = defineLayer({
  kind: 'groupNormalization',
  title: 'GroupNormalization',
  role: 'hidden',
  family: 'normalization',
  icon: 'Columns4',
  summary: 'Evens out groups of channels within each sample, whatever the size of the batch.',
  help: 'Brings every group of channels of a sample to mean 0 and spread 1. It does the work of BatchNormalization where batches are small, as with large pictures, and it is the same when training and predicting.',
  formula: 'y = gamma · (x - mean) / √(variance + ε) + beta, over each group',
  synonyms: ['group norm', 'gn', 'normalize', 'small batches', 'detection', 'diffusion', 'segmentation'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    groups: int({
      title: 'Groups',
      help: 'In how many equal groups the channels are evened out. It must divide the number of channels; 32 and 8 are usual.',
      default: 8,
      min: 1,
      max: 4096,
    }),
    epsilon: epsilonParam(0.001),
  },
  words: ({ groups }) => plural(groups, 'group'),
  inferShape([input], { groups }) {
    const shape = expectNumbers('GroupNormalization', input);
    if (!shape.ok) return shape;
    const channels = shape.value[shape.value.length - 1]!;
    if (channels === null) return unknownSize('GroupNormalization', shape.value, 'the number of channels');
    if (channels % groups !== 0) {
      const better = fitting(channels, groups);
      return fail(
        'groups.uneven',
        `GroupNormalization splits the channels in ${groups} equal groups. It received ${listShape(shape.value)}, which has ${channels}. Choose a number of groups that divides ${channels}.`,
        {
          param: 'groups',
          fixes: [{ type: 'setParams', title: `Use ${plural(better, 'group')}`, params: { groups: better } }],
        },
      );
    }
    return give('GroupNormalization', shape.value);
  },
  weights: ([input]) => gammaAndBeta(size(input!.shape[input!.shape.length - 1])),
  custom: true,
  build(tf, params, name, context, inputs) {
    const { groups, epsilon } = params;
    const weights = groupNormalization.weights(inputs, params, context);
    return ownLayer(tf, operation, name, { groups, epsilon }, inputs[0]!.shape, weights);
  },
  keras: ({ groups, epsilon }) => ({
    className: 'GroupNormalization',
    args: { ...unless('groups', groups, 32), ...unless('epsilon', epsilon, 0.001) },
  }),
  examples: [
    { inputs: [spec([4, 5, 6])], params: { groups: 3 }, output: spec([4, 5, 6]), weightCount: 12 },
    { title: 'A row', inputs: [spec([8])], params: { groups: 2, epsilon: 1e-5 }, output: spec([8]), weightCount: 16 },
    {
      title: 'A sequence of any length',
      inputs: [spec([null, 4])],
      params: { groups: 1 },
      output: spec([null, 4]),
      weightCount: 8,
    },
  ],
});
