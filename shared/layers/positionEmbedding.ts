// PositionEmbedding: adds a learned row to each step, so that the network knows where it stands.
import { int } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import { defineLayer } from './layer';
import type { LayerDefinition } from './layer';
import { expectRank, give, size } from './parts/expect';
import { pythonLayer } from './parts/keras';
import { positionEmbedding as operation } from './parts/operations/positions';
import { ownLayer } from './parts/ownLayer';

const define = pythonLayer({
  className: 'PositionEmbedding',
  doc: 'Adds a learned row to each step of a sequence.',
  options: ['max_length'],
  build: [
    'self.positions = self.add_weight(',
    '    name="positions", shape=(self.max_length, shape[-1]), initializer="random_uniform"',
    ')',
  ],
  call: ['return x + self.positions[: keras.ops.shape(x)[1]]'],
});

export const positionEmbedding: LayerDefinition = defineLayer({
  kind: 'positionEmbedding',
  title: 'PositionEmbedding',
  role: 'hidden',
  family: 'core',
  icon: 'MapPin',
  summary: 'Adds to every step a learned row of numbers that says where it stands.',
  help: 'Attention sees a sequence as a heap of steps without an order. This layer learns a row for each place and adds it, as BERT and GPT-2 do. Put it after Embedding and before the first attention layer.',
  formula: 'y[t] = x[t] + P[t]',
  synonyms: ['positional embedding', 'positional encoding', 'order', 'transformer', 'learned positions', 'bert', 'gpt'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: {
    maxLength: int({
      title: 'Longest sequence',
      help: 'How many places get a row of their own. Longer sequences cannot be read.',
      default: 256,
      min: 1,
      max: 1_000_000,
    }),
  },
  words: ({ maxLength }) => `up to ${maxLength} steps`,
  inferShape([input], { maxLength }) {
    const shape = expectRank('PositionEmbedding', input, 2);
    if (!shape.ok) return shape;
    const steps = shape.value[0]!;
    if (steps !== null && steps > maxLength) {
      return fail(
        'position.tooLong',
        `PositionEmbedding has rows for ${maxLength} steps. It received ${listShape(shape.value)}, which has ${steps}. Raise the longest sequence to ${steps}.`,
        {
          param: 'maxLength',
          fixes: [
            { type: 'setParams', title: `Raise it to ${steps}`, params: { maxLength: Math.min(steps, 1_000_000) } },
          ],
        },
      );
    }
    return give('PositionEmbedding', shape.value);
  },
  weights: ([input], { maxLength }) => [
    { name: 'positions', shape: [maxLength, size(input!.shape[1])], trainable: true, initializer: 'randomUniform' },
  ],
  custom: true,
  build: (tf, params, name, context, inputs) =>
    ownLayer(tf, operation, name, {}, inputs[0]!.shape, positionEmbedding.weights(inputs, params, context)),
  keras: ({ maxLength }) => ({ className: 'PositionEmbedding', define, args: { max_length: maxLength } }),
  examples: [
    { inputs: [spec([5, 4])], params: { maxLength: 8 }, output: spec([5, 4]), weightCount: 32 },
    {
      title: 'Any length',
      inputs: [spec([null, 3])],
      params: { maxLength: 6 },
      output: spec([null, 3]),
      weightCount: 18,
    },
  ],
});
