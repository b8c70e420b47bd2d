// The time left, against runs replayed with known paces: within 20 % once the second epoch is over.
import { describe, expect, it } from 'vitest';
import { BatchClock, remainingMs } from '../../../renderer/training/eta';
import type { EpochRecord } from '../../../shared/run/record';

const batches = 50;
function historyOf(durations: readonly number[]): readonly EpochRecord[] {
  let elapsedMs = 0;
  return durations.map((duration, place) => {
    elapsedMs += duration;
    return { epoch: place + 1, step: (place + 1) * batches, train: { loss: 1 }, validation: null, elapsedMs };
  });
}

describe('the time left', () => {
  const paces = [
    { name: 'an even pace', durations: Array.from({ length: 20 }, () => 1000) },
    { name: 'a slow first epoch', durations: [9000, ...Array.from({ length: 19 }, () => 1000)] },
    { name: 'one epoch that was held up', durations: Array.from({ length: 20 }, (_, i) => (i === 5 ? 6000 : 1000)) },
    { name: 'a wobbling pace', durations: Array.from({ length: 20 }, (_, i) => 1000 + (i % 2 === 0 ? 80 : -80)) },
  ];
  for (const { name, durations } of paces) {
    it(`is within 20 % from the second epoch on, at ${name}`, () => {
      for (let done = 2; done < durations.length; done++) {
        // What is still to come, without hold-ups that nobody can foresee.
        const left = (durations.length - done) * 1000;
        const said = remainingMs({
          epochs: durations.length,
          batchesPerEpoch: batches,
          step: done * batches,
          history: historyOf(durations.slice(0, done)),
          msPerBatch: null,
        });
        expect(Math.abs(said! - left) / left).toBeLessThanOrEqual(0.2);
      }
    });
  }

  it('counts down within an epoch', () => {
    const history = historyOf([1000, 1000]);
    const at = (step: number) => remainingMs({ epochs: 4, batchesPerEpoch: batches, step, history, msPerBatch: null });
    expect(at(100)).toBe(2000);
    expect(at(125)).toBe(1500);
    expect(at(200)).toBe(1000);
  });

  it('goes by the batches before the first epoch is over, and is unknown before that', () => {
    const given = { epochs: 2, batchesPerEpoch: 10, step: 5, history: [] };
    expect(remainingMs({ ...given, msPerBatch: 20 })).toBe(300);
    expect(remainingMs({ ...given, msPerBatch: null })).toBeNull();
    expect(remainingMs({ ...given, epochs: 0, msPerBatch: 20 })).toBeNull();
  });
});

describe('the clock of batches', () => {
  it('leaves the first message out, whose batches carry the warm-up', () => {
    const clock = new BatchClock();
    clock.arrive(1, 5000);
    expect(clock.msPerBatch()).toBeNull();
    clock.arrive(11, 5200);
    expect(clock.msPerBatch()).toBe(20);
    clock.arrive(11, 9000);
    expect(clock.msPerBatch()).toBe(20);
  });

  it('begins afresh after a pause', () => {
    const clock = new BatchClock();
    clock.arrive(1, 0);
    clock.arrive(2, 10);
    clock.restart();
    clock.arrive(3, 100_000);
    clock.arrive(4, 100_030);
    expect(clock.msPerBatch()).toBe(30);
  });
});
