// A wire is as wide as what flows through it is large.
import { sizeOf, type Shape } from '../../shared/shape';

const thinnest = 1.25;
const widest = 4.5;

/** Finer steps nobody sees, and each would have all wires behind an edit drawn anew. */
const step = 0.05;

/** Grows with the logarithm of the numbers in one sample, in steps; unknown shapes are thin. */
export function wireWidth(shape: Shape | undefined): number {
  const size = shape === undefined ? null : sizeOf(shape);
  if (size === null) return thinnest;
  const width = Math.min(widest, thinnest + Math.log10(Math.max(1, size)) * 0.55);
  return Math.round(width / step) * step;
}
