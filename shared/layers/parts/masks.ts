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

/** Branches beside each other merge as above; branches after each other, along the steps, keep their own empty ones. */
function joinedMask(tf: TensorFlow, inputs: readonly Tensor[], masks: Masks, axis: number): Tensor | null {
  const { rank } = inputs[0]!;
  if (rank !== 3 || masks.every((mask) => mask === null)) return null;
  if ((axis + rank) % rank !== 1) return mergedMask(tf, masks);
  const filled = inputs.map((input, i) => masks[i] ?? tf.ones([input.shape[0]!, input.shape[1]!], 'bool'));
  return tf.concat(filled, 1);
}

/** [batch, steps, features] → [batch, features]: the mean of the steps that hold something; 0 where none does. */
function meanOfFilled(tf: TensorFlow, x: Tensor, mask: Tensor | null): Tensor {
  if (mask === null) return tf.mean(x, 1);
  const counted = tf.expandDims(tf.cast(mask, 'float32'), -1);
  return tf.div(tf.sum(tf.mul(x, counted), 1), tf.maximum(tf.sum(counted, 1), 1));
}

const heeding = new WeakSet<TensorFlow>();

/**
 * Gives tfjs' own classes Keras' rules, so that networks of ours and saved models that name these classes answer alike.
 * tfjs 4.22: GlobalAveragePooling1D counts empty steps; merging layers give a mask of another shape.
 */
export function heedMasks(tf: TensorFlow): void {
  if (heeding.has(tf)) return;
  heeding.add(tf);
  const classOf = (layer: TfLayer) => Object.getPrototypeOf(layer) as TfLayer;
  const { add, average, concatenate, globalAveragePooling1d, maximum, minimum, multiply } = tf.layers;
  // Sound: tfjs takes null for "nothing is masked"; its type leaves it out.
  const none = null as unknown as Tensor;
  for (const make of [add, average, maximum, minimum, multiply])
    classOf(make()).computeMask = (_inputs, masks) => tf.tidy(() => mergedMask(tf, listMasks(masks)) ?? none);
  classOf(concatenate()).computeMask = function (this: TfLayer, inputs, given) {
    const masks = listMasks(given);
    if (masks.length === 0) return none;
    const axis = Number(this.getConfig()['axis']);
    return tf.tidy(() => joinedMask(tf, Array.isArray(inputs) ? inputs : [inputs], masks, axis) ?? none);
  };
  classOf(globalAveragePooling1d({})).call = (inputs, kwargs) => {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.tidy(() => meanOfFilled(tf, x, listMasks(kwargs['mask'] as Tensor | undefined)[0] ?? null));
  };
}
