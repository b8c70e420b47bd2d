// A shape as people type it: "28 x 28 x 1", "28, 28, 1", "28×28×1".
import type { Shape } from '../../shared/shape';

export function writeShape(shape: Shape): string {
  return shape.map((size) => (size === null ? '?' : String(size))).join(' × ');
}

/** The sizes typed so far; null when there is something in the text that is no size. An empty text is the empty shape. */
export function readShape(text: string): Shape | null {
  const parts = text
    .trim()
    .replace(/^[[(]|[\])]$/g, '')
    .split(/\s*[×xX*,;]\s*|\s+/)
    .filter((part) => part !== '');
  const sizes = parts.map((part) => (/^-?\d{1,10}$/.test(part) ? Number(part) : Number.NaN));
  return sizes.every((size) => Number.isInteger(size)) ? sizes : null;
}
