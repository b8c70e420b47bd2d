// Where a run's random numbers come from. Every stream is a function of the seed and a place in the run (a weight's
// name, an epoch, a step), so that a run continues anywhere without a saved generator: nothing to lose, nothing to tear.
import { type Random, createRandom, permutation } from '../../../shared/random';

/** Initial values of one weight. */
export function weightRandom(seed: number, weight: string): Random {
  return createRandom(seed).fork(`weight/${weight}`);
}

/** The order in which epoch `epoch` (from 1) visits the samples. */
export function epochOrder(seed: number, epoch: number, samples: Uint32Array): Uint32Array {
  return permutation(samples.length, createRandom(seed).fork(`order/${epoch}`)).map((index) => samples[index]!);
}
