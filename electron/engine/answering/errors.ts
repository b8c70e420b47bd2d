// How far numbers are off, in the data's own units; and how far saying what is known already would be.
import type { GroupResult } from '../../../shared/data/groups';
import type { QuantityErrors } from '../../../shared/run/evaluation';

/** Points of a picture that are kept of a part. */
export const MAX_POINTS = 1000;

export interface NumberAnswer {
  readonly truth: number;
  readonly predicted: number;
}

/** R² is 0 where the truth never changes. `points`: at most so many of the answers, evenly spaced. */
export function errorsOf(answers: readonly NumberAnswer[], points = MAX_POINTS): QuantityErrors {
  const count = answers.length;
  const mean = answers.reduce((sum, { truth }) => sum + truth, 0) / count;
  let absolute = 0;
  let squared = 0;
  let spread = 0;
  for (const { truth, predicted } of answers) {
    absolute += Math.abs(truth - predicted);
    squared += (truth - predicted) ** 2;
    spread += (truth - mean) ** 2;
  }
  // Evenly spaced, so that any order in the data is kept.
  const stride = Math.max(1, count / points);
  return {
    mae: absolute / count,
    rmse: Math.sqrt(squared / count),
    r2: spread === 0 ? 0 : 1 - squared / spread,
    points: Array.from({ length: Math.min(count, points) }, (_, index): readonly [number, number] => {
      const { truth, predicted } = answers[Math.floor(index * stride)]!;
      return [truth, predicted];
    }),
  };
}

/** The errors of a group's answers; the bias is the mean of predicted minus true. */
export function groupErrors(answers: readonly NumberAnswer[]): Pick<GroupResult, 'errors'> {
  const { mae, rmse } = errorsOf(answers, 0);
  const bias = answers.reduce((sum, { truth, predicted }) => sum + predicted - truth, 0) / answers.length;
  return { errors: { mae, rmse, bias } };
}

/** The error of saying what is known already, where that is known; nothing where it is known for too few. */
export function naiveOf(
  answers: readonly NumberAnswer[],
  known: Float64Array | undefined,
): Pick<QuantityErrors, 'naive'> {
  if (known === undefined) return {};
  const said = answers.flatMap(({ truth }, place) =>
    Number.isNaN(known[place]!) ? [] : [{ truth, predicted: known[place]! }],
  );
  if (said.length < answers.length / 2) return {};
  const { mae, r2 } = errorsOf(said, 0);
  return { naive: { mae, r2 } };
}
