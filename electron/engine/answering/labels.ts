// Any of several labels at once: figures of each at every threshold, and the samples whose labels it got most wrong.
import { labelChance, labelThresholds, labelsGiven, usualThreshold } from '../../../shared/data/labels';
import type { EvaluatedOutput } from '../../../shared/run/evaluation';
import { areaOf } from './area';
import { scoresByGroup } from './groups';
import { type AnswerKind, classTarget } from './kind';
import { showAt, worstOf } from './worst';

interface Answer {
  readonly truth: Float32Array;
  readonly chances: Float32Array;
}

/** Labels in words; a sample without any says so. */
function wordsOfLabels(names: readonly string[], values: ArrayLike<number>): string {
  const given = labelsGiven(values).map((place) => names[place] ?? '?');
  return given.length === 0 ? 'none' : given.join(', ');
}

/** By how much the most wrong label is off; 0 where all are right at the usual threshold. */
function wrongness({ truth, chances }: Answer): number {
  let most = 0;
  truth.forEach((is, place) => {
    const chance = chances[place]!;
    if (chance > usualThreshold !== (is === 1)) most = Math.max(most, Math.abs(is - chance));
  });
  return most;
}

/** The share of all labels that are said or left out rightly, at the usual threshold. */
function shareRight({ truth, chances }: Answer): number {
  const right = truth.filter((is, place) => chances[place]! > usualThreshold === (is === 1));
  return right.length / truth.length;
}

function figuresOf(answers: readonly Answer[], names: readonly string[]): NonNullable<EvaluatedOutput['labels']> {
  const exact = labelThresholds.map(
    (threshold) =>
      answers.filter(({ truth, chances }) => truth.every((is, place) => chances[place]! > threshold === (is === 1)))
        .length,
  );
  const each = names.map((_, place) => {
    const marked = answers.map(({ truth }) => truth[place] === 1);
    const scores = answers.map(({ chances }) => chances[place]!);
    const support = marked.filter(Boolean).length;
    const counts = labelThresholds.map((threshold) => {
      let [right, wrongYes] = [0, 0];
      scores.forEach((score, at) => {
        if (score <= threshold) return;
        if (marked[at]!) right++;
        else wrongYes++;
      });
      return [right, wrongYes, support - right] as const;
    });
    return { support, auc: areaOf(scores, marked), counts };
  });
  return { each, exact };
}

export const labels: AnswerKind = {
  fits: (target) => target.task === 'labels',
  gather: ({ plan, target }) => {
    const names = classTarget(target).classes;
    const answers: Answer[] = [];
    return {
      take: (truths, values, size) => {
        const width = names.length;
        for (let row = 0; row < size; row++) {
          const of = (numbers: Float32Array) => numbers.slice(row * width, (row + 1) * width);
          answers.push({ truth: of(truths), chances: of(values).map(labelChance) });
        }
      },
      describe: async (data, samples) => {
        const off = answers.map(wrongness);
        const wrong = off.flatMap((value, position) => (value > 0 ? [position] : []));
        const chosen = worstOf(wrong, (position) => off[position]!);
        const shown = await showAt(plan, data, samples, chosen);
        const worst = chosen.map((position, index) => ({
          position,
          truth: wordsOfLabels(names, answers[position]!.truth),
          predicted: wordsOfLabels(names, answers[position]!.chances),
          confidence: off[position]!,
          ...shown[index],
        }));
        const groups = scoresByGroup(data, samples, 'labels', answers.map(shareRight));
        return { classes: names, labels: figuresOf(answers, names), ...groups, worst };
      },
      figures: () => {
        const right = answers.filter((answer) => wrongness(answer) === 0).length;
        return answers.length === 0 ? {} : { exactMatch: right / answers.length };
      },
    };
  },
  answer: ({ target }, values) => ({
    classes: classTarget(target).classes,
    probabilities: Array.from(values, labelChance),
  }),
  truth: (target, values) => wordsOfLabels(classTarget(target).classes, values),
};
