// Training of dilated convolutions. tfjs computes them but has no gradient for them ("dilation rates greater than 1 are
// not yet supported in gradients"), so a built layer gets a call of its own here. Nothing else about it changes: its
// class, weights and saved form stay tfjs'.
import type { TensorFlow, TfLayer } from '../layer';
import { withCall } from './gradients';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor4D = import('@tensorflow/tfjs').Tensor4D;
type Pair = readonly [number, number];

/**
 * tf.conv2d with strides of 1 and any dilation, differentiable in x [batch, height, width, in] and in
 * kernel [height, width, in, out]. y[i] = Σₐ x[i + a·d - before] · k[a] along each axis gives
 * dx[j] = Σₐ dy[j - a·d + before] · k[a], a convolution with the flipped kernel, and
 * dk[a] = Σᵢ x[i + a·d - before] · dy[i], one matrix product for each place in the window.
 * Oracle: Keras' gradients, tests/oracle/layers.oracle.test.ts.
 */
function dilatedConv2d(
  tf: TensorFlow,
  x: Tensor4D,
  kernel: Tensor4D,
  padding: 'same' | 'valid',
  dilation: Pair,
): Tensor4D {
  const [rows, columns, inputs, outputs] = kernel.shape;
  const reach: Pair = [dilation[0] * (rows - 1), dilation[1] * (columns - 1)];
  const before: Pair = padding === 'same' ? [Math.floor(reach[0] / 2), Math.floor(reach[1] / 2)] : [0, 0];
  const after: Pair = padding === 'same' ? [reach[0] - before[0], reach[1] - before[1]] : [0, 0];

  const operation = tf.customGrad((...args) => {
    const [input, weights, save] = args as [Tensor, Tensor, (tensors: Tensor[]) => void];
    save([input, weights]);
    const value = tf.conv2d(input as Tensor4D, weights as Tensor4D, 1, padding, 'NHWC', [...dilation]);
    const gradFunc = (slope: Tensor, saved: Tensor[]): Tensor[] => {
      const dy = slope as Tensor4D;
      const [savedInput, savedKernel] = saved as [Tensor4D, Tensor4D];
      const [batch, height, width] = dy.shape;
      const dx = (): Tensor => {
        const flipped = tf.transpose(tf.reverse(savedKernel, [0, 1]), [0, 1, 3, 2]) as Tensor4D;
        const top = reach[0] - before[0];
        const left = reach[1] - before[1];
        const padded = tf.pad(dy, [
          [0, 0],
          [top, savedInput.shape[1] - height + reach[0] - top],
          [left, savedInput.shape[2] - width + reach[1] - left],
          [0, 0],
        ]);
        return tf.conv2d(padded, flipped, 1, 'valid', 'NHWC', [...dilation]);
      };
      const dk = (): Tensor => {
        const padded = tf.pad(savedInput, [
          [0, 0],
          [before[0], after[0]],
          [before[1], after[1]],
          [0, 0],
        ]);
        const flat = tf.reshape(dy, [-1, outputs]);
        const places: Tensor[] = [];
        for (let row = 0; row < rows; row++) {
          for (let column = 0; column < columns; column++) {
            const seen = tf.slice(
              padded,
              [0, row * dilation[0], column * dilation[1], 0],
              [batch, height, width, inputs],
            );
            places.push(tf.matMul(tf.reshape(seen, [-1, inputs]), flat, true, false));
          }
        }
        return tf.reshape(tf.stack(places), [rows, columns, inputs, outputs]);
      };
      return [tf.tidy(dx), tf.tidy(dk)];
    };
    return { value, gradFunc };
  });
  return operation(x, kernel) as Tensor4D;
}

/**
 * Makes a Conv1D or Conv2D layer with dilation above 1 trainable; leaves one without dilation as it is.
 * `dilation` has one number for Conv1D, two for Conv2D.
 */
export function trainDilated(
  tf: TensorFlow,
  layer: TfLayer,
  padding: 'same' | 'valid',
  dilation: readonly number[],
): TfLayer {
  if (dilation.every((rate) => rate === 1)) return layer;
  // tfjs' types keep a layer's activation to themselves.
  const { activation } = layer as unknown as { activation: { apply(x: Tensor): Tensor } | null };
  return withCall(tf, layer, (x) => {
    const [kernel, bias] = layer.weights.map((weight) => weight.read());
    let y: Tensor;
    if (dilation.length === 1) {
      // A sequence is a picture one pixel high.
      const picture = tf.expandDims(x, 1) as Tensor4D;
      y = tf.squeeze(dilatedConv2d(tf, picture, tf.expandDims(kernel!, 0), padding, [1, dilation[0]!]), [1]);
    } else {
      y = dilatedConv2d(tf, x as Tensor4D, kernel as Tensor4D, padding, [dilation[0]!, dilation[1]!]);
    }
    if (bias !== undefined) y = tf.add(y, bias);
    return activation === null ? y : activation.apply(y);
  });
}
