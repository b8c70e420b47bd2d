// Training sounds varied on their waveform, and what becomes of their spectrograms: new ones with every epoch.
import { type SoundRule, framesOf, spectrogramMaker } from '../../../../shared/data/audio';
import { type SoundVariation, varySound } from '../../../../shared/data/soundVariation';
import { createRandom } from '../../../../shared/random';
import { breathe } from '../problem';
import type { Job } from './job';

export interface VariedSoundsRequest {
  readonly rule: SoundRule;
  readonly variation: SoundVariation;
  readonly seed: number;
  readonly epoch: number;
  /** Numbers of the samples, and the samples as the rule makes them ready: [length] each. */
  readonly samples: Uint32Array;
  readonly waves: readonly Float32Array[];
}

/** The same for the same seed, epoch and sample, whatever else is asked for along with it. */
export function variedWave(
  wave: Float32Array,
  sample: number,
  { rule, variation, seed, epoch }: Pick<VariedSoundsRequest, 'rule' | 'variation' | 'seed' | 'epoch'>,
): Float32Array {
  return varySound(wave, rule.rate, variation, createRandom(seed).fork(`${epoch} ${sample}`));
}

/** Log mel spectrograms, [samples][frames * mels], behind each other. */
export const variedSoundsJob: Job<VariedSoundsRequest, Float32Array> = {
  run: async (request, watch) => {
    const { rule, samples, waves } = request;
    const make = spectrogramMaker(rule);
    const size = framesOf(rule) * rule.mels;
    const all = new Float32Array(waves.length * size);
    for (const [i, wave] of waves.entries()) {
      if (watch.aborted()) break;
      all.set(make(variedWave(wave, samples[i]!, request)), i * size);
      if (i % 8 === 7) await breathe();
    }
    return all;
  },
  transfer: (all) => [all.buffer as ArrayBuffer],
};
