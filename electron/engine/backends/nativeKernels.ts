// Kernels of tfjs-node that are done otherwise here: registered once, when the native engine is found.
import type { TensorFlow } from '../../../shared/layers/layer';
import { nativeBackend } from '../graph/record';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Kernel = import('@tensorflow/tfjs').KernelConfig;

/**
 * Rows by number. tfjs-node reads every number back to check it before TensorFlow checks it again, which costs time and
 * cannot be part of a graph.
 */
function gather(tf: TensorFlow): Kernel {
  return {
    kernelName: 'GatherV2',
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs }) => {
      const backend = nativeBackend(tf)!;
      const { x, indices } = inputs as unknown as { readonly x: Tensor; readonly indices: Tensor };
      const { axis, batchDims } = attrs as unknown as { readonly axis: number; readonly batchDims: number };
      const { TF_ATTR_TYPE, TF_ATTR_INT } = backend.binding;
      const type = (name: string, value: number) => ({ name, type: TF_ATTR_TYPE, value });
      const axisTensor = tf.scalar(axis, 'int32');
      try {
        return backend.executeSingleOutput(
          'GatherV2',
          [
            { name: 'batch_dims', type: TF_ATTR_INT, value: batchDims },
            type('Tparams', backend.getDTypeInteger(x.dtype)),
            type('Tindices', backend.getDTypeInteger(indices.dtype)),
            type('Taxis', backend.getDTypeInteger('int32')),
          ],
          [x, indices, axisTensor],
        );
      } finally {
        axisTensor.dispose();
      }
    },
  };
}

/** Replaces them. To be called after tfjs-node was loaded; once is enough. */
export function registerNativeKernels(tf: TensorFlow): void {
  for (const kernel of [gather(tf)]) {
    const { kernelName, backendName } = kernel;
    if (tf.getKernel(kernelName, backendName) !== undefined) tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel(kernel);
  }
}
