// What each fitted step does to a value. Apart from the definitions, so that an exported page carries nothing else.
import type { FittedStep, ReversibleStep } from './fitted';

/**
 * The place of x among ascending points, 0 to 1: linear between them, and the middle of their places where several are
 * equal to it. Up to the first it is 0, from the
 * last on 1 (scikit-learn's QuantileTransformer).
 */
function rankOf(points: readonly number[], x: number): number {
  const last = points.length - 1;
  if (x <= points[0]!) return 0;
  if (x >= points[last]!) return 1;
  // The last point not above x, and the first not below it.
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (points[middle]! <= x) low = middle;
    else high = middle - 1;
  }
  const below = low;
  low = 0;
  high = last;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]! >= x) high = middle;
    else low = middle + 1;
  }
  const above = low;
  if (points[below]! === x) return (below + above) / 2 / last;
  return (below + (x - points[below]!) / (points[above]! - points[below]!)) / last;
}

/** One fitted step carried out; NaN stays NaN. */
export function applyStep(step: FittedStep, x: number): number {
  switch (step.type) {
    case 'clip':
      return x < step.low ? step.low : x > step.high ? step.high : x;
    case 'log':
      return x < 0 ? -Math.log1p(-x) : Math.log1p(x);
    case 'root':
      return x < 0 ? -Math.sqrt(-x) : Math.sqrt(x);
    case 'ranks':
      return Number.isNaN(x) ? x : rankOf(step.points, x);
  }
}

export function isReversible(step: FittedStep): step is ReversibleStep {
  return step.type === 'log' || step.type === 'root';
}

/** The way back: undoStep(step, applyStep(step, x)) is x. */
export function undoStep(step: ReversibleStep, y: number): number {
  if (step.type === 'root') return y * Math.abs(y);
  return y < 0 ? -Math.expm1(-y) : Math.expm1(y);
}
