// Samples made of noise (adversarial training): how much they are like real ones, and each beside the real one nearest to it.
import { classTarget } from '../../../shared/data/spec';
import { rivalsOf } from '../../../shared/recipes';
import { type AnswerKind, quantityTarget } from './kind';
import { type Likeness, likeness } from './likeness';
import { showNumbers } from './showNumbers';

const MAX_COMPARED = 1000;
/** Comparing all with all takes time by the square of their number: about a second for this many differences. */
const MAX_DIFFERENCES = 2e8;
const MAX_SHOWN = 24;

export const made: AnswerKind = {
  fits: (target) => target.task === 'regression' && target.imitates !== undefined,
  gather: ({ plan, target, fitted }) => {
    const real: Float32Array[] = [];
    const mine: Float32Array[] = [];
    let found: Likeness | null = null;
    return {
      take: (truths, values, size) => {
        const width = values.length / size;
        const most = Math.min(MAX_COMPARED, Math.floor(Math.sqrt(MAX_DIFFERENCES / width)));
        for (let row = 0; row < size && real.length < most; row++) {
          real.push(truths.slice(row * width, (row + 1) * width));
          mine.push(values.slice(row * width, (row + 1) * width));
        }
      },
      describe: (data, samples) => {
        const width = real[0]?.length ?? 1;
        const alike = (found = likeness(inOne(real), inOne(mine), width));
        const input = fitted.inputs[quantityTarget(target).imitates!]!;
        const sorted = classTarget(data.spec, rivalsOf(plan.training)?.judged);
        const labels = sorted === null ? null : data.labels(sorted.name, samples.slice(0, real.length));
        const names = sorted?.classes ?? [];
        const counts = names.map(() => 0);
        if (labels !== null) for (const place of alike.nearest) counts[labels[place]!]! += 1;
        return Promise.resolve({
          made: {
            count: real.length,
            lifelike: alike.lifelike,
            variety: alike.variety,
            ...(labels === null ? {} : { classes: names, counts }),
            pairs: mine.slice(0, MAX_SHOWN).map((sample, at) => ({
              made: showNumbers(input, sample),
              nearest: showNumbers(input, real[alike.nearest[at]!]!),
            })),
          },
          worst: [],
        });
      },
      figures: () => (found === null ? {} : { lifelike: found.lifelike, variety: found.variety }),
    };
  },
  answer: ({ target, fitted }, values) => ({
    made: showNumbers(fitted.inputs[quantityTarget(target).imitates!]!, values),
  }),
  truth: () => null,
};

function inOne(rows: readonly Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0;
  const all = new Float32Array(rows.length * width);
  rows.forEach((row, at) => all.set(row, at * width));
  return all;
}
