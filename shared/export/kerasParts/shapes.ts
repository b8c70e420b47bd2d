// Pictures and sequences cut and put together anew.
import type { Shape } from '../../shape';
import type { KerasPlace } from '../kerasNodes';
import { type Compose, type KerasGiven, cannot, layer, operation, shapeOf } from './express';
import { number } from '../given';

/** Reshapes, changes the order of axes and reshapes again; one size may be open. */
function regroup(given: KerasGiven, blocks: Shape, order: readonly number[]): KerasPlace {
  const target = (shape: Shape) => {
    if (shape.filter((size) => size === null).length > 1)
      cannot(given, 'Keras files need a fixed height or width here.');
    return shape.map((size) => size ?? -1);
  };
  const split = layer(given, 'blocks', 'Reshape', given.inputs, {
    config: { target_shape: target(blocks) },
    shape: blocks,
  });
  const turned = layer(given, 'turned', 'Permute', [split], {
    config: { dims: order },
    shape: order.map((axis) => blocks[axis - 1]!),
  });
  return layer(given, '', 'Reshape', [turned], { config: { target_shape: target(given.output.shape) } });
}

const depthToSpace: Compose = (given) => {
  const [height = null, width = null] = shapeOf(given);
  const size = number(given, 'size');
  return regroup(given, [height, width, size, size, given.output.shape[2]!], [1, 3, 2, 4, 5]);
};

const spaceToDepth: Compose = (given) => {
  const [height = null, width = null] = given.output.shape;
  const size = number(given, 'size');
  return regroup(given, [height, size, width, size, shapeOf(given)[2]!], [1, 3, 2, 4, 5]);
};

/** x[:, …, what], counted without the batch. */
function cut(
  given: KerasGiven,
  place: number,
  what: number | readonly [start: number, end: number | null],
): KerasPlace {
  const range = (start: number | null, stop: number | null) => ({
    class_name: '__slice__',
    config: { start, stop, step: null },
  });
  const whole = Array.from({ length: place + 1 }, () => range(null, null));
  return operation(given, '', 'GetItem', given.inputs, {
    kwargs: { key: [...whole, typeof what === 'number' ? what : range(...what)] },
  });
}

function axisOf(given: KerasGiven): number {
  const axis = String(given.params['axis']);
  return axis === '-1' ? shapeOf(given).length - 1 : Number(axis) - 1;
}

const slice: Compose = (given) => {
  const start = number(given, 'start');
  const length = given.params['length'] as number | null;
  const at = axisOf(given);
  if (given.output.shape.length < shapeOf(given).length) return cut(given, at, start);
  return cut(given, at, [start, length === null || start + length === 0 ? null : start + length]);
};

const splitPart: Compose = (given) => {
  const at = axisOf(given);
  const length = given.output.shape[at];
  if (length === null || length === undefined) cannot(given, 'Keras files need a fixed length here.');
  const start = (number(given, 'part') - 1) * length!;
  return cut(given, at, [start, start + length!]);
};

export const shapes: { readonly [kind: string]: Compose } = { depthToSpace, slice, spaceToDepth, splitPart };
