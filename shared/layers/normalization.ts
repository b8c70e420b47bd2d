// Normalization: by means and variances that were measured once and do not change while training.
import { choice, flag, numbers } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import { type LayerDefinition, defineLayer } from './layer';
import { expectNumbers, give, size, unknownSize } from './parts/expect';
import { oneOrList, unless } from './parts/keras';
import { normalization as operation } from './parts/operations/normalizing';
import { ownLayer } from './parts/ownLayer';
import { line, plural } from './parts/words';

const isTyped = (params: { readonly [name: string]: unknown }) => params['numbers'] === 'typed';

export const normalization: LayerDefinition = defineLayer({
  kind: 'normalization',
  title: 'Normalization',
  role: 'hidden',
  family: 'preprocessing',
  icon: 'Sigma',
  summary: 'Takes a known mean away from every channel and divides by its known deviation.',
  help: 'For networks that scale what goes in by themselves, as EfficientNet and ConvNeXt do with the mean and variance of their pictures. Type in one number for all channels, or one each. Layerloom already scales data when it is read: use this layer where the numbers belong to the network. It has nothing to learn.',
  formula: 'y = (x - mean) / √variance',
  synonyms: ['standardize', 'normalize', 'mean', 'variance', 'z-score', 'whitening', 'scale', 'preprocessing'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    numbers: choice({
      title: 'Mean and variance',
      help: 'Where the numbers stand.',
      default: 'typed',
      options: [
        { value: 'typed', title: 'Typed in', help: 'They are settings of the layer.' },
        {
          value: 'weights',
          title: 'Kept as weights',
          help: 'They come with the weights of an imported network. Until some were imported they are 0 and 1, which changes nothing.',
        },
      ],
    }),
    mean: numbers({
      title: 'Mean',
      help: 'The number that is taken away: one for all channels, or one each.',
      default: [0],
      min: -1e30,
      max: 1e30,
      visible: isTyped,
    }),
    variance: numbers({
      title: 'Variance',
      help: 'The square of the deviation by which is divided: one for all channels, or one each.',
      default: [1],
      min: 0,
      max: 1e30,
      visible: isTyped,
    }),
    invert: flag({
      title: 'Undo',
      help: 'Turns it around: multiplies by the deviation and adds the mean.',
      default: false,
      advanced: true,
    }),
  },
  words: ({ numbers: where, mean, variance, invert }) =>
    line(
      where === 'weights'
        ? 'as weights'
        : mean.length === 1
          ? `mean ${mean[0]} · variance ${variance[0]}`
          : plural(mean.length, 'channel'),
      invert && 'undone',
    ),
  inferShape([input], { numbers: where, mean, variance }) {
    const shape = expectNumbers('Normalization', input);
    if (!shape.ok) return shape;
    const channels = shape.value[shape.value.length - 1]!;
    if (channels === null && (where === 'weights' || mean.length > 1))
      return unknownSize('Normalization', shape.value, 'the number of channels');
    if (where === 'typed' && (mean.length !== variance.length || (mean.length > 1 && mean.length !== channels))) {
      return fail(
        'params.count',
        `Normalization takes one mean and one variance for all channels, or one of each per channel. It has ${plural(mean.length, 'mean')} and ${plural(variance.length, 'variance')}, and received ${listShape(shape.value)}, the channels last.`,
        {
          fixes: [
            {
              type: 'setParams',
              title: 'Use the first of each for all channels',
              params: { mean: [mean[0]!], variance: [variance[0]!] },
            },
          ],
        },
      );
    }
    return give('Normalization', shape.value);
  },
  weights([input], { numbers: where }) {
    if (where === 'typed') return [];
    const shape = [size(input!.shape[input!.shape.length - 1])];
    return [
      { name: 'mean', shape, trainable: false, initializer: 'zeros' },
      { name: 'variance', shape, trainable: false, initializer: 'ones' },
      // Of how many samples, in files of older versions; Keras keeps it and computes nothing with it.
      { name: 'count', shape: [], trainable: false, initializer: 'zeros' },
    ];
  },
  custom: true,
  build(tf, params, name, context, inputs) {
    const { numbers: where, mean, variance, invert } = params;
    const typed = where === 'typed' ? { mean, variance } : { mean: [], variance: [] };
    const weights = normalization.weights(inputs, params, context);
    return ownLayer(tf, operation, name, { ...typed, invert }, inputs[0]!.shape, weights);
  },
  keras: ({ numbers: where, mean, variance, invert }) => ({
    className: 'Normalization',
    args: {
      ...(where === 'typed' ? { mean: oneOrList(mean), variance: oneOrList(variance) } : {}),
      ...unless('invert', invert, false),
    },
  }),
  examples: [
    {
      title: 'One number for all',
      inputs: [spec([null, 2])],
      params: { mean: [0.5], variance: [0.25] },
      output: spec([null, 2]),
      weightCount: 0,
    },
    {
      title: "ImageNet's photos",
      inputs: [spec([4, 5, 3])],
      params: { mean: [0.485, 0.456, 0.406], variance: [0.052441, 0.050176, 0.050625] },
      output: spec([4, 5, 3]),
      weightCount: 0,
    },
    {
      title: 'Undone',
      inputs: [spec([3])],
      params: { mean: [1, -2, 0], variance: [4, 0, 0.25], invert: true },
      output: spec([3]),
      weightCount: 0,
    },
    {
      title: 'As weights',
      inputs: [spec([4, 5, 3])],
      params: { numbers: 'weights' },
      output: spec([4, 5, 3]),
      weightCount: 7,
    },
    {
      title: 'As weights, undone',
      inputs: [spec([6])],
      params: { numbers: 'weights', invert: true },
      output: spec([6]),
      weightCount: 13,
    },
  ],
});
