// Pictures two by two: drawn within each part, equal and different in turns, the same for the same seed; and codes of a
// table's columns, which an Embedding looks up.
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../../electron/engine/data';
import { drawPairs } from '../../../electron/engine/data/pictures/openPicturePairs';
import { encodeRow } from '../../../shared/data/preprocess';
import { pairInputs, pairTarget } from '../../../shared/data/kinds/images';
import { describeData } from '../../../shared/data/describe';
import type { Result } from '../../../shared/result';
import { bookRatings } from '../../../shared/samples/projects/bookRatings';

process.env['LAYERLOOM_ASSETS'] ??= resolve(import.meta.dirname, '../../../assets');

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

describe('pairs of pictures', () => {
  const samples = Uint32Array.from({ length: 60 }, (_, i) => i);
  const labelOf = (sample: number) => sample % 3;

  it('have for every picture as many equal partners as different ones, never itself', () => {
    const { left, right, same } = drawPairs(samples, labelOf, 3, 7);
    expect(same).toHaveLength(60 * 6);
    left.forEach((a, i) => {
      expect(right[i]).not.toBe(a);
      expect(labelOf(a) === labelOf(right[i]!)).toBe(same[i] === 1);
    });
    expect([...same].reduce((sum, one) => sum + one, 0)).toBe(180);
    expect(drawPairs(samples, labelOf, 3, 7)).toEqual({ left, right, same });
    expect(drawPairs(samples, labelOf, 3, 8).right).not.toEqual(right);
  });

  it.each([
    ['a class of one', (sample: number) => (sample === 0 ? 9 : 1)],
    ['one class only', () => 1],
    ['every picture its own class', (sample: number) => sample],
  ])('%s leaves out what has no partner, and ends', (_title, label) => {
    const { left, right, same } = drawPairs(samples, label, 1, 1);
    left.forEach((a, i) => expect(label(a) === label(right[i]!)).toBe(same[i] === 1));
  });

  it('share no picture between parts, and are the pictures themselves', async () => {
    const source = { type: 'bundled', id: 'digits8x8' } as const;
    const config = must(await inspectData(source, { pairs: 1 }));
    const pairs = must(await openData(config));
    const { pairs: _pairs, ...alone } = config.images!;
    const single = must(await openData({ ...config, images: alone }));
    expect(describeData(config).sampleCount).toBe(pairs.total);
    const every = await single.batch(Uint32Array.from({ length: single.total }, (_, i) => i));
    const key = (values: Float32Array, row: number) => values.slice(row * 64, (row + 1) * 64).join();
    const partsOf = new Map<string, Set<string>>();
    for (const part of ['train', 'validation', 'test'] as const)
      for (const sample of single.parts[part]) {
        const own = key(every.inputs['image']!.values, sample);
        partsOf.set(own, (partsOf.get(own) ?? new Set()).add(part));
      }
    for (const part of ['train', 'validation', 'test'] as const) {
      const wanted = pairs.parts[part].slice(0, 200);
      const { inputs, targets } = await pairs.batch(wanted);
      for (const name of pairInputs)
        for (let row = 0; row < wanted.length; row++)
          expect(partsOf.get(key(inputs[name]!.values, row))?.has(part)).toBe(true);
      expect([...targets[pairTarget]!].slice(0, 4)).toEqual([1, 0, 1, 0]);
    }
    const [row] = await pairs.show(pairs.parts.test.slice(0, 1));
    expect(Object.keys(row!.pictures!)).toEqual([...pairInputs]);
  });
});

describe('codes of a column', () => {
  it('count from 1, 0 is what was never seen, and both inputs are whole numbers', async () => {
    const config = bookRatings.prepare!(must(await inspectData(bookRatings.source, {})));
    const spec = describeData(config);
    expect(spec.inputs).toMatchObject({
      reader: { tensor: { shape: [1], dtype: 'int32' }, codes: 91 },
      book: { tensor: { shape: [1], dtype: 'int32' }, codes: 101 },
    });
    const data = must(await openData(config));
    const { inputs } = await data.batch(data.parts.train.slice(0, 50));
    const raw = await data.show(data.parts.train.slice(0, 50));
    const fitted = data.fitted.inputs['reader']!;
    if (fitted.modality !== 'table') throw new Error('no table');
    raw.forEach(({ cells }, row) => {
      // "reader-07" is the seventh of the sorted names.
      expect(inputs['reader']!.values[row]).toBe(Number(cells![0]!.slice('reader-'.length)));
      expect(encodeRow(fitted, { reader: cells![0] })).toEqual(Float32Array.of(inputs['reader']!.values[row]!));
    });
    expect([...encodeRow(fitted, { reader: 'nobody' })]).toEqual([0]);
  });
});
