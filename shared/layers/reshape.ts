// Reshape: the same numbers in another shape.
import { shape as shapeParam } from '../params';
import { fail } from '../result';
import type { Fix } from '../result';
import { listShape, sizeOf, spec, product } from '../shape';
import type { Shape } from '../shape';
import { defineLayer } from './layer';
import { expectNumbers, give, unknownSize } from './parts/expect';
import { tuple } from './parts/keras';

/** The product of the sizes that are typed. */
function knownProduct(targetShape: Shape): number {
  return targetShape.reduce<number>((all, one) => (one === -1 || one === null ? all : all * one), 1);
}

/** The new shape for `size` numbers, its -1 worked out. */
function resolved(targetShape: Shape, size: number): Shape {
  const known = knownProduct(targetShape);
  return targetShape.map((one) => (one === -1 ? size / known : one));
}

export const reshape = defineLayer({
  kind: 'reshape',
  title: 'Reshape',
  role: 'hidden',
  family: 'shape',
  icon: 'Shapes',
  summary: 'Arranges the same numbers in another shape, such as a row into a picture.',
  help: 'No number changes and none is lost; they are only read in another arrangement, row by row. A row of 784 becomes a grey picture with 28, 28, 1. One size may be -1: it is worked out from the others.',
  formula: 'y = the numbers of x in their order, read as the new shape',
  synonyms: ['view', 'rearrange', 'to image', 'unflatten', 'resize', 'form'],
  inputs: [{ name: 'input', title: 'Input' }],
  params: {
    targetShape: shapeParam({
      title: 'New shape',
      help: 'Sizes of one sample after reshaping. Their product must equal the count of numbers that arrive; one of them may be -1.',
      default: [-1],
      maxRank: 4,
      wild: true,
    }),
  },
  words: ({ targetShape }) => targetShape.map((size) => (size === -1 ? '?' : String(size))).join('×'),
  inferShape([input], { targetShape }) {
    const shape = expectNumbers('Reshape', input);
    if (!shape.ok) return shape;
    const size = sizeOf(shape.value);
    if (size === null) return unknownSize('Reshape', shape.value, 'every size');
    const known = knownProduct(targetShape);
    const fits = targetShape.includes(-1) ? size % known === 0 : size === known;
    if (!fits) {
      // Keep as many of the wanted sizes as divide the count, and let the last one follow.
      const kept: number[] = [];
      for (const one of targetShape.slice(0, -1)) {
        if (one === null || one === -1 || (size / product(kept)) % one !== 0) break;
        kept.push(one);
      }
      const fixes: Fix[] = [
        { type: 'setParams', title: `Reshape to ${listShape([...kept, -1])}`, params: { targetShape: [...kept, -1] } },
      ];
      return fail(
        'reshape.size',
        `Reshape must keep all numbers. ${listShape(shape.value)} has ${size}, but ${listShape(targetShape)} ${targetShape.includes(-1) ? `needs a multiple of ${known}` : `has ${known}`}. Change the new shape, or put -1 for the size to be worked out.`,
        { param: 'targetShape', fixes },
      );
    }
    return give('Reshape', resolved(targetShape, size));
  },
  weights: () => [],
  // In full: tfjs leaves a -1 open, and the layer after it could not be built.
  build: (tf, { targetShape }, name, _context, [input]) =>
    tf.layers.reshape({ targetShape: [...resolved(targetShape, sizeOf(input!.shape) ?? 0)], name }),
  keras: ({ targetShape }) => ({ className: 'Reshape', args: { target_shape: tuple(targetShape) } }),
  examples: [
    {
      title: 'A row into a picture',
      inputs: [spec([784])],
      params: { targetShape: [28, 28, 1] },
      output: spec([28, 28, 1]),
      weightCount: 0,
    },
    {
      title: 'One size worked out',
      inputs: [spec([6, 4])],
      params: { targetShape: [-1, 8] },
      output: spec([3, 8]),
      weightCount: 0,
    },
    { title: 'Into a row', inputs: [spec([3, 2, 2])], output: spec([12]), weightCount: 0 },
  ],
});
