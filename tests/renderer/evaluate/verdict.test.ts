// Counting on the diagonal, and what guessing would give.
import { describe, expect, it } from 'vitest';
import { guessingShare, rightOf } from '../../../renderer/evaluate/verdict';
import { stepFor } from '../../../renderer/predict/RowForm';

describe('a confusion matrix', () => {
  it.each([
    {
      counts: [
        [5, 1],
        [2, 2],
      ],
      right: 7,
      all: 10,
      guessing: 0.6,
    },
    {
      counts: [
        [0, 0],
        [0, 0],
      ],
      right: 0,
      all: 0,
      guessing: 0,
    },
  ])('of $counts', ({ counts, right, all, guessing }) => {
    expect(rightOf(counts)).toEqual({ right, all });
    expect(guessingShare(counts)).toBeCloseTo(guessing, 12);
  });
});

describe('steps of a field', () => {
  it.each([
    [100, 1],
    [27.5, 0.5],
    [3600, 50],
    [0, 1],
  ])('over a range of %d are %d', (span, step) => expect(stepFor(span)).toBe(step));
});
