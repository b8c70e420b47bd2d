// Permute: swaps axes.
import { shape as shapeParam } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';
import { tuple } from './parts/keras';

export const permute = defineLayer({
  kind: 'permute',
  title: 'Permute',
  role: 'hidden',
  family: 'shape',
  icon: 'ArrowUpDown',
  summary: 'Swaps the axes, for instance rows with columns.',
  help: 'Tells for every axis of the result which axis of the input it is. 2, 1 turns [steps, features] into [features, steps]; 2, 1, 3 turns a picture on its side.',
  formula: 'axis k of y = axis order[k] of x',
  synonyms: ['transpose', 'swap axes', 'rotate', 'order'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    dims: shapeParam({
      title: 'Order of axes',
      help: 'The axes of the input in their new order. The first axis is 1; each number appears once.',
      default: [2, 1],
      maxRank: 4,
    }),
  },
  words: ({ dims }) => dims.join(', '),
  inferShape([input], { dims }) {
    const shape = expectNumbers('Permute', input);
    if (!shape.ok) return shape;
    const rank = shape.value.length;
    const sorted = [...dims].sort((a, b) => (a ?? 0) - (b ?? 0));
    if (dims.length !== rank || sorted.some((axis, index) => axis !== index + 1)) {
      const swapped = rank === 1 ? [1] : [2, 1, ...Array.from({ length: rank - 2 }, (_, index) => index + 3)];
      return fail(
        'permute.dims',
        `Permute needs every axis from 1 to ${rank} once, because it received ${listShape(shape.value)}. The order is ${listShape(dims)}. Type the axes in their new order.`,
        {
          param: 'dims',
          fixes: [{ type: 'setParams', title: `Set the order to ${swapped.join(', ')}`, params: { dims: swapped } }],
        },
      );
    }
    return give(
      'Permute',
      dims.map((axis) => shape.value[axis! - 1]!),
    );
  },
  weights: () => [],
  build: (tf, { dims }, name) => tf.layers.permute({ dims: dims.map((axis) => axis ?? 1), name }),
  keras: ({ dims }) => ({ className: 'Permute', args: { dims: tuple(dims) } }),
  examples: [
    { title: 'Steps and features', inputs: [spec([10, 4])], output: spec([4, 10]), weightCount: 0 },
    {
      title: 'A picture on its side',
      inputs: [spec([4, 5, 3])],
      params: { dims: [2, 1, 3] },
      output: spec([5, 4, 3]),
      weightCount: 0,
    },
    {
      title: 'Channels first',
      inputs: [spec([4, 5, 3])],
      params: { dims: [3, 1, 2] },
      output: spec([3, 4, 5]),
      weightCount: 0,
    },
  ],
});
