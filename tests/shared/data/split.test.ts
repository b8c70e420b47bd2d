// The split: exact counts, nothing lost, the same for the same seed, classes kept in proportion.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SplitConfig } from '../../../shared/data/config';
import { partNames, partOfCell, splitCounts, splitSamples } from '../../../shared/data/split';
import { parseTime, timeKeys } from '../../../shared/data/times';
import { promptly } from '../../promptly';

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

describe('other ways to split', () => {
  const split = (more: Partial<SplitConfig>): SplitConfig => ({ ...config(0.6, 0.2, 0.2, 3), ...more });
  const all = (parts: ReturnType<typeof splitSamples>) =>
    [...parts.train, ...parts.validation, ...parts.test].sort((a, b) => a - b);

  it('never tears a group apart, gives every part one, and keeps near the shares', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 60, maxLength: 400 }),
        fc.integer({ min: 0, max: 1000 }),
        (groups, seed) => {
          const parts = splitSamples(upTo(groups.length), split({ method: 'group', seed }), undefined, { groups });
          expect(all(parts)).toEqual([...upTo(groups.length)]);
          const sides = partNames.map((part) => new Set(Array.from(parts[part], (i) => groups[i])));
          for (const group of new Set(groups)) expect(sides.filter((side) => side.has(group))).toHaveLength(1);
          const sizes = new Map<number, number>();
          for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
          const largest = Math.max(...sizes.values());
          if (sizes.size >= 3) for (const side of sides) expect(side.size).toBeGreaterThan(0);
          if (sizes.size >= 10)
            expect(Math.abs(parts.train.length - 0.6 * groups.length)).toBeLessThanOrEqual(2 * largest);
        },
      ),
    );
  });

  it('lets the past train and the future test, and leaves out what has no time', () => {
    const times = [5, 3, NaN, 9, 1, 7, 2, 8, 4, 6, 10];
    const parts = splitSamples(upTo(11), split({ method: 'order' }), undefined, { times });
    const of = (part: Uint32Array) => Array.from(part, (i) => times[i]).sort((a, b) => a! - b!);
    expect([of(parts.train), of(parts.validation), of(parts.test)]).toEqual([
      [1, 2, 3, 4, 5, 6],
      [7, 8],
      [9, 10],
    ]);
    // Without a column: as the source has them.
    const plain = splitSamples(upTo(10), split({ method: 'order' }));
    expect([...plain.train, ...plain.validation, ...plain.test]).toEqual([...upTo(10)]);
  });

  it('does not tear apart what happened at one moment', () => {
    const times = [1, 1, 1, 2, 2, 2, 2, 3, 3, 3];
    const parts = splitSamples(upTo(10), split({ method: 'order' }), undefined, { times });
    expect([...parts.train]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const one = splitSamples(upTo(10), split({ method: 'order' }), undefined, { times: times.map(() => 1) });
    expect(one.train).toHaveLength(6);
  });

  it('does as a column says', () => {
    const cells = ['train', 'Validation', 'dev', 'TEST ', 'other', null, 'holdout', 'x'];
    const parts = cells.map((cell) => partOfCell(cell, { parts: { x: 'train' } }));
    expect(parts).toEqual(['train', 'validation', 'validation', 'test', 'none', 'none', 'test', 'train']);
    const places = parts.map((part) => (part === 'none' ? -1 : partNames.indexOf(part)));
    const found = splitSamples(upTo(8), split({ method: 'column' }), undefined, { parts: places });
    expect([[...found.train], [...found.validation], [...found.test]]).toEqual([
      [0, 7],
      [1, 2],
      [3, 6],
    ]);
  });

  it('tests every sample in exactly one fold', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 300 }),
        fc.integer({ min: 2, max: 10 }),
        fc.boolean(),
        fc.boolean(),
        (n, folds, stratify, grouped) => {
          const labels = Int32Array.from({ length: n }, (_, i) => i % 3);
          const groups = grouped ? Int32Array.from({ length: n }, (_, i) => i % 13) : undefined;
          const tested: number[] = [];
          for (let fold = 0; fold < folds; fold++) {
            const parts = splitSamples(upTo(n), split({ method: 'folds', folds, fold, stratify }), labels, { groups });
            expect(all(parts)).toEqual([...upTo(n)]);
            tested.push(...parts.test);
            if (groups === undefined) {
              const counts = splitCounts(n, split({ method: 'folds', folds, fold }));
              expect(partNames.map((part) => parts[part].length)).toEqual(Object.values(counts));
            } else {
              const judged = new Set(Array.from(parts.test, (i) => groups[i]));
              for (const i of parts.train) expect(judged.has(groups[i])).toBe(false);
            }
          }
          expect(tested.sort((a, b) => a - b)).toEqual([...upTo(n)]);
        },
      ),
    );
  });

  it('splits at random and stratified as it did before other ways were there', () => {
    // Kept runs name their samples by this split: it may never change.
    const labels = Int32Array.from({ length: 20 }, (_, i) => (i % 4 === 0 ? 1 : 0));
    const random = splitSamples(upTo(20), config(0.7, 0.15, 0.15, 1));
    const stratified = splitSamples(upTo(20), config(0.7, 0.15, 0.15, 1, true), labels);
    expect([[...random.validation], [...random.test]]).toEqual([
      [13, 14, 17],
      [5, 6, 11],
    ]);
    expect([[...stratified.validation], [...stratified.test]]).toEqual([
      [9, 11, 16],
      [0, 13, 19],
    ]);
  });
});

describe('points in time', () => {
  const day = (text: string) => Date.parse(`${text}Z`);
  it.each<readonly [string, number]>([
    ['2024-03-01', day('2024-03-01T00:00')],
    ['2024-03-01 14:30', day('2024-03-01T14:30')],
    ['2024-03-01T14:30:15.5Z', day('2024-03-01T14:30:15.500')],
    ['2024-03-01T14:30:00+02:00', day('2024-03-01T12:30')],
    ['2024/3/1', day('2024-03-01T00:00')],
    ['1.3.2024', day('2024-03-01T00:00')],
    ['1.3.24 08:05', day('2024-03-01T08:05')],
    ['3/1/2024', day('2024-03-01T00:00')],
    ['3/1/2024 2:05 PM', day('2024-03-01T14:05')],
    ['14:30', 52_200_000],
    ['2024-13-01', NaN],
    ['soon', NaN],
    ['', NaN],
  ])('%s', (text, expected) => expect(parseTime(text, true)).toEqual(expected));

  it('settles days and months by the whole column', () => {
    expect([...timeKeys(['3/4/2024', '25/4/2024'])]).toEqual([day('2024-04-03T00:00'), day('2024-04-25T00:00')]);
    expect([...timeKeys(['3', '1.5', null, 'x'])]).toEqual([3, 1.5, NaN, NaN]);
  });

  it('answers at once for text made to be slow', () => {
    const from = Date.now();
    for (const text of ['1'.repeat(100_000), `${'1-'.repeat(50_000)}`, ' '.repeat(100_000)]) parseTime(text, true);
    expect(Date.now() - from).toBeLessThan(promptly(100));
  });
});
