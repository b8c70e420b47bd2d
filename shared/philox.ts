// Counter-based random numbers (Philox 4x32-10; Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2,
// 3", 2011), keyed and laid out as TensorFlow's StatelessRandomUniform and StatelessRandomNormal do it, so that an engine
// without these operations draws the same numbers. Nothing to save: a number is a function of its seed and its place.

type Words = [number, number, number, number];

/** The high and the low half of the product of two unsigned 32-bit numbers; the high half in `high`. */
function multiplyHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const low = a0 * b0;
  const middle = a1 * b0 + Math.floor(low / 0x10000);
  const carried = (middle % 0x10000) + a0 * b1;
  return (a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(carried / 0x10000)) >>> 0;
}

/** Ten rounds over one counter: four words of 32 random bits. */
export function philox(counter: readonly number[], key: readonly number[]): Words {
  let [c0, c1, c2, c3] = counter as Words;
  let [k0, k1] = key as [number, number];
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0) >>> 0;
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** Two whole numbers of 32 bits, signed or not: TensorFlow reads seeds as signed and widens them. */
export type StatelessSeed = readonly [number, number];

/** Calls `use` with four random words at a time until `count` words were given. */
function stream(seed: StatelessSeed, count: number, use: (words: Words, at: number) => void): void {
  const signed = [seed[0] | 0, seed[1] | 0] as const;
  const wide = [signed[0] >>> 0, signed[0] < 0 ? 0xffffffff : 0, signed[1] >>> 0, signed[1] < 0 ? 0xffffffff : 0];
  const mixed = philox(wide, [0x3ec8f720, 0x02461e29]);
  const key = [mixed[0], mixed[1]];
  for (let at = 0, group = 0; at < count; at += 4, group++) use(philox([group, 0, mixed[2], mixed[3]], key), at);
}

/** 23 random bits as a number in [0, 1). */
const toUnit = (word: number): number => (word & 0x7fffff) / 0x800000;

/** `count` float32 numbers in [0, 1); bit for bit those of StatelessRandomUniform. */
export function statelessUniform(seed: StatelessSeed, count: number): Float32Array {
  const values = new Float32Array(count);
  stream(seed, count, (words, at) => {
    for (let i = 0; i < 4 && at + i < count; i++) values[at + i] = toUnit(words[i]!);
  });
  return values;
}

/** `count` standard normal numbers by Box and Muller's transform; those of StatelessRandomNormal to within rounding. */
export function statelessNormal(seed: StatelessSeed, count: number): Float32Array {
  const values = new Float32Array(count);
  stream(seed, count, (words, at) => {
    for (let i = 0; i < 4; i += 2) {
      // Below this the logarithm would run away.
      const radius = Math.sqrt(-2 * Math.log(Math.max(toUnit(words[i]!), 1e-7)));
      const angle = 2 * Math.PI * toUnit(words[i + 1]!);
      if (at + i < count) values[at + i] = Math.sin(angle) * radius;
      if (at + i + 1 < count) values[at + i + 1] = Math.cos(angle) * radius;
    }
  });
  return values;
}
