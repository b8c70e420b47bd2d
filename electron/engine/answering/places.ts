// A class for every place of a sequence: the tokens of a text, the rows of a window. Padding and places that nobody labelled
// count nowhere.
import { decide } from '../../../shared/data/decide';
import type { PreviewRow } from '../../../shared/data/shown';
import { perClassOf } from './classes';
import { scoresByGroup } from './groups';
import { type AnswerKind, type Asked, classTarget, type GivenSample } from './kind';
import { MAX_WORST, showAt, worstOf } from './worst';

/** A sample with a wrong place: the one that the network was surest of. */
interface Wrong {
  readonly position: number;
  readonly place: number;
  readonly truth: number;
  readonly predicted: number;
  readonly confidence: number;
}

export const places: AnswerKind = {
  fits: (target) => target.task === 'classification' && target.places !== undefined,
  gather: ({ plan, target }) => {
    const { classes, ignores } = classTarget(target);
    const confusion = classes.map(() => classes.map(() => 0));
    let wrong: Wrong[] = [];
    const scores: number[] = [];
    let [position, counted, right, whole] = [0, 0, 0, 0];
    return {
      take: (truths, values, size) => {
        const length = truths.length / size;
        for (let row = 0; row < size; row++, position++) {
          let surest: Wrong | null = null;
          const before = { counted, right };
          for (let place = 0; place < length; place++) {
            const at = row * length + place;
            const truth = truths[at]!;
            if (truth === ignores) continue;
            const { index, probabilities } = decide(
              values.subarray(at * classes.length, (at + 1) * classes.length),
              classes.length,
            );
            confusion[truth]![index]! += 1;
            counted++;
            if (index === truth) right++;
            else if (surest === null || probabilities[index]! > surest.confidence)
              surest = { position, place, truth, predicted: index, confidence: probabilities[index]! };
          }
          scores.push((right - before.right) / (counted - before.counted));
          if (surest === null) whole++;
          else wrong.push(surest);
        }
        // Sorted in stretches, so that only a few are kept however many samples there are.
        if (wrong.length > 40 * MAX_WORST) wrong = surestOf(wrong);
      },
      describe: async (data, samples) => {
        const chosen = surestOf(wrong);
        const positions = chosen.map((one) => one.position);
        const shown = await showAt(plan, data, samples, positions);
        const rows = await data.show(Uint32Array.from(positions, (one) => samples[one]!));
        const worst = chosen.map((one, index) => ({
          position: one.position,
          truth: wordsOf(rows[index], one.place, classes[one.truth]),
          predicted: classes[one.predicted] ?? '?',
          confidence: one.confidence,
          ...shown[index],
        }));
        return {
          classes,
          confusion,
          perClass: perClassOf(confusion),
          places: { accuracy: right / Math.max(1, counted), whole: whole / Math.max(1, position) },
          ...scoresByGroup(data, samples, 'places', scores),
          worst,
        };
      },
    };
  },
  answer: (asked, values, given) => {
    const { classes, ignores } = classTarget(asked.target);
    return {
      classes,
      places: namesOf(asked, given).map((text, place) => {
        const { index, probabilities } = decide(
          values.subarray(place * classes.length, (place + 1) * classes.length),
          classes.length,
        );
        const truth = given.truth?.[place] ?? ignores;
        return {
          text,
          class: index,
          chance: probabilities[index]!,
          ...(truth === undefined || truth === ignores ? {} : { truth }),
        };
      }),
    };
  },
  truth: () => null,
};

function surestOf(wrong: readonly Wrong[]): Wrong[] {
  const order = worstOf([...wrong.keys()], (at) => wrong[at]!.confidence);
  return order.map((at) => wrong[at]!);
}

/** "Paris: place" */
function wordsOf(row: PreviewRow | undefined, place: number, name = '?'): string {
  const text = row?.places?.[place]?.text;
  return text === undefined ? name : `${text}: ${name}`;
}

/** The places that hold something, and what: a token, or the number of a row. */
function namesOf({ target, fitted }: Asked, { tokens }: GivenSample): readonly string[] {
  const { places: source, shape } = classTarget(target);
  if (fitted.inputs[source!]?.modality === 'text') return (tokens ?? []).map(({ text }) => text);
  return Array.from({ length: shape?.[0] ?? 0 }, (_, row) => String(row + 1));
}
