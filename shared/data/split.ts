// Which samples train, which watch and which judge: a seeded split with exact counts.
import { createRandom, permutation } from '../random';
import type { Part, SplitConfig } from './config';

export const partNames: readonly Part[] = ['train', 'validation', 'test'];

export type PartCounts = { readonly [P in Part]: number };

/**
 * Samples in each part of `n`: shares of their sum, rounded by largest remainder, so that they add up to n. A part
 * whose share is above zero gets at least one sample as long as there are enough to go round.
 */
export function splitCounts(n: number, split: Pick<SplitConfig, Part>): PartCounts {
  const shares = partNames.map((part) => Math.max(0, split[part]));
  const sum = shares.reduce((a, b) => a + b, 0);
  if (!(sum > 0) || n <= 0) return { train: 0, validation: 0, test: 0 };
  // 0.15 * 20 must count as 3 whole samples, not as 2 and a remainder of 0.9999.
  const ideal = shares.map((share) => Math.round(((n * share) / sum) * 1e9) / 1e9);
  const counts = ideal.map(Math.floor);
  const order = [0, 1, 2].sort((a, b) => ideal[b]! - counts[b]! - (ideal[a]! - counts[a]!) || a - b);
  let rest = n - counts.reduce((a, b) => a + b, 0);
  for (const part of order) {
    if (rest === 0 || shares[part] === 0) continue;
    counts[part]!++;
    rest--;
  }
  const wanted = [0, 1, 2].filter((part) => shares[part]! > 0);
  if (n >= wanted.length) {
    for (const part of wanted) {
      if (counts[part]! > 0) continue;
      const richest = counts.indexOf(Math.max(...counts));
      counts[richest]!--;
      counts[part]!++;
    }
  }
  return { train: counts[0]!, validation: counts[1]!, test: counts[2]! };
}

/**
 * Splits samples into three parts with the counts of `splitCounts`, each part in ascending order. The same seed and
 * samples give the same parts on every machine. With `labels` (a class index per entry of `samples`) and
 * `split.stratify`, every class is spread over the parts by their shares, within two samples of its exact share.
 */
export function splitSamples(
  samples: Uint32Array,
  split: SplitConfig,
  labels?: ArrayLike<number>,
): { readonly [P in Part]: Uint32Array } {
  const n = samples.length;
  const counts = splitCounts(n, split);
  const order = permutation(n, createRandom(split.seed).fork('split'));
  if (split.stratify && labels !== undefined) {
    // Classes one after the other, shuffled within: any stretch of this order is then shared out evenly below.
    const keys = Array.from(order);
    const rank = new Uint32Array(n);
    for (let i = 0; i < n; i++) rank[order[i]!] = i;
    keys.sort((a, b) => labels[a]! - labels[b]! || rank[a]! - rank[b]!);
    order.set(keys);
  }
  const parts = {
    train: new Uint32Array(counts.train),
    validation: new Uint32Array(counts.validation),
    test: new Uint32Array(counts.test),
  };
  const given = { train: 0, validation: 0, test: 0 };
  for (let i = 0; i < n; i++) {
    // The part that is furthest behind its quota takes the next sample, so every prefix is split by the shares.
    let next: Part = 'train';
    let behind = -Infinity;
    for (const part of partNames) {
      if (given[part] >= counts[part]) continue;
      const lag = ((i + 1) * counts[part]) / n - given[part];
      if (lag > behind) [next, behind] = [part, lag];
    }
    parts[next][given[next]++] = samples[order[i]!]!;
  }
  for (const part of partNames) parts[part].sort();
  return parts;
}
