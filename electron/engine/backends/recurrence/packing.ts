// Masked steps of a recurrent layer, exactly as Keras has them: a masked step hands state and answer on. So the steps that
// count are moved to the front, each sample's own in their order, the recurrence runs over them as if nothing was masked,
// and every step then takes the answer of the last one that counted.
import type { TensorFlow } from '../../../../shared/layers/layer';
import { type NativeBackend, typeAttribute } from '../../graph/record';
import type { Tensor, Tensor2D, Tensor3D } from './cell';

export interface Packing {
  /** [steps, batch, features] with the steps that count in front. */
  pack(sequence: Tensor3D): Tensor3D;
  /** Answers of packed steps, at all steps. */
  everyStep(outputs: Tensor3D): Tensor3D;
  /** The answer of each sample's last step that counts, [batch, units]; zeros where none does. */
  lastStep(outputs: Tensor3D): Tensor2D;
  /** How many steps of the sample with the most of them count, an int32 scalar. */
  readonly longest: Tensor;
}

/** `mask` is [steps, batch], 1 (int32) for steps that count. The caller tidies. */
export function createPacking(backend: NativeBackend, tf: TensorFlow, mask: Tensor2D): Packing {
  const [count, batch] = mask.shape;
  const column = tf.range(0, count, 1, 'int32').reshape([count, 1]);
  const sample = tf.range(0, batch, 1, 'int32');
  // Steps that count up to here, and in all.
  const counted = tf.cumsum(mask, 0) as Tensor2D;
  const lengths = counted.slice([count - 1, 0], [1, batch]);
  const place = tf.where(
    mask.cast('bool'),
    tf.sub(counted, tf.scalar(1, 'int32')),
    tf.add(lengths, tf.sub(column, counted)),
  );
  /** Places in rows of [steps · batch, …]. */
  const rowOf = (step: Tensor): Tensor => tf.add(tf.mul(step, tf.scalar(batch, 'int32')), sample).reshape([step.size]);
  const packedRow = rowOf(place);
  const sourceRow = backend.executeSingleOutput('InvertPermutation', [typeAttribute(backend, 'int32')], [packedRow]);
  const rows = (sequence: Tensor3D): Tensor2D => sequence.reshape([count * batch, sequence.shape[2]]);
  /** The answers of `steps` counted from 1; zeros for step 0. */
  const answers = (outputs: Tensor3D, steps: Tensor): Tensor2D => {
    const some = tf.greater(steps, 0).cast('float32').reshape([steps.size, 1]);
    const from = rowOf(tf.maximum(tf.sub(steps, tf.scalar(1, 'int32')), tf.scalar(0, 'int32')));
    return tf.mul(tf.gather(rows(outputs), from as never), some);
  };
  return {
    pack: (sequence) => {
      // Rows change places only, so slopes go back the same way.
      const move = tf.customGrad((...given) => {
        const [x, save] = given as unknown as [Tensor, (tensors: Tensor[]) => void];
        save([packedRow]);
        return {
          value: tf.gather(x, sourceRow as never),
          gradFunc: (slope: Tensor, saved: Tensor[]) => tf.gather(slope, saved[0] as never),
        };
      });
      return move(rows(sequence)).reshape(sequence.shape);
    },
    everyStep: (outputs) => answers(outputs, counted).reshape(outputs.shape),
    lastStep: (outputs) => answers(outputs, lengths),
    longest: tf.max(lengths),
  };
}
