// Concatenate: several branches side by side.
import { choice } from '../params';
import { fail } from '../result';
import { listShape, spec } from '../shape';
import type { Dimension } from '../shape';
import { defineLayer } from './layer';
import { unless } from './parts/keras';
import { give } from './parts/expect';
import { branches, expectBranches } from './parts/merge';

export const concatenate = defineLayer({
  kind: 'concatenate',
  title: 'Concatenate',
  role: 'hidden',
  family: 'merge',
  icon: 'Combine',
  summary: 'Puts several branches side by side without changing a number.',
  help: 'The result holds all features of all branches. Use it to bring different inputs together (a picture and a row of a table, each after its own layers), or to keep early features next to late ones as in DenseNet and U-Net.',
  formula: 'y = [a, b, …]',
  synonyms: ['concat', 'join', 'stack', 'append', 'merge', 'densenet', 'unet', 'skip connection'],
  inputs: branches,
  params: {
    axis: choice({
      title: 'Along',
      help: 'The axis along which the branches are lined up. All other sizes must be equal.',
      default: '-1',
      options: [
        { value: '-1', title: 'Last axis', help: 'Features or channels; the usual choice.' },
        { value: '1', title: 'First axis', help: 'Steps of a sequence, or height of a picture.' },
        { value: '2', title: 'Second axis', help: 'Width of a picture.' },
        { value: '3', title: 'Third axis', help: 'Channels of a picture, or width of blocks.' },
      ],
    }),
  },
  words: ({ axis }) => (axis === '-1' ? '' : `axis ${axis}`),
  inferShape(inputs, params) {
    const shapes = expectBranches('Concatenate', inputs);
    if (!shapes.ok) return shapes;
    const [first, ...others] = shapes.value;
    const rank = first!.length;
    const axis = params.axis === '-1' ? rank - 1 : Number(params.axis) - 1;
    if (axis >= rank) {
      return fail(
        'concatenate.axis',
        `Concatenate lines branches up along axis ${params.axis}, but they have only ${rank}. Branch 1 gives ${listShape(first!)}. Take the last axis.`,
        { param: 'axis', fixes: [{ type: 'setParams', title: 'Take the last axis', params: { axis: '-1' } }] },
      );
    }
    let length: Dimension = first![axis]!;
    for (const [index, shape] of others.entries()) {
      if (shape.length !== rank || shape.some((size, at) => at !== axis && size !== first![at])) {
        return fail(
          'concatenate.shapes',
          `Concatenate needs branches that differ in the joined axis only. Branch 1 gives ${listShape(first!)}, branch ${index + 2} gives ${listShape(shape)}. Bring them to the same form, for instance with Flatten or a pooling layer in each branch.`,
        );
      }
      length = length === null || shape[axis] === null ? null : length + shape[axis]!;
    }
    return give(
      'Concatenate',
      first!.map((size, at) => (at === axis ? length : size)),
    );
  },
  weights: () => [],
  build: (tf, { axis }, name) => tf.layers.concatenate({ axis: Number(axis), name }),
  keras: ({ axis }) => ({ className: 'Concatenate', args: unless('axis', Number(axis), -1) }),
  examples: [
    { inputs: [spec([4]), spec([3])], output: spec([7]), weightCount: 0 },
    {
      title: 'Channels',
      inputs: [spec([3, 4, 2]), spec([3, 4, 1]), spec([3, 4, 5])],
      output: spec([3, 4, 8]),
      weightCount: 0,
    },
    {
      title: 'Steps',
      inputs: [spec([3, 4]), spec([2, 4])],
      params: { axis: '1' },
      output: spec([5, 4]),
      weightCount: 0,
    },
  ],
});
