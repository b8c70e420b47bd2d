// TokenAndPositionEmbedding: a learned row for every code plus one for its place.
import { int } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import { defineLayer } from './layer';
import type { LayerDefinition } from './layer';
import { give } from './parts/expect';
import { pythonLayer } from './parts/keras';
import { tokenAndPosition } from './parts/operations/positions';
import { ownLayer } from './parts/ownLayer';
import { line } from './parts/words';

const define = pythonLayer({
  className: 'TokenAndPositionEmbedding',
  doc: 'A learned row for every code plus a learned row for its place.',
  options: ['input_dim', 'max_length', 'output_dim'],
  build: [
    'self.tokens = self.add_weight(',
    '    name="tokens", shape=(self.input_dim, self.output_dim), initializer="random_uniform"',
    ')',
    'self.positions = self.add_weight(',
    '    name="positions", shape=(self.max_length, self.output_dim), initializer="random_uniform"',
    ')',
  ],
  call: [
    'codes = keras.ops.cast(x, "int32")',
    'return keras.ops.take(self.tokens, codes, axis=0) + self.positions[: keras.ops.shape(x)[1]]',
  ],
});

export const tokenAndPositionEmbedding: LayerDefinition = defineLayer({
  kind: 'tokenAndPositionEmbedding',
  title: 'TokenAndPositionEmbedding',
  role: 'hidden',
  family: 'core',
  icon: 'ListOrdered',
  summary: 'Looks up a learned row for every word code and adds one for its place.',
  help: 'Embedding and PositionEmbedding in one: the usual first layer of a transformer that reads text. Words arrive as whole numbers from 0.',
  formula: 'y[t] = tokens[x[t]] + P[t]',
  synonyms: ['embedding', 'positional', 'transformer', 'tokens', 'words', 'text', 'vocabulary', 'gpt', 'bert'],
  inputs: [{ name: 'input', title: 'Codes' }],
  params: {
    inputDim: int({
      title: 'Number of codes',
      help: 'How many different codes there are: the largest code plus 1.',
      default: 1000,
      min: 1,
      max: 10_000_000,
    }),
    maxLength: int({
      title: 'Longest sequence',
      help: 'How many places get a row of their own. Longer sequences cannot be read.',
      default: 256,
      min: 1,
      max: 1_000_000,
    }),
    outputDim: int({
      title: 'Numbers per code',
      help: 'How many numbers describe each code and each place. 32 to 256 is usual for small transformers.',
      default: 32,
      min: 1,
      max: 4096,
    }),
  },
  words: ({ inputDim, outputDim }) => line(`${inputDim} codes`, `${outputDim} numbers each`),
  inferShape([input], { maxLength, outputDim }) {
    if (input === undefined) {
      return fail('wire.missing', 'TokenAndPositionEmbedding needs an input. Connect a wire to it.');
    }
    if (input.shape.length !== 1) {
      return fail(
        'shape.rank',
        `TokenAndPositionEmbedding needs a row of codes [steps]. It received ${listShape(input.shape)}. Put a Flatten layer in between, or connect it to the Input.`,
        { fixes: [{ type: 'removeNode', title: 'Remove this layer' }] },
      );
    }
    const steps = input.shape[0]!;
    if (steps !== null && steps > maxLength) {
      return fail(
        'position.tooLong',
        `TokenAndPositionEmbedding has rows for ${maxLength} steps. It received ${steps}. Raise the longest sequence to ${steps}.`,
        {
          param: 'maxLength',
          fixes: [
            { type: 'setParams', title: `Raise it to ${steps}`, params: { maxLength: Math.min(steps, 1_000_000) } },
          ],
        },
      );
    }
    return give('TokenAndPositionEmbedding', [steps, outputDim]);
  },
  weights: (_inputs, { inputDim, maxLength, outputDim }) => [
    { name: 'tokens', shape: [inputDim, outputDim], trainable: true, initializer: 'randomUniform' },
    { name: 'positions', shape: [maxLength, outputDim], trainable: true, initializer: 'randomUniform' },
  ],
  custom: true,
  build(tf, params, name, context, inputs) {
    const output = [inputs[0]!.shape[0]!, params.outputDim];
    const weights = tokenAndPositionEmbedding.weights(inputs, params, context);
    return ownLayer(tf, tokenAndPosition, name, {}, output, weights);
  },
  keras: ({ inputDim, maxLength, outputDim }) => ({
    className: 'TokenAndPositionEmbedding',
    define,
    args: { input_dim: inputDim, max_length: maxLength, output_dim: outputDim },
  }),
  examples: [
    {
      inputs: [spec([5], 'int32')],
      params: { inputDim: 10, maxLength: 8, outputDim: 4 },
      output: spec([5, 4]),
      weightCount: 72,
    },
    {
      title: 'Any length',
      inputs: [spec([null], 'int32')],
      params: { inputDim: 7, maxLength: 6, outputDim: 3 },
      output: spec([null, 3]),
      weightCount: 39,
    },
  ],
});
