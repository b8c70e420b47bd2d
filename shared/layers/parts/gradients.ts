// Ways around wrong or missing gradients in tfjs 4.22. A built layer gets a call of its own that computes the same and
// has the right slopes; its class, its weights and its saved form stay tfjs'. Found by and checked against Keras'
// gradients in tests/oracle/layers.oracle.test.ts; dilated convolutions are in dilated.ts.
import type { TensorFlow, TfLayer } from '../layer';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor3D = import('@tensorflow/tfjs').Tensor3D;
type Tensor4D = import('@tensorflow/tfjs').Tensor4D;
type Tensor5D = import('@tensorflow/tfjs').Tensor5D;

/** Replaces what a layer of one input computes. */
export function withCall(tf: TensorFlow, layer: TfLayer, compute: (input: Tensor) => Tensor): TfLayer {
  layer.call = (inputs) => tf.tidy(() => compute(Array.isArray(inputs) ? inputs[0]! : inputs));
  return layer;
}

/**
 * Every pixel as a block of size [rows, columns]. The slope of a pixel is the sum over its block. tfjs' own gradient
 * takes the slopes of later samples from the wrong place on the plain JS engine (ResizeNearestNeighborGrad).
 */
export function enlarge(tf: TensorFlow, input: Tensor4D, size: readonly [number, number]): Tensor4D {
  const operation = tf.customGrad((x) => {
    const [, height, width] = (x as Tensor4D).shape;
    const value = tf.image.resizeNearestNeighbor(x as Tensor4D, [height * size[0], width * size[1]]);
    const gradFunc = (dy: Tensor) =>
      tf.mul(tf.avgPool(dy as Tensor4D, [...size], [...size], 'valid'), size[0] * size[1]);
    return { value, gradFunc };
  });
  return operation(input) as Tensor4D;
}

/** Numbers to add before and after an axis for padding 'same': TensorFlow's rule, the odd one at the end. */
function sameSides(length: number, window: number, stride: number): [number, number] {
  const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + window - length);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** For every window the whole area over the part of it that lies inside: what a mean with zeros around has to be multiplied by. */
function insideFactors(length: number, window: number, stride: number): number[] {
  const [before] = sameSides(length, window, stride);
  return Array.from({ length: Math.ceil(length / stride) }, (_, place) => {
    const start = place * stride - before;
    return window / (Math.min(length, start + window) - Math.max(0, start));
  });
}

/**
 * Mean of every window with padding 'same', zeros outside not counted. tfjs' own gradient divides by the whole window
 * at the borders, too, on the plain JS engine (AvgPoolGrad).
 */
export function averageSame(
  tf: TensorFlow,
  x: Tensor4D,
  window: readonly [number, number],
  strides: readonly [number, number],
): Tensor4D {
  const [, height, width] = x.shape;
  const sides = [sameSides(height, window[0], strides[0]), sameSides(width, window[1], strides[1])] as const;
  const mean = tf.avgPool(tf.pad(x, [[0, 0], sides[0], sides[1], [0, 0]]), [...window], [...strides], 'valid');
  const rows = tf.tensor(insideFactors(height, window[0], strides[0]), [1, mean.shape[1], 1, 1]);
  const columns = tf.tensor(insideFactors(width, window[1], strides[1]), [1, 1, mean.shape[2], 1]);
  return tf.mul(mean, tf.mul(rows, columns));
}

/** The same along the steps of a sequence [batch, steps, channels]. */
export function averageSame1d(tf: TensorFlow, x: Tensor3D, window: number, stride: number): Tensor3D {
  return tf.squeeze(averageSame(tf, tf.expandDims(x, 1) as Tensor4D, [1, window], [1, stride]), [1]);
}

type Triple = readonly [number, number, number];

/**
 * The largest number of every block, in two steps: over height and width, then over depth. tfjs' own gradient mixes up
 * rows where a window is not as high as wide, on the plain JS engine (MaxPool3DGrad).
 */
export function maxPool3d(
  tf: TensorFlow,
  x: Tensor5D,
  window: Triple,
  strides: Triple,
  padding: 'same' | 'valid',
): Tensor5D {
  const [batch, depth, height, width, channels] = x.shape;
  const slices = tf.reshape(x, [batch * depth, height, width, channels]) as Tensor4D;
  const flat = tf.maxPool(slices, [window[1], window[2]], [strides[1], strides[2]], padding);
  const [, rows, columns] = flat.shape;
  const stacked = tf.reshape(flat, [batch, depth, rows * columns, channels]) as Tensor4D;
  const deep = tf.maxPool(stacked, [window[0], 1], [strides[0], 1], padding);
  return tf.reshape(deep, [batch, deep.shape[1], rows, columns, channels]);
}

/** Which steps of [batch, steps, features] hold more than the filler, as [batch, steps] of bool, without slopes. */
export function filledSteps(tf: TensorFlow, x: Tensor, filler: number): Tensor {
  const operation = tf.customGrad((...given) => {
    const value = tf.any(tf.notEqual(given[0] as Tensor, filler), -1);
    const { shape } = given[0] as Tensor;
    return { value, gradFunc: () => tf.zeros(shape) };
  });
  return operation(x);
}
