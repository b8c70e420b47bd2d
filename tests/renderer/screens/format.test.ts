// Numbers as people read them.
import { describe, expect, it } from 'vitest';
import { followPace, remainingMs } from '../../../renderer/screens/taskPace';
import {
  formatAgo,
  formatDuration,
  formatNumber,
  formatPercent,
  formatRemaining,
} from '../../../renderer/screens/format';

describe('numbers in words', () => {
  it.each([
    [0, '0'],
    [0.034215, '0.03422'],
    [12.4, '12.4'],
    [12345.6, '12,346'],
    [3.1e-7, '3.1e-7'],
    [-0.5, '-0.5'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
  ])('%d is %s', (value, words) => expect(formatNumber(value)).toBe(words));

  it.each([
    [0.973, '97.3 %'],
    [1, '100.0 %'],
    [0.9996, '99.96 %'],
    [0.99999, '> 99.99 %'],
    [0.00001, '< 0.01 %'],
    [0, '0.0 %'],
  ])('the share %d is %s', (value, words) => expect(formatPercent(value)).toBe(words));

  it.each([
    [3.21, '3.2 ms'],
    [42.4, '42 ms'],
    [400, '0.4 s'],
    [12_300, '12 s'],
    [200_000, '3 min 20 s'],
    [120_000, '2 min'],
    [3_900_000, '1 h 5 min'],
  ])('%d ms are %s', (ms, words) => expect(formatDuration(ms)).toBe(words));

  it.each([
    [1000, 'a few seconds'],
    [12_400, 'about 12 s'],
    [43_000, 'about 45 s'],
    [150_000, 'about 2½ min'],
    [720_000, 'about 12 min'],
    [7_300_000, 'about 2 h'],
  ])('%d ms left are %s', (ms, words) => expect(formatRemaining(ms)).toBe(words));

  const now = Date.parse('2026-03-10T12:00:00Z');
  it.each([
    ['2026-03-10T11:59:50Z', 'just now'],
    ['2026-03-10T11:50:00Z', '10 minutes ago'],
    ['2026-03-09T11:50:00Z', 'yesterday'],
    ['2026-01-01T11:50:00Z', 'Jan 1, 2026'],
    ['not a date', ''],
  ])('%s is "%s"', (iso, words) => expect(formatAgo(iso, now)).toBe(words));
});

describe('what is left of work', () => {
  const pace = followPace(null, 100, 1000, 5000);
  it.each([
    ['a fifth of it in two seconds', 300, 7000, 7000],
    ['all of it', 1000, 9000, 0],
    ['a moment', 300, 6000, null],
    ['hardly anything', 110, 9000, null],
  ])('%s', (_, done, now, left) => expect(remainingMs(pace, done, now)).toBe(left));

  it.each([
    ['more of the same', 200, 1000, true],
    ['a new stretch', 50, 1000, false],
    ['work of another length', 200, 2000, false],
  ])('%s is followed on: %o', (_, done, total, same) =>
    expect(followPace(pace, done, total, 6000) === pace).toBe(same),
  );
});
