// Kernels of tfjs-node that are done otherwise here: registered once, when the native engine is found.
import type { TensorFlow } from '../../../shared/layers/layer';
import { nativeBackend, typeAttribute } from '../graph/record';
import { registerNativeGradients } from './nativeGradients';

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
      const axisTensor = tf.scalar(axis, 'int32');
      try {
        return backend.executeSingleOutput(
          'GatherV2',
          [
            { name: 'batch_dims', type: backend.binding.TF_ATTR_INT, value: batchDims },
            typeAttribute(backend, x.dtype, 'Tparams'),
            typeAttribute(backend, indices.dtype, 'Tindices'),
            typeAttribute(backend, 'int32', 'Taxis'),
          ],
          [x, indices, axisTensor],
        );
      } finally {
        axisTensor.dispose();
      }
    },
  };
}

/**
 * Sums over all axes but the last ones, as of a bias' slopes, by TensorFlow's operation for those, which goes through the
 * rows in order: 1.3 to 6 times as fast. Any other sum as tfjs-node has it, and every one on a GPU, where that operation adds
 * in no fixed order.
 */
function sum(tf: TensorFlow): Kernel {
  const usual = tf.getKernel('Sum', 'tensorflow');
  return {
    ...usual,
    kernelFunc: (given) => {
      const { x } = given.inputs as unknown as { readonly x: Tensor };
      const { axis, keepDims } = given.attrs as unknown as {
        readonly axis: number | number[];
        readonly keepDims: boolean;
      };
      const axes = tf.util.parseAxisParam(axis, x.shape);
      const rest = x.shape.slice(axes.length);
      const backend = nativeBackend(tf)!;
      const leading = axes.length > 0 && axes.every((value, index) => value === index);
      const width = tf.util.sizeFromShape(rest);
      const fits = leading && width > 1 && x.size > 0 && x.dtype === 'float32';
      if (!fits || backend.isUsingGpuDevice === true) return usual.kernelFunc(given);
      return tf.tidy(() => {
        const rows = tf.reshape(x, [-1, width]);
        const sums = backend.executeSingleOutput('BiasAddGrad', [typeAttribute(backend, 'float32')], [rows]);
        return tf.reshape(sums, keepDims ? [...axes.map(() => 1), ...rest] : rest);
      });
    },
  };
}

const done = new WeakSet<TensorFlow>();

/** Replaces them and the slopes of nativeGradients.ts, once. To be called after tfjs-node was loaded. */
export function registerNativeKernels(tf: TensorFlow): void {
  if (done.has(tf)) return;
  done.add(tf);
  for (const kernel of [gather(tf), sum(tf)]) {
    const { kernelName, backendName } = kernel;
    if (tf.getKernel(kernelName, backendName) !== undefined) tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel(kernel);
  }
  registerNativeGradients(tf);
}
