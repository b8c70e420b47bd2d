// Weights in another order of axes.
import type { ExportWeight } from './format';
import { product } from '../shape';

/** Axis i of the result is axis order[i] of the weight. */
export function transposed({ shape, values }: ExportWeight, order: readonly number[]): ExportWeight {
  const target = order.map((axis) => shape[axis]!);
  const strides = shape.map((_, axis) => product(shape.slice(axis + 1)));
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

/** A convolution's kernel [...window, in, out] as ONNX and PyTorch have it: [out, in, ...window]. */
export function kernelFirst(weight: ExportWeight): ExportWeight {
  const rank = weight.shape.length;
  return transposed(weight, [rank - 1, rank - 2, ...Array.from({ length: rank - 2 }, (_, i) => i)]);
}

/** A depthwise kernel [h, w, channels, multiplier] as that of a convolution in groups: [channels·multiplier, 1, h, w]. */
export function depthwiseFirst(weight: ExportWeight): ExportWeight {
  const [height, width, channels, multiplier] = weight.shape as [number, number, number, number];
  return { shape: [channels * multiplier, 1, height, width], values: transposed(weight, [2, 3, 0, 1]).values };
}
