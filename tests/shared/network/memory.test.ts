// The estimate of memory, against counts by hand.
import { describe, expect, it } from 'vitest';
import { analyze } from '../../../shared/network/analyze';
import { checkMemory, estimateMemory } from '../../../shared/network/memory';
import { defaultTraining } from '../../../shared/run/training';
import { row } from './documents';

const network = analyze(row(null, ['input', { shape: [4] }], ['dense', { units: 3 }], ['output']));
const wide = analyze(row(null, ['input', { shape: [20_000] }], ['dense', { units: 20_000 }], ['output']));
const GB = 2 ** 30;

describe('memory', () => {
  it.each([
    // 15 weights: themselves, their gradients, and what each optimizer keeps; outputs of 4 + 3 + 3 numbers twice a sample.
    ['adam', {}, 4],
    ['sgd', {}, 2],
    ['sgd', { momentum: 0.9 }, 3],
  ])('%s %j keeps %i numbers for each weight', (optimizer, optimizerParams, copies) => {
    const training = { batchSize: 10, optimizer, optimizerParams };
    expect(estimateMemory(network, training)).toBeCloseTo(4 * (copies * 15 + 2 * 10 * 10), 5);
  });

  it('is no word where there is plenty', () => {
    expect(checkMemory(network, defaultTraining, 8 * GB)).toBeNull();
  });

  it('offers the largest half of the batch that fits', () => {
    // 400 million weights four times over are 6.4e9 bytes; each sample adds 480,000.
    const problem = checkMemory(wide, { ...defaultTraining, batchSize: 8192 }, 12 * GB);
    expect(problem).toMatchObject({
      severity: 'warning',
      fixes: [{ type: 'setTraining', values: { batchSize: 4096 } }],
    });
    expect(problem!.message).toContain('12.0 GB');
  });

  it('says that a smaller batch is not enough', () => {
    expect(checkMemory(wide, defaultTraining, 4 * GB)?.message).toContain('A smaller batch is not enough');
  });
});
