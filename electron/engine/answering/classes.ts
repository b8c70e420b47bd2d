// One class out of several, or yes or no.
import type { EvaluatedOutput } from '../../../shared/run/evaluation';
import { decide } from '../../../shared/data/decide';
import { byGroup } from './groups';
import { type AnswerKind, classTarget } from './kind';
import { showAt, worstOf } from './worst';

interface Answer {
  readonly truth: number;
  readonly predicted: number;
  readonly confidence: number;
}

export const classes: AnswerKind = {
  fits: (target) => target.task !== 'regression',
  gather: ({ plan, target }) => {
    const names = classTarget(target).classes;
    const answers: Answer[] = [];
    return {
      take: (truths, values, size) => {
        const width = values.length / size;
        for (let row = 0; row < size; row++) {
          const { index, probabilities } = decide(values.subarray(row * width, (row + 1) * width), names.length);
          answers.push({ truth: truths[row]!, predicted: index, confidence: probabilities[index]! });
        }
      },
      describe: async (data, samples) => {
        const wrong = answers.flatMap(({ truth, predicted }, position) => (truth === predicted ? [] : [position]));
        const chosen = worstOf(wrong, (position) => answers[position]!.confidence);
        const shown = await showAt(plan, data, samples, chosen);
        const word = (index: number) => names[index] ?? '?';
        const worst = chosen.map((position, index) => {
          const { truth, predicted, confidence } = answers[position]!;
          return { position, truth: word(truth), predicted: word(predicted), confidence, ...shown[index] };
        });
        const confusion = confusionOf(answers, names.length);
        const groups = byGroup(data, samples, answers, (group) => ({ confusion: confusionOf(group, names.length) }));
        const fields = fieldsOf(answers, samples);
        return { classes: names, confusion, perClass: perClassOf(confusion), fields, ...groups, worst };
      },
    };
  },
  answer: ({ target }, values) => {
    const names = classTarget(target).classes;
    return { classes: names, probabilities: decide(values, names.length).probabilities };
  },
  truth: (target, values) => classTarget(target).classes[values[0]!] ?? '?',
};

/** Samples of a field that are looked at; more are not gone through by hand. */
const MAX_FIELD = 60;
/** In all, so that the answer stays small with a thousand classes. */
const MAX_IN_FIELDS = 20_000;

/** The samples of each field of the confusion, mistakes before what is right, the surest first. */
function fieldsOf(answers: readonly Answer[], samples: Uint32Array): NonNullable<EvaluatedOutput['fields']> {
  const fields = new Map<string, { truth: number; predicted: number; samples: number[] }>();
  const order = Array.from(answers.keys()).sort((a, b) => answers[b]!.confidence - answers[a]!.confidence || a - b);
  for (const position of order) {
    const { truth, predicted } = answers[position]!;
    const key = `${truth} ${predicted}`;
    const field = fields.get(key) ?? { truth, predicted, samples: [] };
    fields.set(key, field);
    if (field.samples.length < MAX_FIELD) field.samples.push(samples[position]!);
  }
  let room = MAX_IN_FIELDS;
  const right = ({ truth, predicted }: { truth: number; predicted: number }) => Number(truth === predicted);
  return [...fields.values()]
    .sort((a, b) => right(a) - right(b))
    .filter((field) => (room -= field.samples.length) >= 0);
}

/** confusion[truth][predicted] = count. */
function confusionOf(answers: readonly Answer[], count: number): readonly (readonly number[])[] {
  const confusion = Array.from({ length: count }, () => Array<number>(count).fill(0));
  for (const { truth, predicted } of answers) confusion[truth]![predicted]! += 1;
  return confusion;
}

/** Precision, recall and F1 of each class as scikit-learn's classification_report; 0 where nothing is to be divided by. */
export function perClassOf(confusion: readonly (readonly number[])[]): NonNullable<EvaluatedOutput['perClass']> {
  const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  return confusion.map((row, index) => {
    const right = row[index]!;
    const support = row.reduce((sum, count) => sum + count, 0);
    const called = confusion.reduce((sum, other) => sum + other[index]!, 0);
    return {
      precision: ratio(right, called),
      recall: ratio(right, support),
      f1: ratio(2 * right, called + support),
      support,
    };
  });
}
