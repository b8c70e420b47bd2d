// Kernels that the WebAssembly engine lacks, gets wrong or is slow at, so that it trains every layer to the native
// engine's numbers.
import type { TensorFlow } from '../../../../shared/layers/layer';
import { conv3dBackpropFilter, conv3dBackpropInput } from './convolution3dGradients';
import { conv2dBackpropFilter } from './convolutionGradients';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwiseGradients';
import { batchMatMul } from './matMul';
import { maxPool3d, maxPool3dGrad, maxPoolGrad } from './maxPooling';
import { unsortedSegmentSum } from './segments';

type KernelConfig = import('@tensorflow/tfjs').KernelConfig;

export const wasmKernels: readonly ((tf: TensorFlow) => KernelConfig)[] = [
  batchMatMul,
  conv2dBackpropFilter,
  conv3dBackpropFilter,
  conv3dBackpropInput,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  maxPool3d,
  maxPool3dGrad,
  maxPoolGrad,
  unsortedSegmentSum,
];

const registered = new WeakSet<TensorFlow>();

/** Registers them once, in place of those that are there. To be called after the engine was loaded. */
export function registerWasmKernels(tf: TensorFlow): void {
  if (registered.has(tf)) return;
  registered.add(tf);
  for (const make of wasmKernels) {
    const kernel = make(tf);
    if (tf.getKernel(kernel.kernelName, 'wasm') !== undefined) tf.unregisterKernel(kernel.kernelName, 'wasm');
    tf.registerKernel(kernel);
  }
}
