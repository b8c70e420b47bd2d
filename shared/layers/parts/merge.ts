// The rule of layers that combine branches number by number: all shapes equal, or 1 where they differ if they stretch.
import { fail, ok } from '../../result';
import type { Result } from '../../result';
import { listShape } from '../../shape';
import type { Dimension, Shape, TensorSpec } from '../../shape';
import type { InputPort } from '../layer';
import { expectNumbers, give } from './expect';

/** Any number of branches, two at least. */
export const branches: readonly InputPort[] = [{ name: 'inputs', title: 'Branches', many: { min: 2 } }];

/** Numbers of every branch; a Problem when there are fewer than two. */
export function expectBranches(title: string, inputs: readonly TensorSpec[]): Result<readonly Shape[]> {
  if (inputs.length < 2) {
    return fail(
      'merge.tooFew',
      `${title} combines at least 2 branches. It has ${inputs.length}. Connect another wire to it.`,
    );
  }
  const shapes: Shape[] = [];
  for (const input of inputs) {
    const shape = expectNumbers(title, input);
    if (!shape.ok) return shape;
    shapes.push(shape.value);
  }
  return ok(shapes);
}

function combine(a: Dimension, b: Dimension, stretch: boolean): Dimension | undefined {
  if (a === b) return a;
  if (a === 1 && stretch) return b;
  return b === 1 && stretch ? a : undefined;
}

/** The shape that number-by-number merging gives. `stretch`: a size of 1 is repeated to match, as one weight per channel. */
export function mergeShape(title: string, inputs: readonly TensorSpec[], stretch: boolean): Result<TensorSpec> {
  const shapes = expectBranches(title, inputs);
  if (!shapes.ok) return shapes;
  let merged: Shape = shapes.value[0]!;
  for (const [index, shape] of shapes.value.entries()) {
    const sizes = shape.map((size, axis) => combine(merged[axis] ?? null, size, stretch));
    if (shape.length !== merged.length || sizes.includes(undefined)) {
      return fail(
        'merge.shapes',
        `${title} needs branches of the same shape. Branch 1 gives ${listShape(shapes.value[0]!)}, branch ${index + 1} gives ${listShape(shape)}. Make them equal, for instance with a Dense or Conv2D layer in one branch, or join them with Concatenate.`,
      );
    }
    merged = sizes as Shape;
  }
  return give(title, merged);
}

/** Exactly two branches, told apart. */
export const pair: readonly InputPort[] = [
  { name: 'first', title: 'First branch' },
  { name: 'second', title: 'Second branch' },
];

/** Two branches whose rows (along the last axis) are compared: [..., n] twice → [..., 1]. */
export function compareShape(title: string, inputs: readonly TensorSpec[]): Result<TensorSpec> {
  const merged = mergeShape(title, inputs, false);
  if (!merged.ok) return merged;
  return give(title, [...merged.value.shape.slice(0, -1), 1]);
}
