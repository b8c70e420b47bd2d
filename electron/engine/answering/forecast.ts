// A forecast of several steps: how far off it is at each of them, in the data's own units.
import { inUnits } from '../../../shared/data/preprocess';
import type { EvaluatedOutput, QuantityErrors } from '../../../shared/run/evaluation';
import { formatNumber } from './answers';
import { errorsOf, groupErrors, MAX_POINTS, naiveOf, type NumberAnswer } from './errors';
import { byGroup } from './groups';
import { type AnswerKind, quantityTarget } from './kind';
import { showAt, worstOf } from './worst';

/** Points of all steps' pictures together. */
const MAX_STEP_POINTS = 12_000;

type Quantity = ReturnType<typeof quantityTarget>;

export const forecast: AnswerKind = {
  fits: (target) => target.task === 'regression' && target.ahead !== undefined,
  gather: ({ plan, target: asked }) => {
    const target = quantityTarget(asked);
    const steps = stepsOf(target);
    const truths: Float32Array[] = [];
    const answers: Float32Array[] = [];
    return {
      take: (given, said, size) => {
        for (let row = 0; row < size; row++) {
          truths.push(given.slice(row * steps, (row + 1) * steps));
          answers.push(said.slice(row * steps, (row + 1) * steps));
        }
      },
      describe: async (data, samples) => {
        const at = (position: number, step: number): NumberAnswer => ({
          truth: inUnits(target, truths[position]![step]!),
          predicted: inUnits(target, answers[position]![step]!),
        });
        const known = data.lastKnown?.(samples);
        const places = truths.map((_, position) => position);
        const points = Math.max(40, Math.floor(MAX_STEP_POINTS / steps));
        const each = Array.from({ length: steps }, (_, step) => {
          const own = places.map((position) => at(position, step));
          return { ...errorsOf(own, points), ...naiveOf(own, known) };
        });
        const off = (position: number, step: number) => Math.abs(truths[position]![step]! - answers[position]![step]!);
        const total = truths.map((row, position) => row.reduce((sum, _, step) => sum + off(position, step), 0));
        const chosen = worstOf(places, (position) => total[position]!);
        const shown = await showAt(plan, data, samples, chosen);
        const worst = chosen.map((position, index) => {
          const step = farthest(steps, (one) => off(position, one));
          const { truth, predicted } = at(position, step);
          const words = { truth: formatNumber(truth), predicted: formatNumber(predicted) };
          return { position, ...words, ahead: target.ahead! + step, confidence: 1, ...shown[index] };
        });
        const groups = byGroup(data, samples, places, (own) =>
          groupErrors(own.flatMap((position) => each.map((_, step) => at(position, step)))),
        );
        return { errors: together(each, target.ahead!), ...groups, worst };
      },
    };
  },
  answer: ({ target: asked }, values, { truth }) => {
    const target = quantityTarget(asked);
    const own = (numbers: Float32Array) => Array.from(numbers, (value) => inUnits(target, value));
    return {
      forecast: { ahead: target.ahead!, values: own(values), ...(truth === null ? {} : { truth: own(truth) }) },
    };
  },
  truth: () => null,
};

function stepsOf({ shape }: Quantity): number {
  return shape?.[0] ?? 1;
}

/** The first step of those that `off` is largest at. */
function farthest(steps: number, off: (step: number) => number): number {
  let best = 0;
  for (let step = 1; step < steps; step++) if (off(step) > off(best)) best = step;
  return best;
}

/** All steps count the same: their mean error, the root of their mean squared error, their mean R². */
function together(each: readonly QuantityErrors[], ahead: number): NonNullable<EvaluatedOutput['errors']> {
  const mean = (figure: (one: QuantityErrors) => number) =>
    each.reduce((sum, one) => sum + figure(one), 0) / each.length;
  const naive = each.every((one) => one.naive !== undefined)
    ? { naive: { mae: mean((one) => one.naive!.mae), r2: mean((one) => one.naive!.r2) } }
    : {};
  const all = each.flatMap(({ points }) => points);
  const stride = Math.max(1, all.length / MAX_POINTS);
  return {
    mae: mean(({ mae }) => mae),
    rmse: Math.sqrt(mean(({ rmse }) => rmse ** 2)),
    r2: mean(({ r2 }) => r2),
    points: Array.from({ length: Math.min(all.length, MAX_POINTS) }, (_, i) => all[Math.floor(i * stride)]!),
    ...naive,
    steps: { ahead, each },
  };
}
