// Weights in another order of axes.
import type { ExportWeight } from './format';

/** Axis i of the result is axis order[i] of the weight. */
export function transposed({ shape, values }: ExportWeight, order: readonly number[]): ExportWeight {
  const target = order.map((axis) => shape[axis]!);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const steps = order.map((axis) => strides[axis]!);
  const out = new Float32Array(values.length);
  const place = target.map(() => 0);
  let from = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = values[from]!;
    for (let axis = target.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++place[axis]! < target[axis]!) break;
      from -= steps[axis]! * target[axis]!;
      place[axis] = 0;
    }
  }
  return { shape: target, values: out };
}
