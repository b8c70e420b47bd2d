// Dot: products of two branches, summed along an axis.
import { flag, ints } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give } from './parts/expect';
import { sizes, unless } from './parts/keras';

export const dot = defineLayer({
  kind: 'dot',
  title: 'Dot',
  role: 'hidden',
  family: 'merge',
  icon: 'Dot',
  summary: 'Multiplies two branches and adds up the products, which tells how alike they are.',
  help: 'For two rows of numbers it gives one number, their scalar product; normalized, it is the cosine of the angle between them. For sequences it compares every step of one with every step of the other, the heart of attention and of recommenders.',
  formula: 'y = Σₖ a[…, k] · b[…, k]',
  synonyms: ['dot product', 'scalar product', 'similarity', 'matrix product', 'attention', 'matmul', 'siamese'],
  inputs: [
    { name: 'first', title: 'First branch' },
    { name: 'second', title: 'Second branch' },
  ],
  params: {
    axes: ints({
      title: 'Axes',
      help: 'The axis of each branch along which the products are added up. 1 is the only axis of a row and the steps of a sequence, 2 the features of a sequence.',
      labels: ['First branch', 'Second branch'],
      default: [1, 1],
      min: 1,
      max: 2,
    }),
    normalize: flag({
      title: 'Normalize',
      help: 'Divides by the lengths first, so that the result is a cosine from -1 to 1.',
      default: false,
    }),
  },
  words: ({ axes, normalize }) =>
    [axes.every((axis) => axis === 1) ? '' : `axes ${axes.join(', ')}`, normalize ? 'cosine' : '']
      .filter(Boolean)
      .join(' · '),
  inferShape(inputs, { axes }) {
    const shapes = [];
    for (const [index, input] of [inputs[0], inputs[1]].entries()) {
      const shape = expectNumbers('Dot', input);
      if (!shape.ok) return shape;
      if (shape.value.length > 2) {
        return fail(
          'shape.rank',
          `Dot needs rows of numbers [features] or sequences [steps, features]. Branch ${index + 1} gives ${listShape(shape.value)}. Put a Flatten or Reshape layer in that branch.`,
        );
      }
      shapes.push(shape.value);
    }
    const [a, b] = [shapes[0]!, shapes[1]!];
    if (axes[0]! > a.length || axes[1]! > b.length || a[axes[0]! - 1] !== b[axes[1]! - 1]) {
      const last = [a.length, b.length];
      const fits = a[a.length - 1] === b[b.length - 1];
      return fail(
        'dot.axes',
        `Dot adds up along axis ${axes[0]} of ${listShape(a)} and axis ${axes[1]} of ${listShape(b)}, which must exist and be equally long. Choose other axes, or make the branches equally long with a Dense layer.`,
        {
          param: 'axes',
          ...(fits
            ? {
                fixes: [
                  { type: 'setParams', title: `Use axes ${last.join(' and ')}`, params: { axes: last } } as const,
                ],
              }
            : {}),
        },
      );
    }
    const rest = [...a.filter((_, at) => at !== axes[0]! - 1), ...b.filter((_, at) => at !== axes[1]! - 1)];
    return give('Dot', rest.length === 0 ? [1] : rest);
  },
  weights: () => [],
  build: (tf, { axes, normalize }, name) => tf.layers.dot({ axes: [axes[0]!, axes[1]!], normalize, name }),
  keras: ({ axes, normalize }) => ({
    className: 'Dot',
    args: { axes: sizes(axes), ...unless('normalize', normalize, false) },
  }),
  examples: [
    { title: 'Two rows', inputs: [spec([4]), spec([4])], output: spec([1]), weightCount: 0 },
    { title: 'Cosine', inputs: [spec([4]), spec([4])], params: { normalize: true }, output: spec([1]), weightCount: 0 },
    {
      title: 'Every step with every step',
      inputs: [spec([5, 3]), spec([4, 3])],
      params: { axes: [2, 2] },
      output: spec([5, 4]),
      weightCount: 0,
    },
    {
      title: 'Weighted steps',
      inputs: [spec([5, 4]), spec([4, 3])],
      params: { axes: [2, 1] },
      output: spec([5, 3]),
      weightCount: 0,
    },
    {
      title: 'A sequence with a row',
      inputs: [spec([5, 3]), spec([3])],
      params: { axes: [2, 1] },
      output: spec([5]),
      weightCount: 0,
    },
    {
      title: 'A row with a sequence',
      inputs: [spec([3]), spec([5, 3])],
      params: { axes: [1, 2], normalize: true },
      output: spec([5]),
      weightCount: 0,
    },
  ],
});
