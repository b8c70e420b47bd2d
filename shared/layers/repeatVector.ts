// RepeatVector: one row for every step.
import { int } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectRank, give } from './parts/expect';

export const repeatVector = defineLayer({
  kind: 'repeatVector',
  title: 'RepeatVector',
  role: 'hidden',
  family: 'shape',
  icon: 'Copy',
  summary: 'Repeats a row of numbers to make a sequence.',
  help: 'Hands the same row to every step. Used between the two halves of a sequence autoencoder: an LSTM sums a sequence up in one row, and the next LSTM unfolds it again.',
  formula: 'y[t] = x',
  synonyms: ['repeat', 'tile', 'copy', 'sequence', 'decoder', 'broadcast'],
  inputs: [{ name: 'input', title: 'Row' }],
  params: {
    n: int({ title: 'Times', help: 'How many steps the sequence gets.', default: 10, min: 1, max: 100_000 }),
  },
  words: ({ n }) => `${n} times`,
  inferShape([input], { n }) {
    const shape = expectRank('RepeatVector', input, 1);
    return shape.ok ? give('RepeatVector', [n, shape.value[0]!]) : shape;
  },
  weights: () => [],
  build: (tf, { n }, name) => tf.layers.repeatVector({ n, name }),
  keras: ({ n }) => ({ className: 'RepeatVector', args: { n } }),
  examples: [
    { inputs: [spec([4])], output: spec([10, 4]), weightCount: 0 },
    { title: 'Three steps', inputs: [spec([7])], params: { n: 3 }, output: spec([3, 7]), weightCount: 0 },
  ],
});
