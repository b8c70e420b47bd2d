// What variation does to a waveform, setting by setting: levels by their own definitions in decibels.
import { describe, expect, it } from 'vitest';
import { loudnessOf, variationOf, varySound } from '../../../shared/data/soundVariation';
import { createRandom } from '../../../shared/random';

const rate = 8000;
const none = { shift: 0, gain: 0, noise: 0 };
/** A tone of a second with half a second of nothing behind it. */
const tone = Float32Array.from({ length: 12_000 }, (_, i) =>
  i < rate ? 0.5 * Math.sin((2 * Math.PI * 440 * (i + 0.5)) / rate) : 0,
);
const draws = Array.from({ length: 200 }, (_, i) => createRandom(i));
const decibels = (share: number) => 20 * Math.log10(share);

describe('varied sounds', () => {
  it('are as loud as a sine of that height, whatever silence follows', () => {
    expect(loudnessOf(tone)).toBeCloseTo(0.5 / Math.SQRT2, 4);
    expect(loudnessOf(new Float32Array(10))).toBe(0);
  });

  it('have noise of the drawn share of their own loudness, evenly up to the most', () => {
    const levels = draws.map((random) => {
      const made = varySound(tone, rate, { ...none, noise: 0.1 }, random);
      return loudnessOf(made.map((value, i) => value - tone[i]!)) / loudnessOf(tone);
    });
    // 0.1 is 20 dB below the sound; 12,000 draws tell a deviation to within 2 %.
    expect(decibels(Math.max(...levels))).toBeLessThan(-20 + 0.2);
    expect(decibels(Math.max(...levels))).toBeGreaterThan(-20 - 0.5);
    expect(levels.reduce((sum, level) => sum + level, 0) / levels.length).toBeCloseTo(0.05, 2);
  });

  it('have noise that is white and Gaussian', () => {
    const made = varySound(tone, rate, { ...none, noise: 0.5 }, createRandom(5));
    const noise = made.map((value, i) => value - tone[i]!);
    const deviation = Math.sqrt(noise.reduce((sum, value) => sum + value * value, 0) / noise.length);
    const scaled = noise.map((value) => value / deviation);
    const mean = (of: (value: number, i: number) => number) =>
      scaled.reduce((sum, value, i) => sum + of(value, i), 0) / scaled.length;
    expect(Math.abs(mean((value) => value))).toBeLessThan(0.03);
    // The fourth moment of a normal distribution, and no sample knows the one before.
    expect(Math.abs(mean((value) => value ** 4) - 3)).toBeLessThan(0.25);
    expect(Math.abs(mean((value, i) => value * (scaled[i - 1] ?? 0)))).toBeLessThan(0.03);
  });

  it('are up to so many decibels louder or quieter, and otherwise the same', () => {
    const gains = draws.map((random) => {
      const made = varySound(tone, rate, { ...none, gain: 6 }, random);
      const factor = made[100]! / tone[100]!;
      made.forEach((value, i) => expect(Math.abs(value - factor * tone[i]!)).toBeLessThan(1e-6));
      return decibels(factor);
    });
    expect(Math.max(...gains)).toBeLessThanOrEqual(6.001);
    expect(Math.max(...gains)).toBeGreaterThan(5.5);
    expect(Math.min(...gains)).toBeGreaterThanOrEqual(-6.001);
    expect(Math.min(...gains)).toBeLessThan(-5.5);
  });

  it('begin earlier or later by whole samples, with silence where nothing was', () => {
    const shifts = draws.map((random) => {
      const made = varySound(tone, rate, { ...none, shift: 0.1 }, random);
      const by = shiftOf(made);
      tone.forEach((value, i) => {
        if (i + by >= 0 && i + by < made.length) expect(made[i + by]).toBe(value);
      });
      return by;
    });
    expect(Math.min(...shifts)).toBeLessThan(-700);
    expect(Math.min(...shifts)).toBeGreaterThanOrEqual(-800);
    expect(Math.max(...shifts)).toBeGreaterThan(700);
    expect(Math.max(...shifts)).toBeLessThanOrEqual(800);
    // Further than the sound is long.
    const gone = varySound(tone.subarray(0, 100), rate, { ...none, shift: 5 }, createRandom(1));
    expect(gone.every((value) => value === 0)).toBe(true);
  });

  it('are the same for the same draw, and what one setting draws is no matter of another', () => {
    const all = { shift: 0.1, gain: 6, noise: 0.2 };
    const once = varySound(tone, rate, all, createRandom(9));
    expect(varySound(tone, rate, all, createRandom(9))).toEqual(once);
    expect(varySound(tone, rate, all, createRandom(10))).not.toEqual(once);
    const plain = varySound(tone, rate, { ...all, noise: 0 }, createRandom(9));
    expect(shiftOf(plain)).toBe(shiftOf(varySound(tone, rate, { ...none, shift: 0.1 }, createRandom(9))));
  });

  it('silence stays silence, and nothing to do is left out of the document', () => {
    const silence = new Float32Array(50);
    expect(varySound(silence, rate, { shift: 1, gain: 6, noise: 1 }, createRandom(1))).toEqual(silence);
    expect(variationOf(none)).toBeUndefined();
    expect(variationOf({ ...none, noise: 0.1 })).toEqual({ ...none, noise: 0.1 });
  });
});

/** Where the tone's last sample went, counted from its place: what is before it may have moved out. */
function shiftOf(made: Float32Array): number {
  let last = made.length - 1;
  while (last >= 0 && made[last] === 0) last--;
  return last - (rate - 1);
}
