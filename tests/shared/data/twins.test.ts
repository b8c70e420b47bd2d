// Equal samples on both sides of a split, from nothing but their keys.
import { describe, expect, it } from 'vitest';
import { type Twins, findTwins, keysOfParts } from '../../../shared/data/twins';

/** Keys of samples 0, 1, 2, … and which of them are in which part. */
const rows: readonly [what: string, keys: readonly number[], parts: readonly (readonly number[])[], wanted: Twins][] = [
  ['nothing in common', [1, 2, 3, 4], [[0, 1], [2], [3]], { validation: 0, test: 0, examples: [] }],
  ['equal within one part alone', [1, 1, 2, 2], [[0, 1], [2, 3], []], { validation: 0, test: 0, examples: [] }],
  ['equal in validation and test alone', [1, 2, 2], [[0], [1], [2]], { validation: 0, test: 0, examples: [] }],
  ['one in test', [1, 2, 3, 1], [[0, 1], [2], [3]], { validation: 0, test: 1, examples: [[3, 0]] }],
  [
    'the first of training is named, those of the test part first',
    [7, 7, 7, 9, 9, 7],
    [[0, 1, 3], [2, 4], [5]],
    {
      validation: 2,
      test: 1,
      examples: [
        [5, 0],
        [2, 0],
      ],
    },
  ],
  ['no training', [1, 1], [[], [0], [1]], { validation: 0, test: 0, examples: [] }],
];

describe('samples on both sides', () => {
  it.each(rows)('%s', async (_what, keys, [train = [], validation = [], test = []], wanted) => {
    const parts = {
      train: Uint32Array.from(train),
      validation: Uint32Array.from(validation),
      test: Uint32Array.from(test),
    };
    const shared = await keysOfParts(parts, (samples) => Array.from(samples, (sample) => keys[sample]!));
    expect(findTwins(parts, shared, 2)).toEqual(wanted);
  });
});
