// Sizes of pictures, and weighing their channels.
import type { TensorFlow } from '../../layer';
import type { Operation } from '../ownLayer';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor3D = import('@tensorflow/tfjs').Tensor3D;

/** Rows of weights by which `to` places are mixed from `from` places, centres of pixels at halves as TensorFlow has it. */
export function mixing(from: number, to: number, nearest: boolean): Float32Array {
  const weights = new Float32Array(to * from);
  for (let place = 0; place < to; place++) {
    const at = ((place + 0.5) * from) / to;
    if (nearest) {
      weights[place * from + Math.min(from - 1, Math.floor(at))] = 1;
      continue;
    }
    const below = Math.floor(at - 0.5);
    const share = at - 0.5 - below;
    weights[place * from + Math.min(from - 1, Math.max(0, below))]! += 1 - share;
    weights[place * from + Math.min(from - 1, Math.max(0, below + 1))]! += share;
  }
  return weights;
}

/** Rows, then columns, mixed by [batch or 1, to, from]: two matrix products, with the slopes of matrix products. */
export function mixPicture(tf: TensorFlow, x: Tensor, rows: Tensor, columns: Tensor): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const high = rows.shape[1]!;
  const wide = columns.shape[1]!;
  const tall = tf.matMul(rows as Tensor3D, tf.reshape(x, [batch, height, width * channels]));
  const turned = tf.transpose(tf.reshape(tall, [batch, high, width, channels]), [0, 2, 1, 3]);
  const broad = tf.matMul(columns as Tensor3D, tf.reshape(turned, [batch, width, high * channels]));
  return tf.transpose(tf.reshape(broad, [batch, wide, high, channels]), [0, 2, 1, 3]);
}

/** tf.image.resize without antialiasing, as keras.layers.Resizing calls it. */
export const resizing: Operation<{
  readonly height: number;
  readonly width: number;
  readonly interpolation: string;
}> = {
  name: 'LayerloomResizing',
  compute(tf, { inputs }, { height, width, interpolation }) {
    const [batch, oldHeight, oldWidth] = inputs[0]!.shape as [number, number, number];
    const nearest = interpolation === 'nearest';
    const matrix = (from: number, to: number): Tensor =>
      tf.tile(tf.tensor(mixing(from, to, nearest), [1, to, from]), [batch, 1, 1]);
    return mixPicture(tf, inputs[0]!, matrix(oldHeight, height), matrix(oldWidth, width));
  },
};

/** Channels become blocks of size × size pixels: [h, w, s·s·c] → [h·s, w·s, c]. Shi et al., 2016; order of tf.nn.depth_to_space. */
export const depthToSpace: Operation<{ readonly size: number }> = {
  name: 'LayerloomDepthToSpace',
  compute(tf, { inputs }, { size }) {
    const [batch, height, width, depth] = inputs[0]!.shape as [number, number, number, number];
    const channels = depth / (size * size);
    const rows = tf.reshape(inputs[0]!, [batch * height, width, size, size * channels]);
    return tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [batch, height * size, width * size, channels]);
  },
};

/** The way back: [h·s, w·s, c] → [h, w, s·s·c]. */
export const spaceToDepth: Operation<{ readonly size: number }> = {
  name: 'LayerloomSpaceToDepth',
  compute(tf, { inputs }, { size }) {
    const [batch, height, width, channels] = inputs[0]!.shape as [number, number, number, number];
    const rows = tf.reshape(inputs[0]!, [(batch * height) / size, size, width / size, size * channels]);
    return tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [batch, height / size, width / size, size * size * channels]);
  },
};

/** x · sigmoid(W₂ relu(W₁ mean(x) + b₁) + b₂), one factor per channel. Hu, Shen and Sun, 2017. */
export const squeezeAndExcite: Operation<Record<string, never>> = {
  name: 'LayerloomSqueezeAndExcite',
  compute(tf, { inputs, weights }) {
    const x = inputs[0]!;
    const [reduce, reduceBias, expand, expandBias] = weights as [Tensor, Tensor, Tensor, Tensor];
    const mean = tf.mean(x, [1, 2]) as import('@tensorflow/tfjs').Tensor2D;
    const small = tf.relu(tf.add(tf.matMul(mean, reduce as typeof mean), reduceBias)) as typeof mean;
    const factors = tf.sigmoid(tf.add(tf.matMul(small, expand as typeof mean), expandBias));
    return tf.mul(x, tf.reshape(factors, [x.shape[0]!, 1, 1, x.shape[3]!]));
  },
};
