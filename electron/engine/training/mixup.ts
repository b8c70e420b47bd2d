// Samples of a batch laid over each other, two by two, with their answers (shared/recipes/mixing.ts). Batches are shuffled,
// so that a sample's partner may be the one as far from the batch's other end.
import { mixingOf } from '../../../shared/recipes';
import type { Mixing } from '../../../shared/recipes/recipe';
import type { TensorFlow } from '../../../shared/layers/layer';
import type { NamedTensors } from '../forwardPass';
import type { Network } from '../network';

type Tensor = import('@tensorflow/tfjs').Tensor;

export interface MixedBatch {
  readonly inputs: NamedTensors;
  /** By output: what the loss compares with. */
  readonly targets: NamedTensors;
  /** What metrics compare with: of classes and labels those of the larger share, as metrics count whole answers. */
  readonly measured: NamedTensors;
}

/** A sample's own share, [batch], by the inverse of the distribution: sin² of a quarter turn is Beta(½, ½). */
export function sharesOf(tf: TensorFlow, uniform: Tensor, how: Mixing): Tensor {
  return how === 'even' ? uniform : tf.square(tf.sin(tf.mul(uniform, Math.PI / 2)));
}

function mix(tf: TensorFlow, values: Tensor, shares: Tensor): Tensor {
  const own = tf.reshape(shares, [values.shape[0]!, ...values.shape.slice(1).map(() => 1)]);
  return tf.add(tf.mul(values, own), tf.mul(tf.reverse(values, 0), tf.sub(1, own)));
}

/** As it is where the training does not mix. The caller tidies. */
export function mixedBatch(tf: TensorFlow, network: Network, inputs: NamedTensors, targets: NamedTensors): MixedBatch {
  const how = mixingOf(network.plan);
  if (how === null) return { inputs, targets, measured: targets };
  const [first] = Object.values(inputs);
  const shares = sharesOf(tf, network.random.uniform('recipe/mixup', [first!.shape[0]!]), how);
  const larger = tf.cast(tf.greaterEqual(shares, 0.5), 'float32');
  const { outputs, spec } = network.plan;
  const quantities = new Set(
    outputs.flatMap(({ name, target }) => (spec.targets[target]?.task === 'regression' ? [name] : [])),
  );
  const each = (tensors: NamedTensors, by: (name: string) => Tensor): NamedTensors =>
    Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, mix(tf, tensor, by(name))]));
  return {
    inputs: each(inputs, () => shares),
    targets: each(targets, () => shares),
    measured: each(targets, (name) => (quantities.has(name) ? shares : larger)),
  };
}
