// Samples dealt out into bins: one by one, by their labels, or group by group, in a seeded order.
import { createRandom, permutation } from '../random';
import { stratifyLabels } from './stratifyLabels';

/** Places of the samples in the order in which they are dealt out: shuffled, and classes one after the other where wanted. */
export function dealingOrder(n: number, seed: number, labels: ArrayLike<number> | undefined): Uint32Array {
  const order = permutation(n, createRandom(seed).fork('split'));
  if (labels === undefined) return order;
  // Classes one after the other, shuffled within: any stretch of this order is then shared out evenly.
  const byClass = new Map<number, number>();
  for (let i = 0; i < n; i++) byClass.set(labels[i]!, (byClass.get(labels[i]!) ?? 0) + 1);
  let from = 0;
  for (const label of [...byClass.keys()].sort((a, b) => a - b)) {
    const size = byClass.get(label)!;
    byClass.set(label, from);
    from += size;
  }
  const sorted = new Uint32Array(n);
  for (const place of order) {
    const label = labels[place]!;
    const at = byClass.get(label)!;
    sorted[at] = place;
    byClass.set(label, at + 1);
  }
  return sorted;
}

/** Spreads the labels of these samples over bins of these sizes, in a seeded order. */
export function dealLabels(labels: readonly (readonly number[])[], sizes: readonly number[], seed: number): Int8Array {
  return stratifyLabels(labels, sizes, permutation(labels.length, createRandom(seed).fork('split')));
}

/** Deals samples in this order into bins of these sizes, every prefix by the shares. -1: none. */
export function deal(order: Uint32Array, quotas: readonly number[]): Int8Array {
  const n = order.length;
  const given = quotas.map(() => 0);
  const bins = new Int8Array(n).fill(-1);
  for (let i = 0; i < n; i++) {
    // The bin that is furthest behind its quota takes the next sample.
    let next = 0;
    let behind = -Infinity;
    for (const [bin, quota] of quotas.entries()) {
      if (given[bin]! >= quota) continue;
      const lag = ((i + 1) * quota) / n - given[bin]!;
      if (lag > behind) [next, behind] = [bin, lag];
    }
    bins[order[i]!] = next;
    given[next]!++;
  }
  return bins;
}

/** Groups by first appearance: how many samples each has, and the group of each sample. */
export function groupSizes(groups: ArrayLike<number>): {
  readonly sizes: readonly number[];
  readonly groupOf: Int32Array;
} {
  const index = new Map<number, number>();
  const sizes: number[] = [];
  const groupOf = new Int32Array(groups.length);
  for (let i = 0; i < groups.length; i++) {
    let at = index.get(groups[i]!);
    if (at === undefined) {
      at = sizes.length;
      index.set(groups[i]!, at);
      sizes.push(0);
    }
    sizes[at]!++;
    groupOf[i] = at;
  }
  return { sizes, groupOf };
}

/**
 * Deals whole groups of these sizes into bins, the largest first, each to the bin that lacks most (longest processing
 * time rule, as scikit-learn's GroupKFold); equal sizes in a seeded order. Every wanted bin gets a group as long as
 * there are enough. Returns the bin of each group.
 */
export function dealGroups(sizes: readonly number[], quotas: readonly number[], seed: number): Int8Array {
  const rank = permutation(sizes.length, createRandom(seed).fork('split'));
  const order = Array.from(sizes.keys()).sort((a, b) => sizes[b]! - sizes[a]! || rank[a]! - rank[b]!);
  const given = quotas.map(() => 0);
  const held = quotas.map(() => 0);
  const bin = new Int8Array(sizes.length);
  const wanted = quotas.flatMap((quota, at) => (quota > 0 ? [at] : []));
  order.forEach((group, turn) => {
    const left = order.length - turn;
    const empty = wanted.filter((at) => held[at] === 0);
    // The last groups go where there is none yet.
    const choices = empty.length >= left && empty.length > 0 ? empty : wanted;
    let next = choices[0] ?? 0;
    for (const at of choices) if (quotas[at]! - given[at]! > quotas[next]! - given[next]!) next = at;
    bin[group] = next;
    given[next]! += sizes[group]!;
    held[next]!++;
  });
  return bin;
}
