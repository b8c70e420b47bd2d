// ConvLSTM2D: an LSTM whose memory is a picture.
import { flag } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { convolutionArgs, convolutionParams, convolutionWords } from './parts/convolution';
import { expectRank, give, size } from './parts/expect';
import { kerasActivation, kerasInitializer, kerasRegularizer, sizes, sizesUnless, unless } from './parts/keras';
import { activationParam, initializerParam } from './parts/params';
import { gateParam } from './parts/recurrent';
import { tfActivation, unset } from './parts/tfjs';
import { kernel } from './parts/weights';
import { slide } from './parts/windows';
import { line } from './parts/words';

export const convLstm2d = defineLayer({
  kind: 'convLstm2d',
  title: 'ConvLSTM2D',
  role: 'hidden',
  family: 'recurrent',
  icon: 'Film',
  summary: 'Reads a series of pictures one after the other and remembers what moved where.',
  help: 'An LSTM in which every product is a convolution, so that the memory keeps places. Used for video, weather radar and other pictures in time. The input is [steps, height, width, channels].',
  formula: 'c[t] = f·c[t-1] + i·activation(x[t]∗W + h[t-1]∗U + b);  h[t] = o·activation(c[t])',
  synonyms: ['video', 'lstm', 'convolution', 'recurrent', 'movie', 'radar', 'spatiotemporal'],
  inputs: [{ name: 'input', title: 'Pictures in time' }],
  params: {
    ...convolutionParams(2),
    activation: activationParam('tanh'),
    recurrentActivation: gateParam(),
    returnSequences: flag({
      title: 'Answer at every step',
      help: 'On: one picture for every step, as the next ConvLSTM2D needs. Off: only the picture after the last step.',
      default: false,
    }),
    recurrentInitializer: initializerParam('Recurrent weights start as', 'orthogonal'),
    unitForgetBias: flag({
      title: 'Remember at first',
      help: 'Starts the forget gate open, so that the layer remembers until it learns to forget.',
      default: true,
      advanced: true,
    }),
  },
  words: (params) =>
    line(
      convolutionWords({ ...params, activation: params.activation === 'tanh' ? 'linear' : params.activation }),
      params.returnSequences && 'every step',
    ),
  inferShape([input], params) {
    const shape = expectRank('ConvLSTM2D', input, 4);
    if (!shape.ok) return shape;
    const { kernelSize, strides, padding } = params;
    const space = slide(
      { title: 'ConvLSTM2D', sizeParam: 'kernelSize', size: kernelSize, strides, padding },
      shape.value.slice(1),
    );
    if (!space.ok) return space;
    const picture = [...space.value, params.filters];
    return give('ConvLSTM2D', params.returnSequences ? [shape.value[0]!, ...picture] : picture);
  },
  weights([input], params) {
    const { filters, kernelSize } = params;
    const biasInitializer = params.unitForgetBias ? 'lstmBias' : 'zeros';
    return [
      kernel('kernel', [...kernelSize, size(input!.shape[3]), 4 * filters], params.kernelInitializer, params),
      kernel('recurrent_kernel', [...kernelSize, filters, 4 * filters], params.recurrentInitializer, { l1: 0, l2: 0 }),
      ...(params.useBias
        ? [{ name: 'bias', shape: [4 * filters], trainable: true, initializer: biasInitializer }]
        : []),
    ];
  },
  build: (tf, params, name) =>
    tf.layers.convLstm2d({
      ...convolutionArgs(params, name),
      strides: [params.strides[0]!, params.strides[1]!],
      recurrentActivation: tfActivation(params.recurrentActivation),
      recurrentInitializer: unset,
      unitForgetBias: false,
      returnSequences: params.returnSequences,
    }),
  keras: (params) => ({
    className: 'ConvLSTM2D',
    args: {
      filters: params.filters,
      kernel_size: sizes(params.kernelSize),
      ...sizesUnless('strides', params.strides, 1),
      ...unless('padding', params.padding, 'valid'),
      ...kerasActivation(params.activation, 'tanh'),
      ...kerasActivation(params.recurrentActivation, 'sigmoid', 'recurrent_activation'),
      ...unless('return_sequences', params.returnSequences, false),
      ...unless('use_bias', params.useBias, true),
      ...unless('unit_forget_bias', params.unitForgetBias, true),
      ...kerasInitializer('kernel_initializer', params.kernelInitializer),
      ...kerasInitializer('recurrent_initializer', params.recurrentInitializer, 'orthogonal'),
      ...kerasRegularizer('kernel_regularizer', params.l1, params.l2),
    },
  }),
  examples: [
    { inputs: [spec([3, 6, 5, 2])], params: { filters: 2 }, output: spec([4, 3, 2]), weightCount: 296 },
    {
      title: 'Every step, keeps the size',
      inputs: [spec([2, 4, 4, 1])],
      params: { filters: 2, padding: 'same', returnSequences: true, kernelSize: [2, 3] },
      output: spec([2, 4, 4, 2]),
      weightCount: 152,
    },
    {
      title: 'Halves the size',
      inputs: [spec([2, 6, 4, 1])],
      params: { filters: 1, padding: 'same', strides: [2, 2], useBias: false, recurrentActivation: 'hardSigmoid' },
      output: spec([3, 2, 1]),
      weightCount: 72,
    },
  ],
});
