// Looking up rows of a table.
import type { TensorFlow } from '../../layer';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor2D = import('@tensorflow/tfjs').Tensor2D;

/**
 * table[indices]: [rows, width] and int32 [n] → [n, width]. The slope of a row is the sum over its look-ups, by
 * scatterND: tfjs' own gradient of gather needs an operation that the WebAssembly engine lacks.
 */
export function rowsAt(tf: TensorFlow, table: Tensor2D, indices: Tensor): Tensor2D {
  const operation = tf.customGrad((...given) => {
    const [source, save] = given as [Tensor, (tensors: Tensor[]) => void];
    save([indices]);
    const { shape } = source;
    const value = tf.gather(source, indices as import('@tensorflow/tfjs').Tensor1D);
    const gradFunc = (dy: Tensor, saved: Tensor[]) =>
      tf.scatterND(tf.reshape(saved[0]!, [saved[0]!.size, 1]), dy, shape);
    return { value, gradFunc };
  });
  return operation(table) as Tensor2D;
}
