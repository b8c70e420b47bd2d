// How much made samples are like real ones, in two numbers: whether each looks real, and whether all sorts of real ones
// are made. Kynkäänniemi and others, "Improved precision and recall metric for assessing generative models", 2019
// (precision); Naeem and others, "Reliable fidelity and diversity metrics for generative models", 2020 (coverage).

export interface Likeness {
  /** Share of made samples that lie nearer to some real one than that one's k-th neighbour among the real ones. */
  readonly lifelike: number;
  /** Share of real samples that have a made one nearer than their k-th neighbour among the real ones. */
  readonly variety: number;
  /** For each made sample the place of the real one that is nearest. */
  readonly nearest: Int32Array;
}

/** Of samples of `width` numbers, one after the other; distances are Euclid's. Both must hold more than `neighbours`. */
export function likeness(real: Float32Array, made: Float32Array, width: number, neighbours = 5): Likeness {
  const reals = real.length / width;
  const mades = made.length / width;
  const reach = new Float64Array(reals);
  for (let at = 0; at < reals; at++) {
    const far = new Float64Array(reals);
    for (let other = 0; other < reals; other++) far[other] = distance(real, at, real, other, width);
    // The first is the sample itself.
    reach[at] = far.sort()[Math.min(neighbours, reals - 1)]!;
  }
  const nearest = new Int32Array(mades);
  const covered = new Uint8Array(reals);
  let lifelike = 0;
  for (let at = 0; at < mades; at++) {
    let least = Infinity;
    let within = false;
    for (let other = 0; other < reals; other++) {
      const far = distance(made, at, real, other, width);
      if (far < least) {
        least = far;
        nearest[at] = other;
      }
      if (far > reach[other]!) continue;
      within = true;
      covered[other] = 1;
    }
    if (within) lifelike += 1;
  }
  return { lifelike: lifelike / mades, variety: covered.reduce((sum, one) => sum + one, 0) / reals, nearest };
}

/** Squared. */
function distance(a: Float32Array, at: number, b: Float32Array, other: number, width: number): number {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += (a[at * width + i]! - b[other * width + i]!) ** 2;
  return sum;
}
