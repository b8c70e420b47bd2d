// Masking: marks steps of a sequence that hold nothing.
import { float } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give } from './parts/expect';
import { filledSteps, withCall } from './parts/gradients';
import { unless } from './parts/keras';

export const masking = defineLayer({
  kind: 'masking',
  title: 'Masking',
  role: 'hidden',
  family: 'recurrent',
  icon: 'EyeOff',
  summary: 'Marks empty steps of a sequence, so that recurrent layers skip them.',
  help: 'Sequences of different lengths are filled up to the same one. A step whose numbers all equal the filler is marked here, and recurrent layers, attention and means over the steps leave it out. Use a filler that real steps never consist of.',
  formula: 'y[t] = x[t], skipped where x[t, c] = filler for all c',
  synonyms: ['padding', 'mask', 'skip', 'missing steps', 'variable length', 'sequence'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: {
    maskValue: float({
      title: 'Filler',
      help: 'The number of which empty steps consist.',
      default: 0,
      min: -1_000_000,
      max: 1_000_000,
      step: 1,
    }),
  },
  words: ({ maskValue }) => `skips ${maskValue}`,
  inferShape([input]) {
    const shape = expectRank('Masking', input, 2);
    return shape.ok ? give('Masking', shape.value) : shape;
  },
  weights: () => [],
  build(tf, { maskValue }, name) {
    const layer = tf.layers.masking({ maskValue, name });
    // tfjs' own has no slope for what lies before it, and leaves a tensor behind.
    layer.computeMask = (inputs) =>
      tf.tidy(() => filledSteps(tf, Array.isArray(inputs) ? inputs[0]! : inputs, maskValue));
    return withCall(tf, layer, (x) => tf.mul(x, tf.expandDims(tf.cast(filledSteps(tf, x, maskValue), 'float32'), -1)));
  },
  keras: ({ maskValue }) => ({ className: 'Masking', args: unless('mask_value', maskValue, 0) }),
  examples: [
    { inputs: [spec([5, 3])], output: spec([5, 3]), weightCount: 0 },
    {
      title: 'Any length',
      inputs: [spec([null, 2])],
      params: { maskValue: -1 },
      output: spec([null, 2]),
      weightCount: 0,
    },
  ],
});
