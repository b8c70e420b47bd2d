// Values of curves that do not begin where the axis does.

/** Nothing up to the place `from` along the axis, then these values. */
export function startingAt(from: number, values: readonly number[]): readonly (number | null)[] {
  return [...Array.from({ length: from }, () => null), ...values];
}
