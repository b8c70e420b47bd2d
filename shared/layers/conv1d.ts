// Conv1D: small learned windows that slide along a sequence.
import { choice } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { causalConv1d, padBefore } from './parts/causal';
import { convolutionArgs, convolutionKeras, convolutionParams, convolutionWords, tfPadding } from './parts/convolution';
import { trainDilated } from './parts/dilated';
import { expectRank, give, size } from './parts/expect';
import { dilationParam, paddingParam } from './parts/params';
import { bias, kernel } from './parts/weights';
import { slide } from './parts/windows';

export const conv1d = defineLayer({
  kind: 'conv1d',
  title: 'Conv1D',
  role: 'hidden',
  family: 'convolution',
  icon: 'AudioWaveform',
  summary: 'Slides small learned filters along a sequence, such as sound, a signal or words.',
  help: 'Each filter looks at a few steps at a time and answers how well its pattern fits there. Much faster than recurrent layers, and often as good where patterns are short. Follow it with MaxPooling1D or GlobalMaxPooling1D.',
  formula: 'y[i, f] = activation(Σ x[i·s + a, c] · kernel[a, c, f] + bias[f])',
  synonyms: [
    'convolution',
    'temporal convolution',
    'cnn',
    'time series',
    'signal',
    'audio',
    'text',
    'filter',
    'sequence',
    'causal',
    'wavenet',
  ],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: {
    ...convolutionParams(1),
    padding: choice({
      ...paddingParam(),
      options: [
        ...paddingParam().options,
        {
          value: 'causal',
          title: 'Past only (causal)',
          help: 'Filled up at the start, so that a step sees itself and those before it: for forecasts and sound.',
        },
      ],
    }),
    dilationRate: dilationParam(1),
  },
  words: convolutionWords,
  inferShape([input], params) {
    const shape = expectRank('Conv1D', input, 2);
    if (!shape.ok) return shape;
    const { kernelSize, strides, padding, dilationRate: dilation } = params;
    const space = slide(
      { title: 'Conv1D', sizeParam: 'kernelSize', size: kernelSize, strides, padding, dilation },
      shape.value,
    );
    return space.ok ? give('Conv1D', [...space.value, params.filters]) : space;
  },
  weights([input], params) {
    const shape = [...params.kernelSize, size(input!.shape[1]), params.filters];
    return [kernel('kernel', shape, params.kernelInitializer, params), ...bias(params.filters, params.useBias)];
  },
  custom: true,
  build(tf, params, name) {
    const { strides, dilationRate, padding } = params;
    const args = {
      ...convolutionArgs(params, name),
      strides: strides[0]!,
      dilationRate: [dilationRate[0]!] as [number],
    };
    if (padding !== 'causal') return trainDilated(tf, tf.layers.conv1d(args), tfPadding(padding), dilationRate);
    const layer = causalConv1d(tf, args);
    return dilationRate[0] === 1 ? layer : padBefore(tf, trainDilated(tf, layer, 'valid', dilationRate));
  },
  keras: (params) => convolutionKeras('Conv1D', params),
  examples: [
    { inputs: [spec([10, 4])], params: { filters: 8, activation: 'relu' }, output: spec([8, 8]), weightCount: 104 },
    {
      title: 'Keeps the length',
      inputs: [spec([9, 2])],
      params: { filters: 3, padding: 'same', kernelSize: [4] },
      output: spec([9, 3]),
      weightCount: 27,
    },
    {
      title: 'Halves the length',
      inputs: [spec([9, 2])],
      params: { filters: 3, padding: 'same', strides: [2], useBias: false },
      output: spec([5, 3]),
      weightCount: 18,
    },
    {
      title: 'Dilated',
      inputs: [spec([12, 2])],
      params: { filters: 3, dilationRate: [3], activation: 'tanh' },
      output: spec([6, 3]),
      weightCount: 21,
    },
    {
      title: 'Past only',
      inputs: [spec([7, 2])],
      params: { filters: 3, padding: 'causal' },
      output: spec([7, 3]),
      weightCount: 21,
    },
    {
      title: 'Past only, dilated',
      inputs: [spec([9, 2])],
      params: { filters: 2, padding: 'causal', dilationRate: [2], activation: 'tanh' },
      output: spec([9, 2]),
      weightCount: 14,
    },
    {
      title: 'Past only, half the steps',
      inputs: [spec([7, 2])],
      params: { filters: 2, padding: 'causal', strides: [2], useBias: false },
      output: spec([4, 2]),
      weightCount: 12,
    },
    {
      title: 'Past only, any length',
      inputs: [spec([null, 2])],
      params: { filters: 2, padding: 'causal' },
      output: spec([null, 2]),
      weightCount: 14,
    },
    {
      title: 'Any length',
      inputs: [spec([null, 2])],
      params: { filters: 3, dilationRate: [2], padding: 'same' },
      output: spec([null, 3]),
      weightCount: 21,
    },
  ],
});
