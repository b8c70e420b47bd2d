// SipHash-2-4 (Aumasson and Bernstein, 2012): TensorFlow's StringToHashBucketStrong, worked out while a file is written.

const mask = (1n << 64n) - 1n;
const turned = (x: bigint, by: bigint): bigint => ((x << by) | (x >> (64n - by))) & mask;

/** The hash of some bytes with a key of two 64-bit numbers. */
export function sipHash(bytes: Uint8Array, [low, high]: readonly [bigint, bigint]): bigint {
  let v0 = low ^ 0x736f6d6570736575n;
  let v1 = high ^ 0x646f72616e646f6dn;
  let v2 = low ^ 0x6c7967656e657261n;
  let v3 = high ^ 0x7465646279746573n;
  const round = () => {
    v0 = (v0 + v1) & mask;
    v1 = turned(v1, 13n) ^ v0;
    v0 = turned(v0, 32n);
    v2 = (v2 + v3) & mask;
    v3 = turned(v3, 16n) ^ v2;
    v0 = (v0 + v3) & mask;
    v3 = turned(v3, 21n) ^ v0;
    v2 = (v2 + v1) & mask;
    v1 = turned(v1, 17n) ^ v2;
    v2 = turned(v2, 32n);
  };
  const whole = bytes.length - (bytes.length % 8);
  const padded = new Uint8Array(whole + 8);
  padded.set(bytes);
  padded[whole + 7] = bytes.length & 255;
  const view = new DataView(padded.buffer);
  for (let at = 0; at <= whole; at += 8) {
    const word = view.getBigUint64(at, true);
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
  v2 ^= 255n;
  for (let i = 0; i < 4; i++) round();
  return v0 ^ v1 ^ v2 ^ v3;
}
