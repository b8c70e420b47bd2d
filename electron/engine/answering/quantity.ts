// A number in the data's own units.
import { inUnits } from '../../../shared/data/preprocess';
import { formatNumber } from './answers';
import { errorsOf, groupErrors, naiveOf, type NumberAnswer } from './errors';
import { byGroup } from './groups';
import { type AnswerKind, quantityTarget } from './kind';
import { showAt, worstOf } from './worst';

export const quantity: AnswerKind = {
  fits: (target) => target.task === 'regression',
  gather: (asked) => {
    const { plan } = asked;
    const target = quantityTarget(asked.target);
    const answers: NumberAnswer[] = [];
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
        const groups = byGroup(data, samples, answers, groupErrors);
        return { errors: { ...errorsOf(answers), ...inTime }, ...groups, worst };
      },
    };
  },
  answer: ({ target }, values) => ({ value: inUnits(quantityTarget(target), values[0]!) }),
  truth: (target, values) => formatNumber(inUnits(quantityTarget(target), values[0]!)),
};
