// Values to pixels: both axes, both scales, and a line that keeps every spike.
import { describe, expect, it } from 'vitest';
import { dotsPath, linePath, scalesOf } from '../../../renderer/training/charts/scale';

const area = { x: 56, y: 10, width: 400, height: 203 };

describe('the scales of a chart', () => {
  const scales = scalesOf(area, 8, [0, 2], false);
  it.each([
    [0, 56],
    [4, 256],
    [8, 456],
  ])('epoch %d stands at %d', (value, pixel) => {
    expect(scales.x(value)).toBeCloseTo(pixel);
    expect(scales.valueAt(pixel)).toBeCloseTo(value);
  });
  it.each([
    [0, 213],
    [1, 113],
    [2, 13],
  ])('the value %d stands at %d', (value, pixel) => {
    expect(scales.y(value)).toBeCloseTo(pixel);
  });
  it('has equal steps for equal factors on a logarithmic axis', () => {
    const log = scalesOf(area, 8, [0.01, 1], true);
    expect(log.y(0.01)).toBeCloseTo(213);
    expect(log.y(0.1)).toBeCloseTo(113);
    expect(log.y(1)).toBeCloseTo(13);
  });
  it('draws a line through all points, and through no value that is none', () => {
    const points = [0, 1, NaN, 2].map((y, x) => ({ x, y }));
    expect(linePath(points, scales)).toBe('M56,213L106,113L206,13');
    expect(linePath([], scales)).toBe('');
  });
  it('does not stumble over a range of nothing', () => {
    expect(scalesOf(area, 1, [1, 1], false).y(1)).toBeCloseTo(213);
  });
  it('sets a dot on every point', () => {
    expect(dotsPath([{ x: 4, y: 1 }], 2, scales)).toBe('M254,113a2,2 0 1 0 4,0a2,2 0 1 0 -4,0');
  });
});
