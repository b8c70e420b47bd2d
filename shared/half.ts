// Half precision (IEEE 754, binary16) to and from plain numbers.
const view = new DataView(new ArrayBuffer(4));

/** The nearest binary16, ties to even; beyond its range infinity. */
export function half(value: number): number {
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127;
  const fraction = bits & 0x7fffff;
  if (exponent === 128) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  if (exponent > 15) return sign | 0x7c00;
  // Below 2^-14 the leading 1 is written out, and places are lost.
  const normal = exponent >= -14;
  const whole = fraction | 0x800000;
  const shift = normal ? 13 : 13 + (-14 - exponent);
  if (shift > 24) return sign;
  const kept = normal ? (fraction >>> 13) | ((exponent + 15) << 10) : whole >>> shift;
  const rest = (normal ? fraction : whole) & ((1 << shift) - 1);
  const middle = 1 << (shift - 1);
  // A carry goes into the exponent, as it should.
  return sign | (kept + (rest > middle || (rest === middle && (kept & 1) === 1) ? 1 : 0));
}

export function halves(values: Float32Array): Uint8Array {
  return new Uint8Array(Uint16Array.from(values, half).buffer);
}

/** Largest finite binary16. */
export const largestHalf = 65504;

/** The number that a binary16 stands for. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
