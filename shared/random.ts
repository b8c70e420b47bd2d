// Our own random numbers: the same on every engine and machine, with a state that can be saved and resumed.

/** A seeded stream. Every draw moves the state by one step; `state()` and `fromState` continue it exactly. */
export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  uniform(): number;
  /** Standard normal, by Box and Muller's transform; two uniforms a draw, nothing cached. */
  normal(): number;
  /** Whole number in [0, n). */
  integer(n: number): number;
  /** The stream's state: four unsigned 32-bit words. */
  state(): RandomState;
  /** A new independent stream named by `label`; this stream does not move. */
  fork(label: string): Random;
}

export type RandomState = readonly [number, number, number, number];

/** FNV-1a over UTF-16 code units, 32 bits. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** splitmix32: spreads one 32-bit seed over as many words as are asked for. */
function seedWords(seed: number): RandomState {
  let x = seed >>> 0;
  const next = () => {
    x = (x + 0x9e3779b9) >>> 0;
    let z = x;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  return [next(), next(), next(), next()];
}

/** A stream from a whole-number seed; 0 is as good as any other. */
export function createRandom(seed: number): Random {
  return fromState(seedWords(seed));
}

/** Continues a saved stream. The generator is xoshiro128** (Blackman and Vigna, 2018). */
function fromState(saved: RandomState): Random {
  let [a, b, c, d] = saved;
  const next = (): number => {
    const x = Math.imul(b, 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const uniform = () => next() / 4294967296;
  const state = (): RandomState => [a >>> 0, b >>> 0, c >>> 0, d >>> 0];
  return {
    uniform,
    normal: () => {
      // 1 - u lies in (0, 1], so the logarithm is finite.
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      return radius * Math.cos(2 * Math.PI * uniform());
    },
    integer: (n) => Math.floor(uniform() * n),
    state,
    fork: (label) => createRandom(hash32(`${state().join(',')}/${label}`)),
  };
}

/** The numbers 0..n-1 in a random order (Fisher and Yates). */
export function permutation(n: number, random: Random): Uint32Array {
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  for (let i = n - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const swap = order[i]!;
    order[i] = order[j]!;
    order[j] = swap;
  }
  return order;
}
