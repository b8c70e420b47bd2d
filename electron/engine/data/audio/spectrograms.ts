// Spectrograms of a set's sounds as training asks for them: made once and kept where they are always the same, made anew
// with every epoch where training sounds are varied.
import { type SoundRule, fitSound, framesOf, spectrogramMaker } from '../../../../shared/data/audio';
import type { SoundVariation } from '../../../../shared/data/soundVariation';
import type { Sound } from '../../../../shared/data/wav';
import { workers } from '../workers/pool';

/** Bytes of spectrograms, and as many of waveforms, that are kept. */
const cacheBytes = 512 * 1024 * 1024;

/** Rows of numbers by their sample, as many as there is room for. */
class KeptNumbers {
  private readonly kept = new Map<number, Float32Array>();
  private readonly most: number;

  constructor(valuesEach: number) {
    this.most = Math.max(1, Math.floor(cacheBytes / (4 * valuesEach)));
  }

  async get(index: number, make: () => Promise<Float32Array>): Promise<Float32Array> {
    const found = this.kept.get(index);
    if (found !== undefined) return found;
    const made = await make();
    this.kept.set(index, made);
    if (this.kept.size > this.most) this.kept.delete(this.kept.keys().next().value!);
    return made;
  }
}

export class Spectrograms {
  /** Numbers of one spectrogram: frames * mels. */
  readonly size: number;
  private readonly rule: SoundRule;
  private readonly sound: (sample: number) => Promise<Sound>;
  private readonly make: (samples: Float32Array) => Float32Array;
  private readonly made: KeptNumbers;
  private readonly heard: KeptNumbers;

  /** `sound` reads a sound by its number. */
  constructor(rule: SoundRule, sound: (sample: number) => Promise<Sound>) {
    this.rule = rule;
    this.sound = sound;
    this.size = framesOf(rule) * rule.mels;
    this.make = spectrogramMaker(rule);
    this.made = new KeptNumbers(this.size);
    this.heard = new KeptNumbers(rule.length);
  }

  /** The sound as the rule makes it ready: [length]. */
  async wave(sample: number): Promise<Float32Array> {
    return fitSound(this.rule, await this.sound(sample));
  }

  /** Log mel power, [frames * mels]. */
  of(sample: number): Promise<Float32Array> {
    return this.made.get(sample, async () => this.make(await this.wave(sample)));
  }

  /** The same of many, behind each other. */
  async all(samples: Uint32Array): Promise<Float32Array> {
    const values = new Float32Array(samples.length * this.size);
    for (const [i, sample] of samples.entries()) values.set(await this.of(sample), i * this.size);
    return values;
  }

  /** As an epoch hears them, made side by side on the engine's threads. */
  async varied(samples: Uint32Array, by: SoundVariation, seed: number, epoch: number): Promise<Float32Array> {
    const waves: Float32Array[] = [];
    for (const sample of samples) waves.push(await this.heard.get(sample, () => this.wave(sample)));
    const pool = workers();
    const each = Math.ceil(samples.length / pool.size);
    const asked = [];
    for (let from = 0; from < samples.length; from += each) {
      const [own, heard] = [samples.slice(from, from + each), waves.slice(from, from + each)];
      asked.push(pool.run('variedSounds', { rule: this.rule, variation: by, seed, epoch, samples: own, waves: heard }));
    }
    const values = new Float32Array(samples.length * this.size);
    for (const [i, part] of (await Promise.all(asked)).entries()) values.set(part, i * each * this.size);
    return values;
  }
}
