// The slopes of a convolution over volumes, which the WebAssembly engine's own kernels get wrong: for each place along
// the kernel's depth, those of a convolution over pictures, with samples and depth as one.
import type { TensorFlow } from '../../../../shared/layers/layer';
import { composed } from './kernel';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor3D = import('@tensorflow/tfjs').Tensor3D;
type Tensor4D = import('@tensorflow/tfjs').Tensor4D;
type Tensor5D = import('@tensorflow/tfjs').Tensor5D;
type KernelConfig = import('@tensorflow/tfjs').KernelConfig;
type FiveSizes = [number, number, number, number, number];

interface Attributes {
  readonly strides: number | [number, number, number];
  readonly pad: 'same' | 'valid';
}

function pictureStrides(strides: Attributes['strides']): [number, number] {
  return typeof strides === 'number' ? [strides, strides] : [strides[1], strides[2]];
}

/** [batch, depth, height, width, channels] with the first two as one. */
function pictures(tf: TensorFlow, x: Tensor): Tensor4D {
  const [batch, depth, ...rest] = x.shape as FiveSizes;
  return tf.reshape(x, [batch * depth, ...rest]);
}

export function conv3dBackpropFilter(tf: TensorFlow): KernelConfig {
  return composed<{ readonly x: Tensor5D; readonly dy: Tensor5D }, Attributes & { readonly filterShape: FiveSizes }>(
    tf,
    'Conv3DBackpropFilterV2',
    ({ x, dy }, { strides, pad, filterShape }) => {
      const info = tf.backend_util.computeConv3DInfo(x.shape, filterShape, strides, 1, pad);
      const { front, back } = info.padInfo;
      const [batch, , height, width, channels] = x.shape;
      const padded = tf.pad(x, [
        [0, 0],
        [front, back],
        [0, 0],
        [0, 0],
        [0, 0],
      ]);
      const places = Array.from({ length: filterShape[0] }, (_, place) => {
        const met = tf.stridedSlice(
          padded,
          [0, place, 0, 0, 0],
          [batch, place + (info.outDepth - 1) * info.strideDepth + 1, height, width, channels],
          [1, info.strideDepth, 1, 1, 1],
        );
        return tf
          .engine()
          .runKernel(
            'Conv2DBackpropFilter',
            { x: pictures(tf, met), dy: pictures(tf, dy) },
            { strides: pictureStrides(strides), pad, dataFormat: 'NHWC', filterShape: filterShape.slice(1) },
          ) as Tensor;
      });
      return tf.stack(places);
    },
  );
}

export function conv3dBackpropInput(tf: TensorFlow): KernelConfig {
  return composed<
    { readonly dy: Tensor5D; readonly filter: Tensor5D },
    Attributes & { readonly inputShape: FiveSizes }
  >(tf, 'Conv3DBackpropInputV2', ({ dy, filter }, { strides, pad, inputShape }) => {
    const info = tf.backend_util.computeConv3DInfo(inputShape, filter.shape, strides, 1, pad);
    const [batch, depth, height, width, channels] = inputShape;
    const { front, back } = info.padInfo;
    const stride = info.strideDepth;
    /** Of the input with its padding; windows of a stride may not reach its end. */
    const whole = depth + front + back;
    const terms = tf.unstack(filter).map((part, place) => {
      const slopes = tf.conv2dTranspose(
        pictures(tf, dy),
        part as Tensor4D,
        [batch * info.outDepth, height, width, channels],
        pictureStrides(strides),
        pad,
      );
      // One picture after the other, `stride` apart in depth, the first at `place`.
      const rows = tf.reshape(slopes, [batch, info.outDepth, 1, height * width * channels]) as Tensor4D;
      const spread = tf.pad(rows, [
        [0, 0],
        [0, 0],
        [0, stride - 1],
        [0, 0],
      ]);
      const length = (info.outDepth - 1) * stride + 1;
      const joined = tf.reshape(spread, [batch, info.outDepth * stride, height * width * channels]) as Tensor3D;
      const cut = tf.slice(joined, [0, 0, 0], [batch, length, height * width * channels]);
      return tf.pad(cut, [
        [0, 0],
        [place, whole - place - length],
        [0, 0],
      ]);
    });
    const sum = tf.addN(terms);
    return tf.reshape(tf.slice(sum, [0, front, 0], [batch, depth, height * width * channels]), inputShape);
  });
}
