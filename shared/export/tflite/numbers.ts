// Numbers of fewer bits: half precision (IEEE 754, binary16) and 8-bit integers with a scale.
import type { Quantization } from './model';

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

/** Smallest and largest number. */
export type Range = readonly [least: number, most: number];

export function rangeOf(values: ArrayLike<number>): Range {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]!);
    most = Math.max(most, values[i]!);
  }
  return least > most ? [0, 0] : [least, most];
}

/** -128 to 127 for the range and zero, which is one of the numbers exactly. */
export function asymmetric([least, most]: Range): Quantization {
  const [low, high] = [Math.min(0, least), Math.max(0, most)];
  const scale = Math.fround(Math.max((high - low) / 255, 1e-12));
  return { scales: [scale], zeros: [Math.max(-128, Math.min(127, Math.round(-128 - low / scale)))] };
}

/** -127 to 127 for the range, with zero in the middle. */
export function centred([least, most]: Range): Quantization {
  return { scales: [Math.fround(Math.max(-least, most, 1e-10) / 127)], zeros: [0] };
}

/** round((value / scale) + zero), kept within -128 to 127. */
export function quantized(values: Float32Array, { scales, zeros }: Quantization): Uint8Array {
  const [scale, zero] = [scales[0]!, zeros[0]!];
  const out = Int8Array.from(values, (value) => Math.max(-128, Math.min(127, Math.round(value / scale) + zero)));
  return new Uint8Array(out.buffer);
}

/** -127 to 127 with zero in the middle, a scale for every place along `axis` (null: one for all), at least `least`. */
export function symmetric(
  values: Float32Array,
  shape: readonly number[],
  axis: number | null,
  least: (place: number) => number = () => 0,
): { readonly quantization: Quantization; readonly data: Uint8Array } {
  const count = axis === null ? 1 : shape[axis]!;
  const inner = axis === null ? values.length : shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const placeOf = (i: number) => (axis === null ? 0 : Math.floor(i / inner) % count);
  const largest = new Float64Array(count);
  values.forEach((value, i) => {
    const place = placeOf(i);
    largest[place] = Math.max(largest[place]!, Math.abs(value));
  });
  const scales = Array.from(largest, (most, place) => Math.fround(Math.max(most / 127, least(place)) || 1));
  const data = Int8Array.from(values, (value, i) =>
    Math.max(-127, Math.min(127, Math.round(value / scales[placeOf(i)]!))),
  );
  return {
    quantization: { scales, zeros: scales.map(() => 0), ...(axis === null ? {} : { axis }) },
    data: new Uint8Array(data.buffer),
  };
}

/** The number that a binary16 stands for. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
