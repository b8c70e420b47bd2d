// A number in the data's own units.
import type { EvaluatedOutput } from '../../../shared/run/engine';
import { formatNumber } from './answers';
import { byGroup } from './groups';
import { type AnswerKind, type QuantityTarget, quantityTarget } from './kind';
import { showAt, worstOf } from './worst';

const MAX_POINTS = 1000;

interface Answer {
  readonly truth: number;
  readonly predicted: number;
}

const inUnits = ({ subtract, divide }: QuantityTarget, value: number) => value * divide + subtract;

export const quantity: AnswerKind = {
  fits: (target) => target.task === 'regression',
  gather: (asked) => {
    const { plan } = asked;
    const target = quantityTarget(asked.target);
    const answers: Answer[] = [];
    return {
      take: (truths, values, size) => {
        const width = values.length / size;
        for (let row = 0; row < size; row++) {
          answers.push({ truth: inUnits(target, truths[row]!), predicted: inUnits(target, values[row * width]!) });
        }
      },
      describe: async (data, samples) => {
        const off = (position: number) => Math.abs(answers[position]!.truth - answers[position]!.predicted);
        const places = answers.map((_, position) => position);
        const chosen = worstOf(places, off);
        const shown = await showAt(plan, data, samples, chosen);
        const worst = chosen.map((position, index) => {
          const { truth, predicted } = answers[position]!;
          const words = { truth: formatNumber(truth), predicted: formatNumber(predicted) };
          return { position, ...words, confidence: 1, ...shown[index] };
        });
        const inTime =
          data.overview === undefined ? {} : { inTime: true, ...naiveOf(answers, data.lastKnown?.(samples)) };
        const groups = byGroup(data, samples, answers, (group) => {
          const { mae, rmse } = errorsOf(group);
          const bias = group.reduce((sum, { truth, predicted }) => sum + predicted - truth, 0) / group.length;
          return { errors: { mae, rmse, bias } };
        });
        return { errors: { ...errorsOf(answers), ...inTime }, ...groups, worst };
      },
    };
  },
  answer: ({ target }, values) => ({ value: inUnits(quantityTarget(target), values[0]!) }),
  truth: (target, values) => formatNumber(inUnits(quantityTarget(target), values[0]!)),
};

function errorsOf(answers: readonly Answer[]): NonNullable<EvaluatedOutput['errors']> {
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
  const stride = Math.max(1, count / MAX_POINTS);
  const points = Array.from({ length: Math.min(count, MAX_POINTS) }, (_, index): readonly [number, number] => {
    const { truth, predicted } = answers[Math.floor(index * stride)]!;
    return [truth, predicted];
  });
  return {
    mae: absolute / count,
    rmse: Math.sqrt(squared / count),
    r2: spread === 0 ? 0 : 1 - squared / spread,
    points,
  };
}

/** The error of saying what is known already, where that is known; nothing where it is known for too few. */
function naiveOf(
  answers: readonly Answer[],
  known: Float64Array | undefined,
): Pick<NonNullable<EvaluatedOutput['errors']>, 'naive'> {
  if (known === undefined) return {};
  const said = answers.flatMap(({ truth }, place) =>
    Number.isNaN(known[place]!) ? [] : [{ truth, predicted: known[place]! }],
  );
  if (said.length < answers.length / 2) return {};
  const { mae, r2 } = errorsOf(said);
  return { naive: { mae, r2 } };
}
