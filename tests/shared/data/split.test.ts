// The split: exact counts, nothing lost, the same for the same seed, classes kept in proportion.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SplitConfig } from '../../../shared/data/config';
import { partNames, splitCounts, splitSamples } from '../../../shared/data/split';

const config = (train: number, validation: number, test: number, seed = 0, stratify = false): SplitConfig => ({
  train,
  validation,
  test,
  seed,
  stratify,
});
const upTo = (n: number) => Uint32Array.from({ length: n }, (_, i) => i);

/** Shares that add up to 1, parts of zero included. */
const shares = fc
  .tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
  .map(([a, b, c]) => [a / (a + b + c), b / (a + b + c), c / (a + b + c)] as const);

describe('splitCounts', () => {
  it.each<readonly [number, readonly [number, number, number], readonly [number, number, number]]>([
    [100, [0.7, 0.15, 0.15], [70, 15, 15]],
    [20, [0.7, 0.15, 0.15], [14, 3, 3]],
    // 105, 22.5, 22.5: the first of the two equal remainders.
    [150, [0.7, 0.15, 0.15], [105, 23, 22]],
    [10, [1, 0, 0], [10, 0, 0]],
    [10, [0.5, 0.5, 0], [5, 5, 0]],
    // 2.7, 0.15, 0.15: every part that is wanted gets a sample.
    [3, [0.9, 0.05, 0.05], [1, 1, 1]],
    [2, [0.9, 0.05, 0.05], [2, 0, 0]],
    [0, [0.7, 0.15, 0.15], [0, 0, 0]],
    [1, [0.7, 0.15, 0.15], [1, 0, 0]],
  ])('%i samples by %j are %j', (n, [train, validation, test], expected) => {
    expect(Object.values(splitCounts(n, { train, validation, test }))).toEqual(expected);
  });

  it('adds up, stays within one of the exact share, and empties no part that is wanted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), shares, (n, [train, validation, test]) => {
        const split = { train, validation, test };
        const counts = splitCounts(n, split);
        expect(counts.train + counts.validation + counts.test).toBe(n);
        for (const part of partNames) {
          if (n >= 3) expect(counts[part] > 0).toBe(split[part] > 0);
          if (n >= 200) expect(Math.abs(counts[part] - n * split[part])).toBeLessThanOrEqual(1 + 1e-6);
        }
      }),
    );
  });
});

describe('splitSamples', () => {
  it('gives every sample to one part, in ascending order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 400 }),
        shares,
        fc.integer({ min: 0, max: 4294967295 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 6 }),
        (numbers, [train, validation, test], seed, stratify, classes) => {
          const samples = Uint32Array.from(numbers);
          const labels = Int32Array.from(numbers, (number) => number % classes);
          const split = config(train, validation, test, seed, stratify);
          const parts = splitSamples(samples, split, labels);
          const counts = splitCounts(samples.length, split);
          for (const part of partNames) {
            expect(parts[part].length).toBe(counts[part]);
            expect(Array.from(parts[part])).toEqual(Array.from(parts[part]).sort((a, b) => a - b));
          }
          const all = partNames.flatMap((part) => Array.from(parts[part])).sort((a, b) => a - b);
          expect(all).toEqual(numbers.sort((a, b) => a - b));
        },
      ),
    );
  });

  it('keeps the share of every class within two samples', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 3, maxLength: 600 }),
        shares,
        fc.integer({ min: 0, max: 1000 }),
        (labels, [train, validation, test], seed) => {
          const split = config(train, validation, test, seed, true);
          const parts = splitSamples(upTo(labels.length), split, labels);
          const counts = splitCounts(labels.length, split);
          for (let label = 0; label < 6; label++) {
            const total = labels.filter((each) => each === label).length;
            for (const part of partNames) {
              const got = parts[part].filter((sample) => labels[sample] === label).length;
              expect(Math.abs(got - (total * counts[part]) / labels.length)).toBeLessThan(2);
            }
          }
        },
      ),
    );
  });

  it('is the same for the same seed and another for another one', () => {
    const of = (seed: number) => Array.from(splitSamples(upTo(100), config(0.7, 0.15, 0.15, seed)).test);
    expect(of(0)).toEqual(of(0));
    expect(of(0)).not.toEqual(of(1));
  });

  it('mixes: every sample lands in the test part for some seed', () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const labels = upTo(40).map((i) => i % 2);
      for (const sample of splitSamples(upTo(40), config(0.7, 0.15, 0.15, seed, true), labels).test) seen.add(sample);
    }
    expect(seen.size).toBe(40);
  });

  it('is pinned, so that an old project keeps its test part', () => {
    const parts = splitSamples(upTo(12), config(0.5, 0.25, 0.25, 1, true), [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    expect(parts).toEqual({
      train: Uint32Array.of(2, 3, 4, 7, 8, 10),
      validation: Uint32Array.of(0, 5, 9),
      test: Uint32Array.of(1, 6, 11),
    });
  });
});
