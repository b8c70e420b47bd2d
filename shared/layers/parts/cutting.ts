// What layers share that cut a piece out along an axis.
import { choice } from '../../params';
import { fail, ok } from '../../result';
import type { ChoiceParam } from '../../params';
import type { Result } from '../../result';
import { listShape } from '../../shape';
import type { Shape } from '../../shape';

export function axisParam(help: string): ChoiceParam {
  return choice({
    title: 'Along',
    help,
    default: '-1',
    options: [
      { value: '-1', title: 'Last axis', help: 'Features or channels.' },
      { value: '1', title: 'First axis', help: 'Steps of a sequence, or height of a picture.' },
      { value: '2', title: 'Second axis', help: 'Width of a picture.' },
      { value: '3', title: 'Third axis', help: 'Channels of a picture, or width of blocks.' },
    ],
  });
}

/** The place of the axis in a shape without the batch, or a Problem when there is none. */
export function axisIn(title: string, axis: string, shape: Shape): Result<number> {
  const place = axis === '-1' ? shape.length - 1 : Number(axis) - 1;
  if (place < shape.length) return ok(place);
  return fail(
    'cut.axis',
    `${title} cuts along axis ${axis}, but there are only ${shape.length}. It received ${listShape(shape)}. Take the last axis.`,
    { param: 'axis', fixes: [{ type: 'setParams', title: 'Take the last axis', params: { axis: '-1' } }] },
  );
}

/** The largest part of a picture [height, width] that is shaped as `target`, in its middle: keras.ops.image.resize. */
export function largestWindow(
  [high, wide]: readonly [number, number],
  [targetHeight, targetWidth]: readonly [number, number],
): { readonly top: number; readonly left: number; readonly height: number; readonly width: number } {
  const height = Math.max(1, Math.min(high, Math.floor((wide * targetHeight) / targetWidth)));
  const width = Math.max(1, Math.min(wide, Math.floor((high * targetWidth) / targetHeight)));
  return { height, width, top: Math.floor((high - height) / 2), left: Math.floor((wide - width) / 2) };
}

/** x[:, …, what]: the Python that indexes an axis, counted without the batch. */
export function pythonIndex(place: number, what: string): string {
  return `x[${[...Array<string>(place + 1).fill(':'), what].join(', ')}]`;
}
