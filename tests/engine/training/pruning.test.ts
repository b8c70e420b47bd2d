// Training that takes weights out: as many as asked for, for good, on every way to run a step and across a stop.
import { afterAll, describe, expect, it } from 'vitest';
import { createEngines } from '../../../electron/engine/backends';
import { isPruned } from '../../../shared/run/pruning';
import { memorySpec, openMemory } from '../memoryData';
import { type LayerRow, planOf } from '../plans';
import { complete, hashOf, lastEpoch, removeFolders, start, weightsIn } from '../runs';
import { adam, iris, xor, xorPlan } from '../sets';

afterAll(removeFolders);

const zerosOf = (values: ArrayLike<number>) => Array.from(values).filter((value) => value === 0).length;

/** [zeros, as many as should be] of every kernel. */
function kernels(folder: string, share: number) {
  return [...weightsIn(folder)]
    .filter(([, { shape }]) => isPruned(shape))
    .map(([, { data }]) => [zerosOf(data as Float32Array), Math.floor(share * data.length)]);
}

const rows: readonly LayerRow[] = [
  ['in', 'input'],
  ['hidden', 'dense', { units: 32, activation: 'relu' }],
  ['answer', 'dense', { units: 3, activation: 'softmax' }],
  ['out', 'output'],
];

describe('pruning', () => {
  it.each([
    ['adam', 0.8, adam(0.02)],
    ['sgd', 0.5, { learningRate: 0.1, momentum: 0.9, nesterov: true }],
  ] as const)(
    '%s: a share of %d of every kernel is 0 in the end, and iris is still learned',
    async (optimizer, share, params) => {
      const set = iris();
      const plan = planOf(memorySpec(set), rows, {
        epochs: 30,
        batchSize: 16,
        optimizer,
        optimizerParams: params,
        pruning: share,
        weightDecay: 0.001,
      });
      const { events, folder } = await complete(plan, () => openMemory(set));
      for (const [zeros, wanted] of kernels(folder, share)) expect(zeros).toBe(wanted);
      expect(kernels(folder, share)).toHaveLength(2);
      expect(lastEpoch(events).validation!['accuracy']).toBeGreaterThan(0.9);
    },
  );

  it('is kept by steps that run operation by operation', async () => {
    const plain = createEngines({ force: 'plain', reportPath: '' });
    const { folder } = await complete(xorPlan({ epochs: 4, pruning: 0.5 }), () => openMemory(xor), { engines: plain });
    for (const [zeros, wanted] of kernels(folder, 0.5)) expect(zeros).toBe(wanted);
  });

  it('goes on after a stop as if there had been none', async () => {
    const plan = xorPlan({ epochs: 6, pruning: 0.6 });
    const whole = await complete(plan, () => openMemory(xor));
    const stopped = start(plan, () => openMemory(xor, 5), { saveAfterMs: 0 });
    await stopped.until((event) => event.type === 'epoch' && event.epoch === 2);
    stopped.run.stop();
    await stopped.run.done;
    await complete(plan, () => openMemory(xor), { folder: stopped.folder, resume: true });
    expect(hashOf(stopped.folder)).toBe(hashOf(whole.folder));
  });
});
