// Elementwise: a function of mathematics on every number.
import { choice } from '../params';
import { spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';
import { kerasLambda } from './parts/keras';
import { elementwise as operation } from './parts/operations/elementwise';
import { ownLayer } from './parts/ownLayer';

/** In the order of the form. `keras` is an expression in x. */
const functions = [
  { id: 'abs', title: 'Absolute value', help: 'Drops the sign: |x|.', keras: 'keras.ops.abs(x)' },
  { id: 'negative', title: 'Negative', help: 'Turns the sign around: -x.', keras: '-x' },
  { id: 'square', title: 'Square', help: 'The number times itself: x².', keras: 'keras.ops.square(x)' },
  {
    id: 'squareRoot',
    title: 'Square root',
    help: 'Numbers below 0.0000001 are raised to it first.',
    keras: 'keras.ops.sqrt(keras.ops.maximum(x, 1e-7))',
  },
  { id: 'exponential', title: 'Exponential', help: 'Makes every number positive: e^x.', keras: 'keras.ops.exp(x)' },
  {
    id: 'logarithm',
    title: 'Logarithm',
    help: 'Natural; numbers below 0.0000001 are raised to it first.',
    keras: 'keras.ops.log(keras.ops.maximum(x, 1e-7))',
  },
  { id: 'sine', title: 'Sine', help: 'Of x in radians.', keras: 'keras.ops.sin(x)' },
  { id: 'cosine', title: 'Cosine', help: 'Of x in radians.', keras: 'keras.ops.cos(x)' },
] as const;

export const elementwise = defineLayer({
  kind: 'elementwise',
  title: 'Elementwise',
  role: 'hidden',
  family: 'activation',
  icon: 'SquareFunction',
  summary: 'Applies a function such as absolute value, logarithm or square to every number.',
  help: 'Arithmetic without anything to learn, for what you know about your data: the logarithm of prices, the absolute difference of two branches, the square of an error.',
  formula: 'y = f(x)',
  synonyms: ['math', 'abs', 'exp', 'log', 'sqrt', 'square', 'sin', 'cos', 'function', 'lambda'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    function: choice({
      title: 'Function',
      help: 'The function applied to every number.',
      default: 'abs',
      options: functions.map(({ id, title, help }) => ({ value: id, title, help })),
    }),
  },
  words: (params) => functions.find(({ id }) => id === params.function)?.title.toLowerCase() ?? '',
  inferShape([input]) {
    const shape = expectNumbers('Elementwise', input);
    return shape.ok ? give('Elementwise', shape.value) : shape;
  },
  weights: () => [],
  custom: true,
  build: (tf, params, name, _context, [input]) =>
    ownLayer(tf, operation, name, { function: params.function }, input!.shape),
  keras: (params) => kerasLambda(functions.find(({ id }) => id === params.function)?.keras ?? 'x'),
  examples: functions.map(({ id, title }) => ({
    title,
    inputs: [spec([5])],
    params: { function: id },
    output: spec([5]),
    weightCount: 0,
  })),
});
