// A few samples from all over many.

/** At most `most` of these samples, in their order, the middle one of each of as many equal stretches. */
export function spreadOver(samples: Uint32Array, most: number): Uint32Array {
  const count = Math.min(most, samples.length);
  return Uint32Array.from({ length: count }, (_, at) => samples[Math.floor(((at + 0.5) * samples.length) / count)]!);
}
