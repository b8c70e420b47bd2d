// Numbers as 8-bit integers with a scale.
import type { Quantization } from './model';
import { product } from '../../shape';

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
  const inner = axis === null ? values.length : product(shape.slice(axis + 1));
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
