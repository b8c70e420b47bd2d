// Work of a network from its plan, against counts by hand; multiply-adds as papers give them.
import { describe, expect, it } from 'vitest';
import { largestOperation, layerWork, threadsFor } from '../../../shared/run/work';
import { type MemorySet, memorySpec } from '../../engine/memoryData';
import { type LayerRow, planOf } from '../../engine/plans';

const setOf = (shape: readonly number[]): MemorySet => ({
  inputs: { x: { shape, rows: [] } },
  targets: { y: { task: 'binary', column: 'y', classes: ['no', 'yes'], values: [] } },
  train: 1,
});
const plan = (shape: readonly number[], batchSize: number, ...rows: readonly LayerRow[]) =>
  planOf(memorySpec(setOf(shape)), [['in', 'input'], ...rows, ['out', 'output']], { batchSize });

const flatten: LayerRow = ['flat', 'flatten'];
const last: LayerRow = ['last', 'dense', { units: 1 }];
const conv = (filters: number): LayerRow => ['c', 'conv2d', { filters, kernelSize: [3, 3], padding: 'valid' }];

const cases = [
  // 64 × 64 weights, one place, 32 samples.
  ['MLP', plan([20], 32, ['a', 'dense', { units: 64 }], ['b', 'dense', { units: 64 }], last), 32 * 64 * 64, 'one'],
  // 3 × 3 × 1 × 64 weights at the input's 28 × 28 places at most, 64 samples.
  ['a first convolution', plan([28, 28, 1], 64, conv(64), flatten, last), 64 * 9 * 64 * 28 * 28, 'all'],
  // (16 + 64) × 256 weights, one step at a time.
  ['LSTM', plan([50, 16], 32, ['l', 'lstm', { units: 64 }], last), 32 * 80 * 256, 'one'],
  ['flatten has none', plan([4, 4], 8, flatten, last), 8 * 16, 'one'],
] as const;

describe('work', () => {
  it.each(cases)('%s', (_, of, expected, threads) => {
    expect(largestOperation(of, of.training.batchSize)).toBe(expected);
    expect(threadsFor({ plan: of })).toBe(threads);
  });

  it('counts that of the network that is learned from, on the same batch', () => {
    const [small, large] = [plan([20], 32, last), plan([20], 1, ['a', 'dense', { units: 40_000 }], last)];
    expect([threadsFor({ plan: large }), threadsFor({ plan: small, teacher: { plan: large } })]).toEqual([
      'one',
      'all',
    ]);
  });

  it('of a row of a table that is looked up is nothing', () => {
    const of = plan([5], 8, ['e', 'embedding', { inputDim: 20_000, outputDim: 64 }], flatten, last);
    expect(layerWork(of, of.layers[1]!)).toEqual({ perPlace: 0, places: 1 });
  });
});
