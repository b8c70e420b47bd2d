// Kernels that are done otherwise on WebGPU: its own language promises sine and cosine to 2⁻¹¹ only.
import type { TensorFlow } from '../../../shared/layers/layer';

type Tensor = import('@tensorflow/tfjs').Tensor;
type KernelConfig = import('@tensorflow/tfjs').KernelConfig;

/** 2π as the sum of a number that float32 holds with room to spare, and the rest. */
const turn = [6.28125, 2 * Math.PI - 6.28125] as const;
/** Of sine's series around 0: 1, -1/3!, 1/5!, …; on [-π, π] the first left out is below 3e-8. */
const series = [1];
for (let power = 3; power <= 17; power += 2) series.push(-series[series.length - 1]! / (power * (power - 1)));

/** Sine to float32's accuracy: whole turns taken off, then the series in x². */
function sine(tf: TensorFlow, x: Tensor): Tensor {
  const turns = tf.round(tf.mul(x, 1 / (2 * Math.PI)));
  const rest = tf.sub(tf.sub(x, tf.mul(turns, turn[0])), tf.mul(turns, turn[1]));
  const square = tf.square(rest);
  const [last, ...others] = [...series].reverse();
  const sum = others.reduce<Tensor>(
    (value, coefficient) => tf.add(tf.mul(value, square), coefficient),
    tf.fill(x.shape, last!),
  );
  return tf.mul(rest, sum);
}

function kernels(tf: TensorFlow): readonly KernelConfig[] {
  const unary = (kernelName: string, compute: (x: Tensor) => Tensor): KernelConfig => ({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs }) => tf.tidy(() => compute((inputs as unknown as { readonly x: Tensor }).x)),
  });
  return [unary('Sin', (x) => sine(tf, x)), unary('Cos', (x) => sine(tf, tf.add(x, Math.PI / 2)))];
}

/** Registers them, in place of those that are there. To be called after the engine was loaded. */
export function registerWebGpuKernels(tf: TensorFlow): void {
  for (const kernel of kernels(tf)) {
    if (tf.getKernel(kernel.kernelName, 'webgpu') !== undefined) tf.unregisterKernel(kernel.kernelName, 'webgpu');
    tf.registerKernel(kernel);
  }
}
