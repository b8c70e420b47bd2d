// Sums of rows by number, the slope of a look-up (Embedding, gather), which the WebAssembly engine lacks.
import type { TensorFlow } from '../../../../shared/layers/layer';
import { composed } from './kernel';
import { product } from '../../../../shared/shape';

type Tensor = import('@tensorflow/tfjs').Tensor;
type KernelConfig = import('@tensorflow/tfjs').KernelConfig;

/**
 * out[s] = the sum of all x[i] with segmentIds[i] = s. Scattering adds up what lands in one place. Numbers outside of
 * [0, numSegments) are left out, as TensorFlow does: they land in a row that is cut off.
 */
export function unsortedSegmentSum(tf: TensorFlow): KernelConfig {
  return composed<{ readonly x: Tensor; readonly segmentIds: Tensor }, { readonly numSegments: number }>(
    tf,
    'UnsortedSegmentSum',
    ({ x, segmentIds }, { numSegments }) => {
      const { shape } = x;
      const [count = 1, ...inner] = shape;
      const width = product(inner);
      const outside = tf.scalar(numSegments, 'int32');
      const inside = tf.logicalAnd(tf.greaterEqual(segmentIds, 0), tf.less(segmentIds, outside));
      const rows = tf.reshape(tf.where(inside, segmentIds, outside), [count, 1]);
      const sums = tf.scatterND(rows, tf.reshape(x, [count, width]), [numSegments + 1, width]);
      return tf.reshape(tf.slice(sums, [0, 0], [numSegments, width]), [numSegments, ...inner]);
    },
  );
}
