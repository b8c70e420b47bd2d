// SinusoidalPosition: adds waves of different lengths, so that the network knows where each step stands.
import { float } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give, unknownSize } from './parts/expect';
import { pythonLayer } from './parts/keras';
import { sinusoidalPosition as operation } from './parts/operations/positions';
import { ownLayer } from './parts/ownLayer';

const define = pythonLayer({
  className: 'SinusoidalPosition',
  doc: 'Adds sines and cosines of the place to each step of a sequence.',
  options: ['longest'],
  build: [
    'steps, features = shape[1:]',
    'rates = float(self.longest) ** (-2.0 * (np.arange(features) // 2) / features)',
    'angles = np.arange(steps)[:, None] * rates[None]',
    'table = np.where(np.arange(features) % 2 == 0, np.sin(angles), np.cos(angles))',
    'self.table = table.astype("float32")',
  ],
  call: ['return x + self.table'],
});

export const sinusoidalPosition = defineLayer({
  kind: 'sinusoidalPosition',
  title: 'SinusoidalPosition',
  role: 'hidden',
  family: 'attention',
  icon: 'AudioLines',
  summary: 'Adds waves to a sequence that tell every step where it stands, without weights.',
  help: 'The positions of the first transformer: each feature is a wave of its own length along the sequence. It learns nothing, so it also suits little data. Put it after Embedding and before the first attention layer.',
  formula: 'y[t, 2i] = x + sin(t / L^(2i/d)), y[t, 2i+1] = x + cos(t / L^(2i/d))',
  synonyms: ['positional encoding', 'sine waves', 'order', 'transformer', 'position'],
  inputs: [{ name: 'input', title: 'Sequence' }],
  params: {
    longest: float({
      title: 'Longest wave',
      help: 'How slow the slowest wave is. 10000 is usual; it should be well above the number of steps.',
      default: 10_000,
      min: 10,
      max: 1_000_000_000,
      log: true,
      advanced: true,
    }),
  },
  words: () => '',
  inferShape([input]) {
    const shape = expectRank('SinusoidalPosition', input, 2);
    if (!shape.ok) return shape;
    if (shape.value[0] === null) return unknownSize('SinusoidalPosition', shape.value, 'the number of steps');
    return give('SinusoidalPosition', shape.value);
  },
  weights: () => [],
  custom: true,
  build: (tf, { longest }, name, _context, [input]) => ownLayer(tf, operation, name, { longest }, input!.shape),
  keras: ({ longest }) => ({ className: 'SinusoidalPosition', define, args: { longest } }),
  examples: [
    { inputs: [spec([6, 4])], output: spec([6, 4]), weightCount: 0 },
    { title: 'Odd features', inputs: [spec([9, 5])], params: { longest: 100 }, output: spec([9, 5]), weightCount: 0 },
  ],
});
