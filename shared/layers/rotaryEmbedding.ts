// RotaryEmbedding: turns pairs of features by an angle that grows with the step.
import { float, int } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give, unknownSize } from './parts/expect';
import { pythonLayer } from './parts/keras';
import { rotaryEmbedding as operation } from './parts/operations/positions';
import { ownLayer } from './parts/ownLayer';
import { plural } from './parts/words';

const define = pythonLayer({
  className: 'RotaryEmbedding',
  doc: 'Turns pairs of features of each head by an angle that grows with the step.',
  options: ['heads', 'longest'],
  build: [
    'steps, features = shape[1:]',
    'self.size = features // self.heads',
    'rates = float(self.longest) ** (-2.0 * np.arange(self.size // 2) / self.size)',
    'angles = (np.arange(steps)[:, None] * rates[None])[:, None]',
    'self.cos = np.cos(angles).astype("float32")',
    'self.sin = np.sin(angles).astype("float32")',
  ],
  call: [
    'parts = keras.ops.reshape(x, (-1, x.shape[1], self.heads, self.size))',
    'first, second = keras.ops.split(parts, 2, axis=-1)',
    'turned = [first * self.cos - second * self.sin, second * self.cos + first * self.sin]',
    'return keras.ops.reshape(keras.ops.concatenate(turned, axis=-1), (-1, *x.shape[1:]))',
  ],
});

export const rotaryEmbedding = defineLayer({
  kind: 'rotaryEmbedding',
  title: 'RotaryEmbedding',
  role: 'hidden',
  family: 'attention',
  icon: 'Orbit',
  summary: 'Turns features step by step, so that attention can tell how far apart two steps are.',
  help: 'Instead of adding positions, it turns pairs of features like hands of clocks that run at different speeds. When two such sequences are compared, only the distance between steps counts. Put it on both branches before an Attention layer, as Llama and GPT-NeoX do inside theirs.',
  formula: '(a, b) → (a cos tω - b sin tω, b cos tω + a sin tω)',
  synonyms: ['rope', 'rotary', 'positional encoding', 'relative position', 'llama', 'transformer'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: {
    heads: int({
      title: 'Heads',
      help: 'In how many equal groups the features are turned, each from the fastest to the slowest clock.',
      default: 1,
      min: 1,
      max: 256,
    }),
    longest: float({
      title: 'Longest wave',
      help: 'How slow the slowest clock is. 10000 is usual.',
      default: 10_000,
      min: 10,
      max: 1_000_000_000,
      log: true,
      advanced: true,
    }),
  },
  words: ({ heads }) => (heads === 1 ? '' : plural(heads, 'head')),
  inferShape([input], { heads }) {
    const shape = expectRank('RotaryEmbedding', input, 2);
    if (!shape.ok) return shape;
    const [steps, features] = shape.value;
    if (steps === null) return unknownSize('RotaryEmbedding', shape.value, 'the number of steps');
    if (features! % (2 * heads) !== 0) {
      return fail(
        'rotary.pairs',
        `RotaryEmbedding turns pairs of features, so their number must be a multiple of ${2 * heads} for ${plural(heads, 'head')}. It received ${listShape(shape.value)}. Change the heads, or the features with a Dense layer.`,
        {
          param: 'heads',
          ...(features! % 2 === 0
            ? { fixes: [{ type: 'setParams', title: 'Use 1 head', params: { heads: 1 } }] as const }
            : {}),
        },
      );
    }
    return give('RotaryEmbedding', shape.value);
  },
  weights: () => [],
  custom: true,
  build: (tf, { heads, longest }, name, _context, [input]) =>
    ownLayer(tf, operation, name, { heads, longest }, input!.shape),
  keras: ({ heads, longest }) => ({ className: 'RotaryEmbedding', define, args: { heads, longest } }),
  examples: [
    { inputs: [spec([6, 4])], output: spec([6, 4]), weightCount: 0 },
    {
      title: 'Two heads',
      inputs: [spec([5, 8])],
      params: { heads: 2, longest: 100 },
      output: spec([5, 8]),
      weightCount: 0,
    },
  ],
});
