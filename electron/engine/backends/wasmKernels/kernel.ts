// How a kernel that the WebAssembly engine lacks is made of operations that it has.
import type { TensorFlow } from '../../../../shared/layers/layer';

type Tensor = import('@tensorflow/tfjs').Tensor;
type KernelConfig = import('@tensorflow/tfjs').KernelConfig;

/**
 * A kernel for the WebAssembly engine, computed by `compute` in operations of tfjs. tfjs records no slopes within a
 * kernel, and what `compute` leaves behind but its result is tidied.
 */
export function composed<I, A>(
  tf: TensorFlow,
  kernelName: string,
  compute: (inputs: I, attributes: A) => Tensor,
): KernelConfig {
  return {
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => tf.tidy(() => compute(inputs as unknown as I, attrs as unknown as A)),
  };
}
