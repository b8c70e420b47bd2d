// Which steps of a sequence hold something: [batch, steps] of bool, which a layer hands on with its numbers. The rules are
// Keras'; tfjs' own merging layers have others, which fail for more than two branches.
import type { TensorFlow, TfLayer } from '../layer';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** One per branch; null where all of its steps count. */
export type Masks = readonly (Tensor | null)[];

/** Added to the score of a step that holds nothing: so far below every other that its share rounds to 0. */
export const hidden = -1e9;

/** As tfjs hands them over: one, a list or nothing. */
export function listMasks(given: Tensor | readonly (Tensor | null)[] | null | undefined): Masks {
  if (given === null || given === undefined) return [];
  return 'shape' in given ? [given] : given;
}

/** A step of a sum counts where it counts in any branch, and everywhere as soon as one branch has no empty steps. */
export function mergedMask(tf: TensorFlow, masks: Masks): Tensor | null {
  const [first, ...others] = masks;
  if (first === null || first === undefined) return null;
  return others.reduce<Tensor | null>((all, mask) => all && mask && tf.logicalOr(all, mask), first);
}

/** Branches beside each other merge as above; branches after each other keep their own empty steps. */
function joinedMask(tf: TensorFlow, inputs: readonly Tensor[], masks: Masks, axis: number): Tensor | null {
  const rank = inputs[0]!.rank;
  if (rank !== 3 || masks.every((mask) => mask === null)) return null;
  if (axis !== 1) return mergedMask(tf, masks);
  const filled = inputs.map((input, i) => masks[i] ?? tf.ones([input.shape[0]!, input.shape[1]!], 'bool'));
  return tf.concat(filled, 1);
}

type Rule = (inputs: readonly Tensor[], masks: Masks) => Tensor | null;

function withRule(tf: TensorFlow, layer: TfLayer, rule: Rule): TfLayer {
  layer.computeMask = (inputs, given) =>
    tf.tidy(() => {
      const masks = listMasks(given);
      // Sound: tfjs takes null for "nothing is masked"; its type leaves it out.
      return (masks.length === 0 ? null : rule(Array.isArray(inputs) ? inputs : [inputs], masks)) as Tensor;
    });
  return layer;
}

/** A layer that combines branches number by number. */
export function mergingMasks(tf: TensorFlow, layer: TfLayer): TfLayer {
  return withRule(tf, layer, (_inputs, masks) => mergedMask(tf, masks));
}

/** A layer that puts branches next to each other along an axis, counted with the batch as 0 or from the end. */
export function joiningMasks(tf: TensorFlow, layer: TfLayer, axis: number): TfLayer {
  return withRule(tf, layer, (inputs, masks) => joinedMask(tf, inputs, masks, axis));
}

/** [batch, steps, features] → [batch, features]: the mean of the steps that hold something; 0 where none does. */
export function meanOfFilled(tf: TensorFlow, x: Tensor, mask: Tensor | null): Tensor {
  if (mask === null) return tf.mean(x, 1);
  const counted = tf.expandDims(tf.cast(mask, 'float32'), -1);
  return tf.div(tf.sum(tf.mul(x, counted), 1), tf.maximum(tf.sum(counted, 1), 1));
}
