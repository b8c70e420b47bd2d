// How a sound becomes a picture of itself: one rate, one length, and a mel spectrogram on a logarithmic scale. Training,
// prediction and every export do exactly this, so it leans on nothing: arithmetic in double precision, results stored
// as float32.
import type { FittedInput } from './fitted';
import type { Sound } from './wav';

export type FittedAudio = Extract<FittedInput, { readonly modality: 'audio' }>;
/** What the spectrogram of a sound depends on. */
export type SoundRule = Pick<FittedAudio, 'rate' | 'length' | 'trim' | 'fft' | 'hop' | 'mels' | 'minHz' | 'maxHz'>;

/** Seconds of a sound that are looked at. */
export const longestSound = 60;

/** Zero crossings of the resampling filter to each side. */
const crossings = 16;
/** Where the filter cuts off, as a share of the lower of both Nyquist frequencies. */
const cutShare = 0.95;

/**
 * A sound at another rate, by a windowed sinc: with r = to / from, c = 0.95 min(1, r) and R = ceil(16 / min(1, r)), sample
 * i looks at position p = i / r and is the sum over |p - k| <= R of x[k] c sinc(c (p - k)) (1 + cos(pi (p - k) / (R + 1))) / 2,
 * zeros around the sound. It has floor(n r) samples, and the same ones where both rates are equal.
 */
export function resample(samples: ArrayLike<number>, from: number, to: number): Float32Array {
  if (from === to) return Float32Array.from(samples);
  const ratio = to / from;
  const reach = reachOf(from, to);
  const out = new Float32Array(Math.floor(samples.length * ratio));
  // Positions between two samples come round again after to / gcd samples: each set of weights is worked out once.
  const rounds = Number.isInteger(from) && Number.isInteger(to) ? to / divisorOf(from, to) : Infinity;
  const table: (Float64Array | undefined)[] | null = rounds * (2 * reach + 2) <= 2 ** 21 ? [] : null;
  for (let i = 0; i < out.length; i++) {
    const base = table === null ? Math.floor(i / ratio) : Math.floor((i * from) / to);
    const part = table === null ? i / ratio - base : ((i * from) % to) / to;
    const turn = i % rounds;
    const weights = table?.[turn] ?? weightsAt(part, ratio, reach);
    if (table !== null) table[turn] = weights;
    const first = base - reach;
    const [start, end] = [Math.max(0, -first), Math.min(weights.length, samples.length - first)];
    let sum = 0;
    for (let j = start; j < end; j++) sum += samples[first + j]! * weights[j]!;
    out[i] = sum;
  }
  return out;
}

function reachOf(from: number, to: number): number {
  return Math.ceil(crossings / Math.min(1, to / from));
}

/** The filter's weights for the samples from `reach` before the one at or before a position to `reach` + 1 behind it. */
function weightsAt(part: number, ratio: number, reach: number): Float64Array {
  const cut = cutShare * Math.min(1, ratio);
  return Float64Array.from({ length: 2 * reach + 2 }, (_, j) => {
    const distance = part + reach - j;
    if (Math.abs(distance) > reach) return 0;
    const angle = Math.PI * cut * distance;
    const sinc = Math.abs(angle) < 1e-9 ? 1 : Math.sin(angle) / angle;
    return cut * sinc * 0.5 * (1 + Math.cos((Math.PI * distance) / (reach + 1)));
  });
}

function divisorOf(a: number, b: number): number {
  return b === 0 ? a : divisorOf(b, a % b);
}

/** Quieter than this share of the loudest sample counts as silence at the ends. */
export const quietShare = 0.02;
/** Seconds of it that stay. */
export const silenceKept = 0.03;

/** Without the silence at both ends, but for 0.03 seconds of it. */
export function trimSilence(samples: Float32Array, rate: number): Float32Array {
  let loudest = 0;
  for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
  const limit = quietShare * loudest;
  let first = 0;
  while (first < samples.length && Math.abs(samples[first]!) <= limit) first++;
  if (first === samples.length) return samples;
  let last = samples.length - 1;
  while (Math.abs(samples[last]!) <= limit) last--;
  const kept = Math.floor(silenceKept * rate);
  return samples.subarray(Math.max(0, first - kept), Math.min(samples.length, last + 1 + kept));
}

/** What of a sound is listened to, at its own rate: its first minute, without the silence at both ends where asked for. */
export function heardOf({ trim }: Pick<SoundRule, 'trim'>, { rate, samples }: Sound): Float32Array {
  const kept = samples.subarray(0, Math.floor(longestSound * rate));
  return trim ? trimSilence(kept, rate) : kept;
}

/** The samples that the spectrogram is made of: trimmed where asked for, resampled, cut or padded with zeros at the end: [length]. */
export function fitSound(rule: SoundRule, sound: Sound): Float32Array {
  const { rate, length } = rule;
  const trimmed = heardOf(rule, sound);
  // Samples that no kept one looks at need not be resampled.
  const needed = Math.ceil((length * sound.rate) / rate) + reachOf(sound.rate, rate) + 1;
  const out = new Float32Array(length);
  out.set(resample(trimmed.subarray(0, needed), sound.rate, rate).subarray(0, length));
  return out;
}

/** Spectra in `length` samples: only whole windows, the first at the very start. */
export function framesOf(rule: Pick<SoundRule, 'length' | 'fft' | 'hop'>): number {
  return Math.max(1, 1 + Math.floor((rule.length - rule.fft) / rule.hop));
}

/** Frequency on the mel scale as HTK has it: 2595 log10(1 + f / 700). */
export function toMel(hertz: number): number {
  return 2595 * Math.log10(1 + hertz / 700);
}

