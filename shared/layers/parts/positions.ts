// The numbers that say where a step stands in its sequence: the layers add or multiply them, exports write them out. They
// are worked out in double precision: a sine of a large float32 would be off.

/** Fractions of a turn per step for pairs of features: longest^(-2i / features). */
function frequency(pair: number, features: number, longest: number): number {
  return longest ** ((-2 * pair) / features);
}

/** [steps, features]: even features sines of the place, odd ones cosines. Vaswani et al., 2017, section 3.5. */
export function sinusoids(steps: number, features: number, longest: number): Float32Array {
  return Float32Array.from({ length: steps * features }, (_, i) => {
    const feature = i % features;
    const angle = Math.floor(i / features) * frequency(Math.floor(feature / 2), features, longest);
    return feature % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}

/** [steps, size / 2] each: cosines and sines of the angle by which a pair of a head's features is turned. */
export function turns(
  steps: number,
  size: number,
  longest: number,
): { readonly cosines: Float32Array; readonly sines: Float32Array } {
  const half = size / 2;
  const table = (f: (angle: number) => number) =>
    Float32Array.from({ length: steps * half }, (_, i) => f(Math.floor(i / half) * frequency(i % half, size, longest)));
  return { cosines: table(Math.cos), sines: table(Math.sin) };
}
