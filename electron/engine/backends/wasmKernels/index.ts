// Kernels that the WebAssembly engine lacks or gets wrong, so that it trains every layer to the native engine's numbers.
import type { TensorFlow } from '../../../../shared/layers/layer';
import { conv3dBackpropFilter, conv3dBackpropInput } from './convolution3dGradients';
import { conv2dBackpropFilter } from './convolutionGradients';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwiseGradients';
import { maxPool3d, maxPool3dGrad, maxPoolGrad } from './maxPooling';
import { unsortedSegmentSum } from './segments';

type KernelConfig = import('@tensorflow/tfjs').KernelConfig;

export const wasmKernels: readonly ((tf: TensorFlow) => KernelConfig)[] = [
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

/** Registers them, in place of those that are there. To be called after the engine was loaded. */
export function registerWasmKernels(tf: TensorFlow): void {
  for (const make of wasmKernels) {
    const kernel = make(tf);
    if (tf.getKernel(kernel.kernelName, 'wasm') !== undefined) tf.unregisterKernel(kernel.kernelName, 'wasm');
    tf.registerKernel(kernel);
  }
}
