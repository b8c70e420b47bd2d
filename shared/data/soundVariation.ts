// How training sounds are varied, on the waveform and before the spectrogram: each setting with what it does to a sound.
import { type ParamSchema, float } from '../params';
import type { Random } from '../random';

/** How much of each is drawn at most; 0 for none of it. */
export interface SoundVariation {
  /** Seconds, earlier or later. */
  readonly shift: number;
  /** Decibels, louder or quieter. */
  readonly gain: number;
  /** Share of the sound's own loudness (root mean square). */
  readonly noise: number;
}

/** Reading options, in the order in which they are done. */
export const variationParams = {
  shift: float({
    title: 'Shift training sounds',
    help: 'Each time a training sound is heard it begins up to so many seconds earlier or later, drawn anew; what moves out is gone. Validation, test and predictions stay as they are.',
    default: 0,
    min: 0,
    max: 5,
    step: 0.05,
    unit: 's',
  }),
  gain: float({
    title: 'Vary their loudness',
    help: 'Each time a training sound is heard it is up to so many decibels louder or quieter. 6 dB is twice or half of every sample.',
    default: 0,
    min: 0,
    max: 40,
    step: 1,
    unit: 'dB',
  }),
  noise: float({
    title: 'Add noise to them',
    help: 'Each time a training sound is heard there is noise in it, up to this share of its own loudness: 0.1 is 20 dB below the sound, 1 as loud as it. So a network learns to hear through a noisy room.',
    default: 0,
    min: 0,
    max: 2,
    step: 0.05,
  }),
} satisfies ParamSchema;

type Effect = (samples: Float32Array, most: number, rate: number, random: Random) => Float32Array;

/** From -most to most, evenly. */
const within = (most: number, random: Random) => most * (2 * random.uniform() - 1);

/** Root mean square from the first sample that is not zero to the last: what fills a sound up to its length is not it. */
export function loudnessOf(samples: Float32Array): number {
  const first = samples.findIndex((sample) => sample !== 0);
  if (first < 0) return 0;
  let last = samples.length - 1;
  while (samples[last] === 0) last--;
  let squares = 0;
  for (let i = first; i <= last; i++) squares += samples[i]! * samples[i]!;
  return Math.sqrt(squares / (last - first + 1));
}

const effects: { readonly [E in keyof SoundVariation]: Effect } = {
  shift: (samples, most, rate, random) => {
    const by = Math.round(within(most, random) * rate);
    const out = new Float32Array(samples.length);
    if (Math.abs(by) < out.length)
      out.set(samples.subarray(Math.max(0, -by), samples.length - Math.max(0, by)), Math.max(0, by));
    return out;
  },
  gain: (samples, most, _rate, random) => {
    const factor = 10 ** (within(most, random) / 20);
    return samples.map((sample) => factor * sample);
  },
  // White and Gaussian, as loud as a share that is drawn evenly.
  noise: (samples, most, _rate, random) => {
    const deviation = most * random.uniform() * loudnessOf(samples);
    return samples.map((sample) => sample + deviation * random.normal());
  },
};

/** The settings with anything to do; undefined where none has. */
export function variationOf({ shift, gain, noise }: SoundVariation): SoundVariation | undefined {
  return shift > 0 || gain > 0 || noise > 0 ? { shift, gain, noise } : undefined;
}

/** Another sound of the same length, [length], by what `random` draws; the given one stays as it is. */
export function varySound(
  samples: Float32Array,
  rate: number,
  variation: SoundVariation,
  random: Random,
): Float32Array {
  let out = samples;
  for (const id of ['shift', 'gain', 'noise'] as const) {
    // A stream each, so that one setting does not change what is drawn for another.
    if (variation[id] > 0) out = effects[id](out, variation[id], rate, random.fork(id));
  }
  return out;
}
