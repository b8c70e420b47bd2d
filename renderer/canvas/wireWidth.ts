// A wire is as wide as what flows through it is large.
import { sizeOf, type Shape } from '../../shared/shape';

const thinnest = 1.25;
const widest = 4.5;

/** Grows with the logarithm of the numbers in one sample; unknown shapes are thin. */
export function wireWidth(shape: Shape | undefined): number {
  const size = shape === undefined ? null : sizeOf(shape);
  return size === null ? thinnest : Math.min(widest, thinnest + Math.log10(Math.max(1, size)) * 0.55);
}
