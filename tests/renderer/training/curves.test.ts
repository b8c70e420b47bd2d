// What charts draw: never more than a thousand points, spikes kept, exact figures under the crosshair.
import { describe, expect, it } from 'vitest';
import {
  curvesCsv,
  drawnPoints,
  epochTicks,
  figureNames,
  horizon,
  linesOf,
  nearest,
  readingAt,
  ticksOf,
  valueRange,
  type RunCurves,
} from '../../../renderer/training/charts/curves';
import { Blocks } from '../../../renderer/training/charts/blocks';
import { spread } from '../../../renderer/training/charts/DirectLabels';
import { smoothed } from '../../../renderer/training/charts/smoothing';
import { appendFigures, emptySeries, type Series } from '../../../renderer/stores/series';
import { promptly } from '../../promptly';

function seriesOf(length: number, value: (step: number) => number): Series {
  const series = emptySeries();
  for (let step = 1; step <= length; step++) appendFigures(series, step, { loss: value(step) });
  return series;
}

function runOf(series: Series | null, more: Partial<RunCurves> = {}): RunCurves {
  return {
    id: 'r1',
    name: 'Run 1',
    series,
    version: series?.length ?? 0,
    epochs: [],
    batchesPerEpoch: 100,
    bestEpoch: 0,
    ...more,
  };
}

describe('lines of a run', () => {
  it('draw a million batches with at most a thousand points, a one-step spike among them, in under 100 ms', () => {
    const length = 1_000_000;
    const spike = 654_321;
    const series = seriesOf(length, (step) => (step === spike ? 99 : 1 + 1 / step));
    const run = runOf(series);
    linesOf(run, 'loss');
    // A redraw is what every further batch costs. The best of three, as other work shares the machine.
    const took = [1, 2, 3].map((more) => {
      appendFigures(series, length + more, { loss: 1 });
      const begin = performance.now();
      linesOf(run, 'loss');
      return performance.now() - begin;
    });
    const lines = linesOf(run, 'loss');
    expect(lines.batches.length).toBeLessThanOrEqual(drawnPoints);
    expect(lines.smooth.length).toBeLessThanOrEqual(drawnPoints);
    expect(lines.batches).toContainEqual({ x: spike / 100, y: 99 });
    // The share of a redraw that is ours; drawing itself is measured in the real window.
    expect(Math.min(...took)).toBeLessThan(promptly(100));
    // Nothing new: nothing is worked out again.
    expect(linesOf(run, 'loss').batches).toBe(lines.batches);
    appendFigures(series, length + 4, { loss: 2 });
    expect(linesOf(run, 'loss').batches).not.toBe(lines.batches);
  });

  it('come from epochs alone where batches are not known', () => {
    const epochs = [
      { epoch: 1, step: 10, train: { loss: 2, accuracy: 0.5 }, validation: { loss: 2.5 }, elapsedMs: 1 },
      { epoch: 2, step: 20, train: { loss: 1, accuracy: 0.75 }, validation: null, elapsedMs: 2 },
    ];
    const run = runOf(null, { epochs });
    expect(linesOf(run, 'loss')).toEqual({
      batches: [],
      smooth: [],
      train: [
        { x: 1, y: 2 },
        { x: 2, y: 1 },
      ],
      validation: [{ x: 1, y: 2.5 }],
    });
    expect(figureNames(run)).toEqual(['loss', 'accuracy']);
  });
});

describe('blocks', () => {
  const values = Float64Array.from({ length: 5000 }, (_, i) => (i % 97 === 0 ? NaN : Math.sin(i) * (i % 13)));
  const steps = Float64Array.from(values, (_, i) => i + 1);

  it.each([1, 2, 7, 10, 11, 100, 999, 5000])('keep the extremes of %d entries', (length) => {
    const blocks = new Blocks(20);
    blocks.extend(values, length);
    const points = blocks.points(steps, values, 1);
    const finite = Array.from(values.subarray(0, length)).filter(Number.isFinite);
    expect(points.length).toBeLessThanOrEqual(20);
    if (finite.length === 0) return;
    expect(Math.min(...points.map((point) => point.y))).toBe(Math.min(...finite));
    expect(Math.max(...points.map((point) => point.y))).toBe(Math.max(...finite));
    const places = points.map((point) => point.x);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    for (const { x, y } of points) expect(values[x - 1]).toBe(y);
  });

  it('are the same whether entries came at once or one by one', () => {
    const once = new Blocks(64);
    once.extend(values, 5000);
    const slowly = new Blocks(64);
    for (let length = 1; length <= 5000; length++) slowly.extend(values, length);
    expect(slowly.points(steps, values, 1)).toEqual(once.points(steps, values, 1));
  });
});

describe('smoothing', () => {
  it('follows a constant exactly, skips what is not finite, and goes on where it stopped', () => {
    const series = seriesOf(10, (step) => (step === 4 ? NaN : 3));
    expect(Array.from(smoothed(series, 'loss').subarray(0, 10))).toEqual([3, 3, 3, NaN, 3, 3, 3, 3, 3, 3]);
    appendFigures(series, 11, { loss: 103 });
    // The tenth finite value weighs max(1 - 0.98, 4 / 13).
    expect(smoothed(series, 'loss')[10]).toBeCloseTo(3 + 100 * (4 / 13), 12);
  });

  it('gives the same however often it is asked in between', () => {
    const value = (step: number) => Math.sin(step) + 2;
    const often = seriesOf(0, value);
    for (let step = 1; step <= 3000; step++) {
      appendFigures(often, step, { loss: value(step) });
      if (step % 7 === 0) smoothed(often, 'loss');
    }
    const once = seriesOf(3000, value);
    expect(smoothed(often, 'loss').subarray(0, 3000)).toEqual(smoothed(once, 'loss').subarray(0, 3000));
  });
});

