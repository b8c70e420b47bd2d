// A forecast is held against the naive one: that the last known value stays.
import { describe, expect, it } from 'vitest';
import { quantity } from '../../../electron/engine/answering/quantity';
import type { OpenedData } from '../../../electron/engine/data/dataset';

const samples = Uint32Array.of(0, 1, 2, 3);
const truths = Float32Array.of(1, 2, 3, 4);
const target = { task: 'regression', column: 'y', subtract: 10, divide: 2 } as const;

async function errorsWith(lastKnown?: () => Float64Array) {
  const asked = { plan: { data: { kind: 'series' }, layers: [], outputs: [] }, output: {}, target, fitted: {} };
  const gathering = quantity.gather(asked as never);
  gathering.take(truths, Float32Array.of(1, 2, 3, 5), 4);
  const data = {
    overview: () => [],
    show: async (of: Uint32Array) => [...of].map((index) => ({ index, part: 'test' })),
    ...(lastKnown === undefined ? {} : { lastKnown }),
  };
  return (await gathering.describe(data as unknown as OpenedData, samples)).errors!;
}

describe('the naive forecast', () => {
  it('is measured in the data’s own units', async () => {
    // Truths are 12, 14, 16, 18; each day before had two less.
    const errors = await errorsWith(() => Float64Array.of(10, 12, 14, 16));
    expect(errors.mae).toBeCloseTo(0.5, 12);
    expect(errors.naive!.mae).toBeCloseTo(2, 12);
    // 1 - 4 · 2² / (9 + 1 + 1 + 9).
    expect(errors.naive!.r2).toBeCloseTo(0.2, 12);
  });

  it('leaves out what was not known, and is not there where hardly anything was', async () => {
    const errors = await errorsWith(() => Float64Array.of(NaN, 12, 14, 16));
    expect(errors.naive!.mae).toBeCloseTo(2, 12);
    expect((await errorsWith(() => Float64Array.of(NaN, NaN, NaN, 16))).naive).toBeUndefined();
    expect((await errorsWith()).naive).toBeUndefined();
  });
});
