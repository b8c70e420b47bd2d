// The slope of a convolution in its kernel, which the WebAssembly engine lacks: a convolution itself.
import type { TensorFlow } from '../../../../shared/layers/layer';
import { composed } from './kernel';
import { type ConvolutionAttributes, convolutionSizes } from './convolutionSizes';

type Tensor4D = import('@tensorflow/tfjs').Tensor4D;
type KernelConfig = import('@tensorflow/tfjs').KernelConfig;

interface Attributes extends ConvolutionAttributes {
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly filterShape: readonly [number, number, number, number];
}

/**
 * dk[a, b, i, o] = Σ over samples n and places p, q of x[n, p·s + a - before, q·s + b - before, i] · dy[n, p, q, o]: the
 * convolution of x with dy as its kernel, where samples and channels change places and the stride becomes a dilation.
 */
export function conv2dBackpropFilter(tf: TensorFlow): KernelConfig {
  return composed<{ readonly x: Tensor4D; readonly dy: Tensor4D }, Attributes>(
    tf,
    'Conv2DBackpropFilter',
    ({ x, dy }, attributes) => {
      const { filterShape } = attributes;
      const channelsLast = attributes.dataFormat !== 'NCHW';
      const input = channelsLast ? x : (tf.transpose(x, [0, 2, 3, 1]) as Tensor4D);
      const slope = channelsLast ? dy : (tf.transpose(dy, [0, 2, 3, 1]) as Tensor4D);
      const sizes = convolutionSizes(tf, input.shape, filterShape, attributes);
      const padded = tf.pad(input, [[0, 0], sizes.rows.sides, sizes.columns.sides, [0, 0]]);
      const swapped = tf.transpose(padded, [3, 1, 2, 0]) as Tensor4D;
      const kernel = tf.transpose(slope, [1, 2, 0, 3]) as Tensor4D;
      const places = tf.conv2d(swapped, kernel, 1, 'valid', 'NHWC', [sizes.rows.stride, sizes.columns.stride]);
      // Rows and columns that no window of a stride reaches make it longer than the kernel.
      const whole = tf.slice(places, [0, 0, 0, 0], [-1, filterShape[0], filterShape[1], -1]);
      return tf.transpose(whole, [1, 2, 0, 3]);
    },
  );
}