describe('the vertical axis', () => {
  const line = (...values: number[]) => [values.map((y, x) => ({ x, y }))];
  it.each([
    { values: [0.1, 2], log: false, share: false, low: 0, holds: 2 },
    { values: [100, 101], log: false, share: false, low: 99.95, holds: 101 },
    { values: [-3, 5], log: false, share: false, low: -3.4, holds: 5 },
    { values: [0.5, 1], log: false, share: true, low: 0.475, holds: 1 },
    { values: [0, 0.01, 10], log: true, share: false, low: 0.01 / 1.15, holds: 10 },
  ])('holds $values (log $log, share $share)', ({ values, log, share, low, holds }) => {
    const [from, to] = valueRange(line(...values), log, share);
    expect(from).toBeCloseTo(low, 9);
    expect(to).toBeGreaterThanOrEqual(holds);
    if (share) expect(to).toBe(1);
  });

  it.each([
    { range: [0, 1], count: 5, log: false, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
    { range: [0, 2.4], count: 5, log: false, ticks: [0, 0.5, 1, 1.5, 2] },
    { range: [0.008, 12], count: 5, log: true, ticks: [0.01, 0.1, 1, 10] },
    { range: [0.09, 1.2], count: 5, log: true, ticks: [0.1, 0.2, 0.5, 1] },
  ])('has round ticks from $range', ({ range, count, log, ticks }) => {
    expect(ticksOf(range[0]!, range[1]!, count, log)).toEqual(ticks);
  });

  it.each([
    { done: 0, planned: 10, end: 5 },
    { done: 4, planned: 10, end: 5 },
    { done: 5, planned: 10, end: 10 },
    { done: 26, planned: 2000, end: 31.25 },
    { done: 40, planned: 2000, end: 62.5 },
    { done: 12, planned: 10, end: 12 },
    { done: 0, planned: 0, end: 1 },
  ])('ends at $end when $done of $planned epochs are done', ({ done, planned, end }) =>
    expect(horizon(done, planned)).toBe(end),
  );

  it('has whole epochs below', () => {
    expect(epochTicks(3, 8)).toEqual([0, 1, 2, 3]);
    expect(epochTicks(100, 5)).toEqual([0, 20, 40, 60, 80, 100]);
  });
});

describe('the crosshair', () => {
  const series = seriesOf(200, (step) => step / 10);
  const epochs = [
    { epoch: 1, step: 100, train: { loss: 5 }, validation: { loss: 6 }, elapsedMs: 1 },
    { epoch: 2, step: 200, train: { loss: 15 }, validation: { loss: 16 }, elapsedMs: 2 },
  ];
  const run = runOf(series, { epochs });
  it.each([
    { at: 0, reading: { epoch: 1, step: 1, batch: 0.1, train: 5, validation: 6 } },
    { at: 1.234, reading: { epoch: 1, step: 123, batch: 12.3, train: 5, validation: 6 } },
    { at: 9, reading: { epoch: 2, step: 200, batch: 20, train: 15, validation: 16 } },
  ])('reads the exact figures at $at epochs', ({ at, reading }) => {
    expect(readingAt(run, 'loss', at)).toEqual(reading);
  });

  it('finds the nearest by halving', () => {
    expect(nearest([1, 3, 9], 3, 5)).toBe(1);
    expect(nearest([1, 3, 9], 3, 6.1)).toBe(2);
    expect(nearest([1, 3, 9], 3, -4)).toBe(0);
    expect(nearest([], 0, 1)).toBe(-1);
  });
});

describe('the figures as CSV', () => {
  it('are all there, quoted where they must be', () => {
    const series = seriesOf(2, (step) => (step === 2 ? NaN : 0.5));
    const epochs = [{ epoch: 1, step: 2, train: { loss: 0.25 }, validation: { loss: 0.125 }, elapsedMs: 1 }];
    expect(curvesCsv([runOf(series, { name: 'A "b", c', epochs, batchesPerEpoch: 2 })], 'loss').split('\r\n')).toEqual([
      'run,kind,step,epoch,value',
      '"A ""b"", c",batch,1,1,0.5',
      '"A ""b"", c",batch,2,1,',
      '"A ""b"", c",train,2,1,0.25',
      '"A ""b"", c",validation,2,1,0.125',
      '',
    ]);
  });
});

describe('direct labels', () => {
  it.each([
    { wished: [10, 50], placed: [10, 50] },
    { wished: [50, 52], placed: [50, 65] },
    { wished: [98, 99, 97], placed: [85, 100, 70] },
    { wished: [-20, 3], placed: [0, 15] },
  ])('at $wished stand apart', ({ wished, placed }) => {
    expect(spread(wished, 15, 0, 100)).toEqual(placed);
  });
});
