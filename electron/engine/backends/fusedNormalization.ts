// Training of batch normalization through TensorFlow's own operations: one forward, one back, each in few passes over the
// numbers, where shared/layers/parts/batchNormalizing.ts takes a dozen. The same numbers.
import { type NormalizeBatch, normalizeBatchesBy } from '../../../shared/layers/parts/batchNormalizing';
import type { TfLayer, TensorFlow } from '../../../shared/layers/layer';
import { type NativeBackend, nativeBackend, typeAttribute } from '../graph/record';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor4D = import('@tensorflow/tfjs').Tensor4D;

/** Makes a BatchNormalization layer train by the fused operations while the native engine computes; others stay as they are. */
export function useFusedNormalization(tf: TensorFlow, layer: TfLayer): void {
  if (nativeBackend(tf) === null) return;
  normalizeBatchesBy(layer, (usual) => (tf_, ...given) => {
    const backend = nativeBackend(tf_);
    return backend === null ? usual(tf_, ...given) : normalize(backend, tf_, ...given);
  });
}

/** The operations want pictures: [batch, height, width, channels]. */
function asPicture(tf: TensorFlow, x: Tensor): Tensor4D {
  const [batch, ...rest] = x.shape as [number, ...number[]];
  const channels = rest.pop()!;
  const [height = 1, ...others] = rest;
  return tf.reshape(x, [batch, height, tf.util.sizeFromShape(others), channels]);
}

function normalize(
  backend: NativeBackend,
  ...[tf, [x, gamma, beta], epsilon, use]: Parameters<NormalizeBatch>
): Tensor {
  const { TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_STRING } = backend.binding;
  const attributes = [
    typeAttribute(backend, 'float32'),
    typeAttribute(backend, 'float32', 'U'),
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: TF_ATTR_BOOL, value: true },
  ];
  const count = x.size / gamma.size;
  const operation = tf.customGrad((...given) => {
    const [pictures, factor, shift, save] = given as unknown as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void];
    const none = tf.tensor1d([]);
    const outputs = backend.executeMultipleOutputs(
      'FusedBatchNormV3',
      attributes,
      [pictures, factor, shift, none, none],
      6,
    );
    const [y, mean, variance, ...reserved] = outputs as [Tensor, Tensor, Tensor, ...Tensor[]];
    // TensorFlow's variance is the unbiased one; Keras' averages follow the biased one.
    use(mean, tf.mul(variance, (count - 1) / count));
    save([pictures, factor, ...reserved]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [pictures_, factor_, ...reserved_] = saved as [Tensor, Tensor, ...Tensor[]];
      return backend
        .executeMultipleOutputs('FusedBatchNormGradV3', attributes, [dy, pictures_, factor_, ...reserved_], 5)
        .slice(0, 3);
    };
    return { value: y, gradFunc };
  });
  return tf.reshape(operation(asPicture(tf, x), gamma, beta), x.shape);
}
