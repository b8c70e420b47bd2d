// A spike of one step is never hidden, wherever it is and however the series grew.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendFigures, downsample, emptySeries } from '../../../renderer/stores/series';
import { Blocks } from '../../../renderer/training/charts/blocks';

const values = fc.array(fc.double({ noNaN: false }), { minLength: 1, maxLength: 400 });
const limits = fc.integer({ min: 2, max: 60 });
const finite = (list: ArrayLike<number>) => Array.from(list).filter(Number.isFinite);
const stepsOf = (length: number) => Float64Array.from({ length }, (_, place) => place + 1);

describe('downsampling', () => {
  const length = 20_000;
  const limit = 1000;
  // 1,000 places over the whole series: first, last and every twentieth.
  const places = Array.from({ length: 1000 }, (_, at) => Math.round((at * (length - 1)) / 999));

  it('keeps a spike of one step at each of 1,000 places, up or down', () => {
    const steps = stepsOf(length);
    const noise = Float64Array.from({ length }, (_, place) => 1 + 0.2 * Math.sin(place * 12.9898));
    for (const place of places) {
      const before = noise[place]!;
      noise[place] = place % 2 === 0 ? 99 : -99;
      const points = downsample(steps, noise, length, limit);
      const seen = points.some(({ x, y }) => x === place + 1 && y === noise[place]);
      noise[place] = before;
      expect(seen, `place ${place}`).toBe(true);
      expect(points.length).toBeLessThanOrEqual(limit);
    }
  });

  it('keeps them all the same where the blocks grow with the series', () => {
    const steps = stepsOf(length);
    for (let first = 0; first < 1000; first += 100) {
      // A tenth of the places at a time, far apart: each has a block of its own.
      const column = Float64Array.from({ length }, (_, place) => 1 + 0.2 * Math.sin(place * 12.9898));
      const spikes = places.filter((_, at) => at % 10 === first / 100);
      for (const place of spikes) column[place] = 99;
      const blocks = new Blocks(limit);
      for (let to = 0; to < length; to += 137) blocks.extend(column, to);
      blocks.extend(column, length);
      const points = blocks.points(steps, column, 1);
      expect(points.length).toBeLessThanOrEqual(limit);
      for (const place of spikes) expect(points).toContainEqual({ x: place + 1, y: 99 });
    }
  });

  it('of a million values still has the one that stands out', () => {
    const million = 1_000_000;
    const steps = stepsOf(million);
    const column = new Float64Array(million).fill(1);
    for (const place of [0, 1, 499_999, 654_321, million - 1]) {
      column[place] = 50;
      expect(downsample(steps, column, million, limit)).toContainEqual({ x: place + 1, y: 50 });
      const blocks = new Blocks(limit);
      blocks.extend(column, million);
      expect(blocks.points(steps, column, 1)).toContainEqual({ x: place + 1, y: 50 });
      column[place] = 1;
    }
  });

  it.each([
    [
      'at once',
      (column: ArrayLike<number>, limit: number) => downsample(stepsOf(column.length), column, column.length, limit),
    ],
    [
      'bit by bit',
      (column: ArrayLike<number>, limit: number) => {
        const blocks = new Blocks(limit);
        for (let to = 1; to <= column.length; to += 1 + (to % 5)) blocks.extend(column, to);
        blocks.extend(column, column.length);
        return blocks.points(stepsOf(column.length), column, 1);
      },
    ],
  ])('%s: any values give real points in order, both extremes among them, no more than asked for', (_name, draw) => {
    fc.assert(
      fc.property(values, limits, (column, most) => {
        const points = draw(column, most);
        const real = finite(column);
        expect(points.length).toBeLessThanOrEqual(most);
        for (const { x, y } of points) expect(column[x - 1]).toBe(y);
        for (let at = 1; at < points.length; at++) expect(points[at]!.x).toBeGreaterThan(points[at - 1]!.x);
        expect(points.length > 0).toBe(real.length > 0);
        if (real.length > 0) {
          const drawn = points.map(({ y }) => y);
          expect(Math.max(...drawn)).toBe(Math.max(...real));
          expect(Math.min(...drawn)).toBe(Math.min(...real));
        }
      }),
    );
  });
});

describe('a series', () => {
  it('grows column by column; a figure that comes later was not a number before', () => {
    const series = emptySeries();
    for (let step = 1; step <= 3000; step++) {
      appendFigures(series, step, step <= 1500 ? { loss: step } : { loss: step, accuracy: 1 / step });
    }
    expect(series.length).toBe(3000);
    expect(Array.from(series.steps.subarray(0, 3))).toEqual([1, 2, 3]);
    expect(series.columns.get('loss')![2999]).toBe(3000);
    expect(series.columns.get('accuracy')![1499]).toBeNaN();
    expect(series.columns.get('accuracy')![1500]).toBe(1 / 1501);
  });
});
