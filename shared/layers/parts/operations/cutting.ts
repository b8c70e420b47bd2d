// Taking a piece out of a tensor.
import type { TensorFlow } from '../../layer';
import type { Operation } from '../ownLayer';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** `length` places from `start` along an axis, which counts the batch as 0. */
function piece(tf: TensorFlow, x: Tensor, axis: number, start: number, length: number): Tensor {
  const begin = x.shape.map((_, at) => (at === axis ? start : 0));
  const size = x.shape.map((whole, at) => (at === axis ? length : whole));
  return tf.slice(x, begin, size);
}

/** A negative start counts from the end, a length of 0 reaches to the end; `drop` removes an axis of length 1. */
export const slice: Operation<{
  readonly axis: number;
  readonly start: number;
  readonly length: number;
  readonly drop: boolean;
}> = {
  name: 'LayerloomSlice',
  compute(tf, { inputs }, { axis, start, length, drop }) {
    const whole = inputs[0]!.shape[axis]!;
    const first = start < 0 ? whole + start : start;
    const cut = piece(tf, inputs[0]!, axis, first, length === 0 ? whole - first : length);
    return drop ? tf.squeeze(cut, [axis]) : cut;
  },
};

/** One of `parts` equal pieces along an axis; `part` counts from 1. */
export const part: Operation<{ readonly axis: number; readonly parts: number; readonly part: number }> = {
  name: 'LayerloomPart',
  compute(tf, { inputs }, settings) {
    const length = inputs[0]!.shape[settings.axis]! / settings.parts;
    return piece(tf, inputs[0]!, settings.axis, (settings.part - 1) * length, length);
  },
};
