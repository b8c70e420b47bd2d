// Magnitude pruning: while a network trains, its smallest weights are set to 0 and kept there, a few more at a time.

/** How often weights are taken out on the way to the share that is wanted. */
const times = 20;

/** Steps until all are taken out: the first half of the run. The second half mends what was lost. */
export function pruningSteps(totalSteps: number): number {
  return Math.max(1, Math.ceil(totalSteps / 2));
}

/** Steps from `step` (done so far) until weights are taken out next; Infinity once all are. */
export function stepsUntilPruning(step: number, totalSteps: number): number {
  const last = pruningSteps(totalSteps);
  if (step >= last) return Infinity;
  const every = Math.ceil(last / times);
  return Math.min(last, (Math.floor(step / every) + 1) * every) - step;
}

/**
 * The share of weights that are 0 after `step` steps: share · (1 - (1 - step / steps)³), fast while many are superfluous
 * and slow towards the end (Zhu and Gupta 2017, arXiv:1710.01878, from 0).
 */
export function shareAt(share: number, step: number, totalSteps: number): number {
  return share * (1 - (1 - Math.min(1, step / pruningSteps(totalSteps))) ** 3);
}

/**
 * 1 for weights that stay and 0 for the floor(share · n) nearest to 0, of equal ones the first: np.argsort(abs(values),
 * kind='stable')[:k].
 */
export function magnitudeMask(values: Float32Array, share: number): Float32Array {
  const mask = new Float32Array(values.length).fill(1);
  const out = Math.floor(share * values.length);
  if (out === 0) return mask;
  const limit = values.map(Math.abs).sort()[out - 1]!;
  let left = out;
  values.forEach((value, at) => {
    if (Math.abs(value) >= limit) return;
    mask[at] = 0;
    left -= 1;
  });
  for (let at = 0; left > 0 && at < values.length; at++) {
    if (Math.abs(values[at]!) !== limit) continue;
    mask[at] = 0;
    left -= 1;
  }
  return mask;
}

/** Kernels and tables; what is added to every answer, or scales it, stays. */
export function isPruned(shape: readonly number[]): boolean {
  return shape.length >= 2;
}
