// Products of matrices of which one is transposed, as every slope of a dense layer has them: the WebAssembly engine's own
// kernel is five times slower at them than at plain ones, so they are turned first.
import type { TensorFlow } from '../../../../shared/layers/layer';

type Tensor = import('@tensorflow/tfjs').Tensor;
type KernelConfig = import('@tensorflow/tfjs').KernelConfig;

/** Around the engine's own kernel, which must be registered. Several products at once stay its own affair. */
export function batchMatMul(tf: TensorFlow): KernelConfig {
  const own = tf.getKernel('BatchMatMul', 'wasm');
  const isOne = ({ shape }: Tensor) => shape.slice(0, -2).every((size) => size === 1);
  return {
    ...own,
    kernelFunc: (given) => {
      const { a, b } = given.inputs as unknown as { readonly a: Tensor; readonly b: Tensor };
      const { transposeA, transposeB } = given.attrs as unknown as {
        readonly transposeA: boolean;
        readonly transposeB: boolean;
      };
      if ((!transposeA && !transposeB) || !isOne(a) || !isOne(b)) return own.kernelFunc(given);
      const turned: Tensor[] = [];
      const turn = (x: Tensor): Tensor => {
        const axes = x.shape.map((_, axis) => axis);
        turned.push(tf.transpose(x, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]));
        return turned[turned.length - 1]!;
      };
      const inputs = { a: transposeA ? turn(a) : a, b: transposeB ? turn(b) : b };
      const result = own.kernelFunc({ ...given, inputs, attrs: { transposeA: false, transposeB: false } });
      tf.dispose(turned);
      return result;
    },
  };
}
