// Metrics of a quantity are in the data's own units: what `inUnits` (shared/data/preprocess.ts) does, on tensors.
import type { FittedTarget, ReversibleStep } from '../../../shared/data/fitted';
import type { TensorFlow } from '../../../shared/layers/layer';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** Turns scaled values back into the data's own units. */
export type Units = (values: Tensor) => Tensor;

function undone(tf: TensorFlow, step: ReversibleStep, y: Tensor): Tensor {
  const size = tf.abs(y);
  return step.type === 'root' ? tf.mul(y, size) : tf.mul(tf.sign(y), tf.expm1(size));
}

/** Null where there is nothing to turn back. */
export function unitsOf(tf: TensorFlow, target: FittedTarget): Units | null {
  if (target.task !== 'regression') return null;
  const { steps = [], subtract, divide } = target;
  return (values) =>
    steps.reduceRight<Tensor>((y, step) => undone(tf, step, y), tf.add(tf.mul(values, divide), subtract));
}
