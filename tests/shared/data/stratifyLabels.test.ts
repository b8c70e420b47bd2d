// Several labels spread over parts and folds: exact sizes, and each label's share as near as it can be.
import { describe, expect, it } from 'vitest';
import { type SplitKeys, splitCounts, splitSamples } from '../../../shared/data/split';
import { stratifyLabels } from '../../../shared/data/stratifyLabels';
import type { SplitConfig } from '../../../shared/data/config';
import { createRandom } from '../../../shared/random';

const random = createRandom(6);
/** Of five labels the rarest is in one sample of fifty; some samples have none. */
const shares = [0.5, 0.3, 0.2, 0.05, 0.02];
const labels = Array.from({ length: 600 }, () =>
  shares.flatMap((share, label) => (random.uniform() < share ? [label] : [])),
);
const split: SplitConfig = { train: 0.7, validation: 0.15, test: 0.15, seed: 3, stratify: false, stratifyLabels: true };
const samples = Uint32Array.from(labels, (_, i) => i + 1000);
const countsIn = (part: ArrayLike<number>) =>
  shares.map((_, label) => Array.from(part).filter((sample) => labels[sample - 1000]!.includes(label)).length);
const all = countsIn(samples);
const parts = (more: Partial<SplitConfig> = {}, keys: SplitKeys = { labels }) =>
  splitSamples(samples, { ...split, ...more }, undefined, keys);

describe('labels', () => {
  it('are in each part by its share, and sizes are exact', () => {
    const found = parts();
    const sizes = splitCounts(600, split);
    for (const part of ['train', 'validation', 'test'] as const) {
      expect(found[part].length).toBe(sizes[part]);
      countsIn(found[part]).forEach((count, label) =>
        expect(Math.abs(count - (all[label]! * sizes[part]) / 600)).toBeLessThanOrEqual(2),
      );
    }
    expect(new Set([...found.train, ...found.validation, ...found.test]).size).toBe(600);
  });

  it('are in each fold as often as in the others, and every sample tests once', () => {
    const tested = new Set<number>();
    for (let fold = 0; fold < 7; fold++) {
      const { test, train, validation } = parts({ method: 'folds', folds: 7, fold });
      expect(test.length).toBe(fold < 600 % 7 ? 86 : 85);
      expect(train.length + validation.length).toBe(600 - test.length);
      for (const sample of test) tested.add(sample);
      countsIn(test).forEach((count, label) => expect(Math.abs(count - all[label]! / 7)).toBeLessThanOrEqual(2));
    }
    expect(tested.size).toBe(600);
  });

  it('are left alone where nobody asked, and groups come first', () => {
    const { stratifyLabels: _asked, ...older } = split;
    expect(splitSamples(samples, older, undefined, { labels })).toEqual(splitSamples(samples, older));
    const groups = labels.map((_, i) => i % 40);
    const found = parts({ method: 'folds', folds: 5 }, { labels, groups });
    const tests = new Set(Array.from(found.test, (sample) => groups[sample - 1000]));
    expect([...found.train].some((sample) => tests.has(groups[sample - 1000]))).toBe(false);
  });

  it('are dealt the same for the same seed, and otherwise for another', () => {
    expect(parts()).toEqual(parts());
    expect(parts({ seed: 4 }).test).not.toEqual(parts().test);
  });

  it('the rarest goes out first, and full bins get no more', () => {
    // By hand: label 1 has one sample in each bin; then label 0 fills what is left.
    expect(Array.from(stratifyLabels([[0], [0], [0, 1], [1]], [2, 2], Uint32Array.of(0, 1, 2, 3)))).toEqual([
      1, 0, 0, 1,
    ]);
    expect(Array.from(stratifyLabels([[], [], []], [1, 2], Uint32Array.of(0, 1, 2)).sort())).toEqual([0, 1, 1]);
  });

  it('with no room anywhere are in no bin', () => {
    expect(Array.from(stratifyLabels([[0], []], [0, 0], Uint32Array.of(0, 1)))).toEqual([-1, -1]);
    expect(parts({ train: 0, validation: 0, test: 0 }).train).toHaveLength(0);
  });
});
