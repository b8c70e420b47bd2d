// PReLU: a leaky ReLU that learns its slopes.
import { shape as shapeParam } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import type { Shape } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give, unknownSize } from './parts/expect';
import { kerasInitializer, kerasRegularizer } from './parts/keras';
import { initializerParam, l1Param, l2Param } from './parts/params';
import { unset } from './parts/tfjs';
import { kernel } from './parts/weights';

function slopes(shape: Shape, sharedAxes: Shape): Shape {
  return shape.map((size, axis) => (sharedAxes.includes(axis + 1) ? 1 : size));
}

export const prelu = defineLayer({
  kind: 'prelu',
  title: 'PReLU',
  role: 'hidden',
  family: 'activation',
  icon: 'ChartNoAxesCombined',
  summary: 'A leaky ReLU that learns how much of the negative numbers to let through.',
  help: 'Each number (or each channel, when the other axes share their slopes) learns its own slope below 0. A little stronger than LeakyReLU, at the price of more weights.',
  formula: 'y = x if x > 0, else alpha · x',
  synonyms: ['parametric relu', 'learned relu', 'relu', 'nonlinearity', 'activation'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    sharedAxes: shapeParam({
      title: 'Axes that share a slope',
      help: 'Axes along which all numbers use the same slope. 1, 2 gives a picture one slope per channel.',
      default: [],
      maxRank: 4,
      empty: 'None: a slope for every number',
    }),
    alphaInitializer: initializerParam(
      'Slopes start as',
      'zeros',
      'How the slopes start out. Zeros begin as a plain ReLU.',
      'list',
    ),
    l1: l1Param(),
    l2: l2Param(),
  },
  words: ({ sharedAxes }) => (sharedAxes.length === 0 ? '' : `shared along ${sharedAxes.join(', ')}`),
  inferShape([input], { sharedAxes }) {
    const shape = expectNumbers('PReLU', input);
    if (!shape.ok) return shape;
    const rank = shape.value.length;
    if (sharedAxes.some((axis) => axis === null || axis > rank) || new Set(sharedAxes).size !== sharedAxes.length) {
      return fail(
        'prelu.sharedAxes',
        `PReLU can share slopes along axes 1 to ${rank}, each once, because it received ${listShape(shape.value)}. The axes are ${listShape(sharedAxes)}. Change them.`,
        { param: 'sharedAxes', fixes: [{ type: 'setParams', title: 'Share none', params: { sharedAxes: [] } }] },
      );
    }
    if (slopes(shape.value, sharedAxes).includes(null)) {
      return unknownSize('PReLU', shape.value, 'how many slopes to learn');
    }
    return give('PReLU', shape.value);
  },
  weights: ([input], params) => [
    kernel(
      'alpha',
      slopes(input!.shape, params.sharedAxes).map((size) => size ?? 1),
      params.alphaInitializer,
      params,
    ),
  ],
  build: (tf, { sharedAxes }, name) =>
    tf.layers.prelu({
      alphaInitializer: unset,
      ...(sharedAxes.length === 0 ? {} : { sharedAxes: sharedAxes.map((axis) => axis ?? 1) }),
      name,
    }),
  keras: (params) => ({
    className: 'PReLU',
    args: {
      ...kerasInitializer('alpha_initializer', params.alphaInitializer, 'zeros'),
      ...kerasRegularizer('alpha_regularizer', params.l1, params.l2),
      ...(params.sharedAxes.length === 0 ? {} : { shared_axes: params.sharedAxes.map((axis) => axis ?? 1) }),
    },
  }),
  examples: [
    { inputs: [spec([6])], output: spec([6]), weightCount: 6 },
    {
      title: 'One slope per channel',
      inputs: [spec([3, 4, 2])],
      params: { sharedAxes: [1, 2] },
      output: spec([3, 4, 2]),
      weightCount: 2,
    },
    { title: 'A slope for every number', inputs: [spec([3, 4])], output: spec([3, 4]), weightCount: 12 },
  ],
});
