// How well the error of a rebuilt sample tells odd samples from ordinary ones, at a threshold that a person moves.
import type { RebuiltPart } from '../../shared/run/evaluation';

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly ordinary: number;
  readonly odd: number;
}

/** Which samples count as odd: those not of the class learned from, or those of a class that a person names; else none. */
export function oddOnes(part: RebuiltPart, oddClass: string): readonly boolean[] | null {
  const { classes, labels, only } = part;
  if (classes === undefined || labels === undefined) return null;
  if (only !== undefined) return labels.map((label) => classes[label] !== only);
  return oddClass === '' ? null : labels.map((label) => classes[label] === oddClass);
}

/** Counts in equal steps from 0 to just above the largest error that is not far out; what lies beyond is in the last. */
export function binsOf(errors: readonly number[], odd: readonly boolean[] | null, count = 40): readonly Bin[] {
  const sorted = [...errors].sort((a, b) => a - b);
  const most = sorted[Math.floor(0.995 * (sorted.length - 1))] ?? 0;
  const width = (most || 1) / count;
  const bins = Array.from({ length: count }, (_, at) => ({
    from: at * width,
    to: (at + 1) * width,
    ordinary: 0,
    odd: 0,
  }));
  errors.forEach((error, at) => {
    const bin = bins[Math.min(count - 1, Math.floor(error / width))]!;
    if (odd?.[at] === true) bin.odd += 1;
    else bin.ordinary += 1;
  });
  return bins;
}

export interface Found {
  /** Samples above the threshold. */
  readonly above: number;
  /** Of those, the share that is odd; null where none is above. */
  readonly precision: number | null;
  /** Of all odd ones, the share above; null where there are none. */
  readonly recall: number | null;
}

export function foundAbove(errors: readonly number[], odd: readonly boolean[] | null, threshold: number): Found {
  let above = 0;
  let right = 0;
  let odds = 0;
  errors.forEach((error, at) => {
    const is = odd?.[at] === true;
    if (is) odds += 1;
    if (error <= threshold) return;
    above += 1;
    if (is) right += 1;
  });
  return {
    above,
    precision: odd === null || above === 0 ? null : right / above,
    recall: odds === 0 ? null : right / odds,
  };
}
