// A forecast of several steps: its error at each of them against numbers worked out by hand.
import { expect, it } from 'vitest';
import { answerKindOf } from '../../../electron/engine/answering';
import type { OpenedData } from '../../../electron/engine/data/dataset';
import { decodeTarget } from '../../../shared/data/preprocess';

const target = { task: 'regression', column: 'y', subtract: 10, divide: 2, shape: [2], ahead: 3 } as const;
const asked = { plan: { data: { kind: 'series' }, layers: [], outputs: [] }, output: {}, target, fitted: {} } as never;
const kind = answerKindOf(target);

it('tells each step’s error in the data’s own units, beside the naive forecast', async () => {
  const gathering = kind.gather(asked);
  // Two batches: [12, 14], [16, 18] and [20, 22] are true.
  gathering.take(Float32Array.of(1, 2, 3, 4), Float32Array.of(1, 3, 3, 4), 2);
  gathering.take(Float32Array.of(5, 6), Float32Array.of(4, 2), 1);
  const data = {
    lastKnown: () => Float64Array.of(10, 16, 18),
    show: async (of: Uint32Array) => [...of].map((index) => ({ index, part: 'test' })),
  };
  const { errors, worst } = await gathering.describe(data as unknown as OpenedData, Uint32Array.of(0, 1, 2));
  expect(errors!.steps!.ahead).toBe(3);
  const [first, second] = errors!.steps!.each;
  // Off by 0, 0, 2 and by 2, 0, 8.
  expect([first!.mae, first!.rmse, first!.r2]).toEqual([2 / 3, Math.sqrt(4 / 3), 1 - 4 / 32]);
  expect([second!.mae, second!.rmse, second!.r2]).toEqual([10 / 3, Math.sqrt(68 / 3), 1 - 68 / 32]);
  expect(first!.points).toEqual([
    [12, 12],
    [16, 16],
    [20, 18],
  ]);
  // The last known value is off by 2, 0, 2 and by 4, 2, 4.
  expect([first!.naive!.mae, second!.naive!.mae]).toEqual([4 / 3, 10 / 3]);
  expect(errors!.mae).toBeCloseTo(2, 12);
  expect(errors!.rmse).toBeCloseTo(Math.sqrt(72 / 6), 12);
  expect(errors!.naive!.mae).toBeCloseTo(7 / 3, 12);
  expect(worst.map(({ position, truth, predicted, ahead }) => [position, truth, predicted, ahead])).toEqual([
    [2, '22', '14', 4],
    [0, '14', '16', 4],
    [1, '16', '16', 3],
  ]);
});

it('answers with all steps, and with what happened for a sample of the data', () => {
  const values = Float32Array.of(0, 1);
  expect(kind.answer(asked, values, { inputs: {}, truth: null })).toEqual({ forecast: { ahead: 3, values: [10, 12] } });
  expect(kind.answer(asked, values, { inputs: {}, truth: Float32Array.of(2, 3) })).toEqual({
    forecast: { ahead: 3, values: [10, 12], truth: [14, 16] },
  });
  expect(decodeTarget(target, values)).toEqual({ values: [10, 12] });
});
