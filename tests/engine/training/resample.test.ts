// Resampling of the training part: every class as often as the others, seeded, and nothing else touched.
import { afterAll, describe, expect, it } from 'vitest';
import { resample, withResampling } from '../../../electron/engine/training/resample';
import { openMemory } from '../memoryData';
import { complete, lastEpoch, removeFolders } from '../runs';
import { xor, xorPlan } from '../sets';

afterAll(removeFolders);

const labels = Int32Array.from({ length: 100 }, (_, i) => (i < 70 ? 0 : i < 93 ? 1 : i < 99 ? 2 : -1));
const samples = Uint32Array.from({ length: 100 }, (_, i) => 1000 + 3 * i);
const labelOf = (sample: number) => labels[(sample - 1000) / 3]!;
const countsOf = (taken: Uint32Array) =>
  [0, 1, 2, -1].map((label) => taken.filter((sample) => labelOf(sample) === label).length);

describe('resampling', () => {
  it('repeats rare samples, every one of a class nearly as often', () => {
    const taken = resample(samples, labels, 'over', 7);
    expect(countsOf(taken)).toEqual([70, 70, 70, 1]);
    const times = new Map<number, number>();
    for (const sample of taken) times.set(sample, (times.get(sample) ?? 0) + 1);
    for (const [sample, n] of times) {
      const size = countsOf(samples)[labelOf(sample)]!;
      if (labelOf(sample) >= 0) expect([Math.floor(70 / size), Math.ceil(70 / size)]).toContain(n);
    }
    expect([...taken]).toEqual([...taken].sort((a, b) => a - b));
    expect(resample(samples, labels, 'over', 7)).toEqual(taken);
    expect(resample(samples, labels, 'over', 8)).not.toEqual(taken);
  });

  it('leaves out common samples, none of them twice', () => {
    const taken = resample(samples, labels, 'under', 7);
    expect(countsOf(taken)).toEqual([6, 6, 6, 1]);
    expect(new Set(taken).size).toBe(taken.length);
  });

  it('changes the training part alone', () => {
    const data = openMemory(xor);
    const [target] = Object.keys(data.classCounts);
    const under = withResampling(data, { resampling: 'under', seed: 1 });
    const [a, b] = under.classCounts[target!]!;
    expect(a).toBe(b);
    expect(under.parts.train.length).toBe(a! + b!);
    expect(under.parts.validation).toBe(data.parts.validation);
    expect(under.fitted).toBe(data.fitted);
    expect(withResampling(data, { resampling: 'none', seed: 1 })).toBe(data);
  });

  it('is what a run trains on', async () => {
    const data = openMemory(xor);
    const [least] = [...Object.values(data.classCounts)[0]!].sort((a, b) => a - b);
    const { events } = await complete(xorPlan({ epochs: 1, resampling: 'under' }), () => openMemory(xor));
    const started = events.find((event) => event.type === 'started');
    expect(started?.type === 'started' && started.samples.train).toBe(2 * least!);
    expect(lastEpoch(events).epoch).toBe(1);
  });
});
