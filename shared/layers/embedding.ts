// Embedding: a learned row of numbers for every code.
import { flag, int } from '../params';
import { fail } from '../result';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { give } from './parts/expect';
import { kerasInitializer, kerasRegularizer, unless } from './parts/keras';
import { initializerParam, l1Param, l2Param } from './parts/params';
import { unset } from './parts/tfjs';
import { kernel } from './parts/weights';
import { line } from './parts/words';

export const embedding = defineLayer({
  kind: 'embedding',
  title: 'Embedding',
  role: 'hidden',
  family: 'core',
  icon: 'BookA',
  summary: 'Looks up a learned row of numbers for every code, such as a word or a category.',
  help: 'Words and categories arrive as whole numbers from 0. The layer keeps a table with one row for each and learns rows that are alike for codes that mean alike. Follow it with GlobalAveragePooling1D, Conv1D or LSTM.',
  formula: 'y[t] = embeddings[x[t]]',
  synonyms: ['word vectors', 'word2vec', 'lookup', 'tokens', 'vocabulary', 'text', 'categorical', 'codes'],
  inputs: [{ name: 'input', title: 'Codes' }],
  params: {
    inputDim: int({
      title: 'Number of codes',
      help: 'How many different codes there are: the largest code plus 1.',
      default: 1000,
      min: 1,
      max: 10_000_000,
    }),
    outputDim: int({
      title: 'Numbers per code',
      help: 'How many numbers describe each code. 8 to 64 is usual for small vocabularies.',
      default: 16,
      min: 1,
      max: 4096,
    }),
    embeddingsInitializer: initializerParam(
      'Rows start as',
      'randomUniform',
      'How the rows start out before training.',
      'matrix',
    ),
    maskZero: flag({
      title: 'Skip code 0',
      help: 'On: code 0 is filler, as in texts that were filled up to one length, and recurrent layers, attention and means over the steps leave it out.',
      default: false,
      older: false,
      advanced: true,
    }),
    l1: l1Param(),
    l2: l2Param(),
  },
  words: ({ inputDim, outputDim, maskZero }) =>
    line(`${inputDim} codes`, `${outputDim} numbers each`, maskZero && 'skips 0'),
  inferShape([input], { outputDim }) {
    if (input === undefined) return fail('wire.missing', 'Embedding needs an input. Connect a wire to it.');
    return give('Embedding', [...input.shape, outputDim]);
  },
  weights: (_inputs, params) => [
    kernel('embeddings', [params.inputDim, params.outputDim], params.embeddingsInitializer, params),
  ],
  build: (tf, { inputDim, outputDim, maskZero }, name) =>
    tf.layers.embedding({ inputDim, outputDim, maskZero, embeddingsInitializer: unset, name }),
  keras: (params) => ({
    className: 'Embedding',
    args: {
      input_dim: params.inputDim,
      output_dim: params.outputDim,
      ...unless('mask_zero', params.maskZero === true, false),
      ...kerasInitializer('embeddings_initializer', params.embeddingsInitializer, 'randomUniform'),
      ...kerasRegularizer('embeddings_regularizer', params.l1, params.l2),
    },
  }),
  examples: [
    {
      title: 'Words',
      inputs: [spec([5], 'int32')],
      params: { inputDim: 20, outputDim: 4 },
      output: spec([5, 4]),
      weightCount: 80,
    },
    {
      title: 'Whole numbers of a table',
      inputs: [spec([3])],
      params: { inputDim: 10, outputDim: 2, embeddingsInitializer: 'glorotNormal' },
      output: spec([3, 2]),
      weightCount: 20,
    },
    {
      title: 'Any length',
      inputs: [spec([null], 'int32')],
      params: { inputDim: 10, outputDim: 3 },
      output: spec([null, 3]),
      weightCount: 30,
    },
  ],
});
