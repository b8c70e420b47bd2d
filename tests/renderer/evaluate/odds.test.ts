// Telling odd samples from ordinary ones by how badly they are rebuilt: counted by hand.
import { describe, expect, it } from 'vitest';
import { binsOf, foundAbove, oddOnes } from '../../../renderer/evaluate/odds';
import { surprise } from '../../../renderer/evaluate/ReadTexts';
import { answerOf } from '../../../shared/run/writing';
import type { RebuiltPart } from '../../../shared/run/evaluation';

const part: RebuiltPart = {
  stride: 1,
  errors: [0.1, 0.2, 0.3, 0.9, 0.8],
  classes: ['zero', 'one', 'two'],
  labels: [0, 0, 1, 1, 2],
  usual: 0.25,
  pairs: [],
};

describe('odd samples', () => {
  it.each([
    ['without a class learned alone nobody is odd', part, '', null],
    ['a class that a person names', part, 'one', [false, false, true, true, false]],
    ['all but the class that was learned', { ...part, only: 'zero' }, '', [false, false, true, true, true]],
  ])('%s', (_, given, named, odd) => {
    expect(oddOnes(given, named)).toEqual(odd);
  });

  it.each([
    [0.25, { above: 3, precision: 2 / 3, recall: 1 }],
    [0.85, { above: 1, precision: 1, recall: 0.5 }],
    [1, { above: 0, precision: null, recall: 0 }],
  ])('above %s', (threshold, found) => {
    expect(foundAbove(part.errors, oddOnes(part, 'one'), threshold)).toEqual(found);
  });

  it('all errors stand in the histogram, those far out in its last step', () => {
    const errors = [...Array.from({ length: 300 }, (_, at) => at / 300), 50];
    const bins = binsOf(errors, null);
    expect(bins.reduce((sum, { ordinary }) => sum + ordinary, 0)).toBe(301);
    expect(bins[bins.length - 1]!.to).toBeLessThan(1.1);
  });
});

it.each([
  [1, 0],
  [0.001, 1],
  [0, 1],
])('a chance of %s surprises by %s', (chance, surprised) => {
  expect(surprise(chance)).toBeCloseTo(surprised, 10);
});

it.each([
  [' It is five. You: What next?', 'You: {} Bot:', 'It is five.'],
  [' It is five.', 'You: {} Bot:', 'It is five.'],
  ['goes on', '{}', 'goes on'],
])('of %j a chat shows %3$j', (written, frame, shown) => {
  expect(answerOf(written, frame)).toBe(shown);
});
