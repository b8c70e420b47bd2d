// Weights that several layers own in the same way.
import type { WeightSpec } from '../layer';

/** Learned numbers with an initializer and the regularization that the person chose. */
export function kernel(
  name: string,
  shape: readonly number[],
  initializer: string,
  penalty: { readonly l1: number; readonly l2: number },
): WeightSpec {
  return { name, shape, trainable: true, initializer, ...penalties(penalty) };
}

function penalties({ l1, l2 }: { readonly l1: number; readonly l2: number }): { l1?: number; l2?: number } {
  return { ...(l1 > 0 ? { l1 } : {}), ...(l2 > 0 ? { l2 } : {}) };
}

/** One number per result, 0 at first; none where the person switched the bias off. */
export function bias(size: number, use: boolean): readonly WeightSpec[] {
  return use ? [{ name: 'bias', shape: [size], trainable: true, initializer: 'zeros' }] : [];
}