export function fromMel(mel: number): number {
  return 700 * (10 ** (mel / 2595) - 1);
}

/**
 * Triangles over the bins of a spectrum, [mels][fft / 2 + 1]: their corners stand at equal distances on the mel scale
 * from minHz to maxHz, and each rises to 1 (librosa's filters.mel with htk=True, norm=None).
 */
export function melFilters(rule: Pick<SoundRule, 'rate' | 'fft' | 'mels' | 'minHz' | 'maxHz'>): Float64Array[] {
  const { rate, fft, mels, minHz, maxHz } = rule;
  const [low, high] = [toMel(minHz), toMel(maxHz)];
  const corner = (i: number) => fromMel(low + ((high - low) * i) / (mels + 1));
  return Array.from({ length: mels }, (_, band) => {
    const [left, centre, right] = [corner(band), corner(band + 1), corner(band + 2)];
    return Float64Array.from({ length: fft / 2 + 1 }, (__, bin) => {
      const hertz = (bin * rate) / fft;
      return Math.max(0, Math.min((hertz - left) / (centre - left), (right - hertz) / (right - centre)));
    });
  });
}

/** Replaces a complex signal whose length is a power of two by its discrete Fourier transform (Cooley and Tukey). */
function transform(real: Float64Array, imaginary: Float64Array): void {
  const n = real.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    [real[i], real[j]] = [real[j]!, real[i]!];
    [imaginary[i], imaginary[j]] = [imaginary[j]!, imaginary[i]!];
  }
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    for (let k = 0; k < half; k++) {
      const angle = (-2 * Math.PI * k) / size;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      for (let i = k; i < n; i += size) {
        const j = i + half;
        const re = real[j]! * cos - imaginary[j]! * sin;
        const im = real[j]! * sin + imaginary[j]! * cos;
        real[j] = real[i]! - re;
        imaginary[j] = imaginary[i]! - im;
        real[i] = real[i]! + re;
        imaginary[i] = imaginary[i]! + im;
      }
    }
  }
}

/** Power below this counts as this: the logarithm of nothing is no number. */
export const leastPower = 1e-10;

/**
 * Adds up a sound's power in mel bands, [frames * mels], by one rule: window and filters are worked out once. `see` is
 * shown the power spectrum of each frame, [fft / 2 + 1], in a memory that is used again.
 */
export function melPowerMaker(
  rule: SoundRule,
  see?: (power: Float64Array) => void,
): (samples: Float32Array) => Float64Array {
  const { fft, hop, mels } = rule;
  const frames = framesOf(rule);
  const window = Float64Array.from({ length: fft }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / fft));
  // Most of each triangle is zero: only where it is not is summed.
  const filters = melFilters(rule).map((weights) => {
    let first = weights.findIndex((weight) => weight > 0);
    if (first < 0) first = 0;
    let last = weights.length - 1;
    while (last > first && weights[last] === 0) last--;
    return { first, weights: weights.subarray(first, last + 1) };
  });
  const real = new Float64Array(fft);
  const imaginary = new Float64Array(fft);
  const power = new Float64Array(fft / 2 + 1);
  return (samples) => {
    const out = new Float64Array(frames * mels);
    for (let frame = 0; frame < frames; frame++) {
      for (let i = 0; i < fft; i++) real[i] = (samples[frame * hop + i] ?? 0) * window[i]!;
      imaginary.fill(0);
      transform(real, imaginary);
      for (let bin = 0; bin < power.length; bin++) power[bin] = real[bin]! ** 2 + imaginary[bin]! ** 2;
      see?.(power);
      for (let band = 0; band < mels; band++) {
        const { first, weights } = filters[band]!;
        let sum = 0;
        for (let i = 0; i < weights.length; i++) sum += weights[i]! * power[first + i]!;
        out[frame * mels + band] = sum;
      }
    }
    return out;
  };
}

/** The natural logarithm of each power. */
export function logPower(powers: Float64Array): Float32Array {
  return Float32Array.from(powers, (power) => Math.log(Math.max(leastPower, power)));
}

/** Makes spectrograms by one rule: log mel power, [frames * mels]. */
export function spectrogramMaker(rule: SoundRule): (samples: Float32Array) => Float32Array {
  const make = melPowerMaker(rule);
  return (samples) => logPower(make(samples));
}

const makers = new WeakMap<FittedAudio, (samples: Float32Array) => Float32Array>();

/** A sound as the network sees it, [frames * mels], oldest frame first: (log mel power - subtract) / divide. */
export function encodeSound(input: FittedAudio, sound: Sound): Float32Array {
  let make = makers.get(input);
  if (make === undefined) {
    make = spectrogramMaker(input);
    makers.set(input, make);
  }
  return scaleSpectrogram(input, make(fitSound(input, sound)));
}

/** (value - subtract) / divide for every value. */
export function scaleSpectrogram(input: Pick<FittedAudio, 'subtract' | 'divide'>, values: Float32Array): Float32Array {
  return values.map((value) => (value - input.subtract) / input.divide);
}

/** Stretches that a waveform is drawn by. */
const wavePoints = 120;

/** Least and largest sample of each stretch, from -1 to 1. */
export function waveOf(samples: Float32Array): readonly (readonly [number, number])[] {
  const each = Math.max(1, samples.length / wavePoints);
  return Array.from({ length: Math.min(wavePoints, samples.length) }, (_, i) => {
    let [least, most] = [Infinity, -Infinity];
    for (let at = Math.floor(i * each); at < Math.min(samples.length, Math.floor((i + 1) * each)); at++) {
      least = Math.min(least, samples[at]!);
      most = Math.max(most, samples[at]!);
    }
    return [Number(least.toFixed(3)), Number(most.toFixed(3))] as const;
  });
}
