// The slopes of a depthwise convolution in its input and in its kernel, which the WebAssembly engine lacks.
import type { TensorFlow } from '../../../../shared/layers/layer';
import { type AxisSizes, type ConvolutionAttributes, convolutionSizes } from './convolutionSizes';
import { composed } from './kernel';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor4D = import('@tensorflow/tfjs').Tensor4D;
type KernelConfig = import('@tensorflow/tfjs').KernelConfig;
type FourSizes = readonly [number, number, number, number];

/**
 * dk[a, b, c, m] = Σ over samples n and places p, q of x[n, p·s + a·d - before, q·s + b·d - before, c] · dy[n, p, q, c·m]:
 * for each place in the kernel, the numbers of x that meet it, times dy, summed.
 */
export function depthwiseBackpropFilter(tf: TensorFlow): KernelConfig {
  return composed<
    { readonly x: Tensor4D; readonly dy: Tensor4D },
    ConvolutionAttributes & { readonly filterShape: FourSizes }
  >(tf, 'DepthwiseConv2dNativeBackpropFilter', ({ x, dy }, attributes) => {
    const { filterShape } = attributes;
    const { rows, columns } = convolutionSizes(tf, x.shape, filterShape, attributes, true);
    const [height, width, channels, multiplier] = filterShape;
    const padded = tf.pad(x, [[0, 0], rows.sides, columns.sides, [0, 0]]);
    const [batch] = x.shape;
    const count = batch * rows.windows * columns.windows;
    const slope = tf.reshape(dy, [count, channels, multiplier]);
    const end = (place: number, { stride, dilation, windows }: AxisSizes) =>
      place * dilation + (windows - 1) * stride + 1;
    const places: Tensor[] = [];
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const met = tf.stridedSlice(
          padded,
          [0, row * rows.dilation, column * columns.dilation, 0],
          [batch, end(row, rows), end(column, columns), channels],
          [1, rows.stride, columns.stride, 1],
        );
        places.push(tf.sum(tf.mul(tf.reshape(met, [count, channels, 1]), slope), 0));
      }
    }
    return tf.reshape(tf.stack(places), [...filterShape]);
  });
}

/** Zeros between the numbers of an axis, so that they lie `stride` apart. */
function spread(tf: TensorFlow, x: Tensor, axis: number, stride: number): Tensor {
  if (stride === 1) return x;
  const { shape } = x;
  const length = shape[axis]!;
  const apart = tf.reshape(x, [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)]);
  const padded = tf.pad(
    apart,
    apart.shape.map((_, at): [number, number] => [0, at === axis + 1 ? stride - 1 : 0]),
  );
  const joined = tf.reshape(
    padded,
    shape.map((size, at) => (at === axis ? size * stride : size)),
  );
  return tf.slice(
    joined,
    shape.map(() => 0),
    shape.map((size, at) => (at === axis ? (length - 1) * stride + 1 : size)),
  );
}

/**
 * dx[n, h, w, c] = Σ over a, b, m of dy[n, p, q, c·m] · k[a, b, c, m] with h = p·s + a·d - before: a depthwise convolution
 * of dy, spread by the stride, with the flipped kernel, once for each number m that a channel gives.
 */
export function depthwiseBackpropInput(tf: TensorFlow): KernelConfig {
  return composed<
    { readonly dy: Tensor4D; readonly filter: Tensor4D },
    ConvolutionAttributes & { readonly inputShape: FourSizes }
  >(tf, 'DepthwiseConv2dNativeBackpropInput', ({ dy, filter }, attributes) => {
    const { inputShape } = attributes;
    const { rows, columns } = convolutionSizes(tf, inputShape, filter.shape, attributes, true);
    const [height, width, channels, multiplier] = filter.shape;
    const [batch] = inputShape;
    const dilations: [number, number] = [rows.dilation, columns.dilation];
    const flipped = tf.reverse(filter, [0, 1]);
    const perNumber = tf.reshape(dy, [batch, rows.windows, columns.windows * channels, multiplier]);
    /** Cut or filled up so that windows of the flipped kernel start where the input's numbers lie. */
    const fit = (x: Tensor, axis: number, window: number, { dilation, sides }: AxisSizes): Tensor => {
      const reach = (window - 1) * dilation;
      const before = reach - sides[0];
      const after = inputShape[axis]! + reach - x.shape[axis]! - before;
      const cut = tf.slice(
        x,
        x.shape.map((_, at) => (at === axis ? Math.max(0, -before) : 0)),
        x.shape.map((size, at) => (at === axis ? size - Math.max(0, -before) - Math.max(0, -after) : size)),
      );
      return tf.pad(
        cut,
        cut.shape.map((_, at): [number, number] => (at === axis ? [Math.max(0, before), Math.max(0, after)] : [0, 0])),
      );
    };
    const terms = Array.from({ length: multiplier }, (_, number) => {
      const slope = tf.reshape(tf.slice(perNumber, [0, 0, 0, number], [-1, -1, -1, 1]), [
        batch,
        rows.windows,
        columns.windows,
        channels,
      ]);
      const spreadOut = spread(tf, spread(tf, slope, 1, rows.stride), 2, columns.stride);
      const fitted = fit(fit(spreadOut, 1, height, rows), 2, width, columns) as Tensor4D;
      const kernel = tf.slice(flipped, [0, 0, 0, number], [-1, -1, -1, 1]) as Tensor4D;
      return tf.depthwiseConv2d(fitted, kernel, 1, 'valid', 'NHWC', dilations);
    });
    return terms.length === 1 ? terms[0]! : tf.addN(terms);
  });
}
