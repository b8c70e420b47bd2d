// Power: every number raised to an exponent.
import { float } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';
import { kerasLambda } from './parts/keras';
import { power as operation } from './parts/operations/elementwise';
import { ownLayer } from './parts/ownLayer';

export const power = defineLayer({
  kind: 'power',
  title: 'Power',
  role: 'hidden',
  family: 'activation',
  icon: 'Superscript',
  summary: 'Raises every number to an exponent.',
  help: 'x², x³, or a root with a fractional exponent such as 0.5. Roots of negative numbers do not exist: before a fractional exponent, numbers below 0.0000001 are raised to it.',
  formula: 'y = x^p',
  synonyms: ['exponent', 'square', 'cube', 'root', 'polynomial', 'math', 'gamma correction'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    exponent: float({
      title: 'Exponent',
      help: 'How many times the number is multiplied with itself; 0.5 is the square root.',
      default: 2,
      min: 0,
      max: 10,
      step: 0.5,
    }),
  },
  words: ({ exponent }) => `x^${exponent}`,
  inferShape([input]) {
    const shape = expectNumbers('Power', input);
    return shape.ok ? give('Power', shape.value) : shape;
  },
  weights: () => [],
  custom: true,
  build: (tf, { exponent }, name, _context, [input]) => ownLayer(tf, operation, name, { exponent }, input!.shape),
  keras: ({ exponent }) =>
    kerasLambda(
      Number.isInteger(exponent)
        ? `keras.ops.power(x, ${exponent}.0)`
        : `keras.ops.power(keras.ops.maximum(x, 1e-7), ${exponent})`,
    ),
  examples: [
    { inputs: [spec([6])], output: spec([6]), weightCount: 0 },
    { title: 'Cube', inputs: [spec([2, 3])], params: { exponent: 3 }, output: spec([2, 3]), weightCount: 0 },
    { title: 'Above the root', inputs: [spec([6])], params: { exponent: 1.5 }, output: spec([6]), weightCount: 0 },
  ],
});
