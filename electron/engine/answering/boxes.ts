// Things found in pictures: average precision of each class, and the pictures in which most was missed or made up.
import {
  type BoxGrid,
  type FoundThing,
  type Thing,
  boxNumbers,
  decodeBoxes,
  readBoxes,
  shownScore,
} from '../../../shared/data/boxes';
import { type DetectionScore, scoreDetection } from '../../../shared/data/detectionScore';
import type { ShownBox } from '../../../shared/data/shown';
import { scoresByGroup } from './groups';
import { type AnswerKind, type ClassTarget, classTarget } from './kind';
import { showAt, worstOf } from './worst';

/** Boxes as unsure as this still count for average precision, which looks at all of them, the surest first. */
const leastScore = 0.05;

function gridOf({ shape, classes }: ClassTarget): BoxGrid {
  const [rows = 1, columns = 1] = shape ?? [];
  return { rows, columns, classes: classes.length };
}

const shown = (
  things: readonly (Thing & { readonly score?: number })[],
  names: readonly string[],
): readonly ShownBox[] => things.map((thing) => ({ ...thing, name: names[thing.class] ?? '?' }));

export const boxes: AnswerKind = {
  fits: (target) => target.task === 'detection',
  gather: (asked) => {
    const target = classTarget(asked.target);
    const names = target.classes;
    const grid = gridOf(target);
    const numbers = grid.rows * grid.columns * (boxNumbers + grid.classes);
    const found: (readonly FoundThing[])[] = [];
    let score: DetectionScore | null = null;
    return {
      take: (_truths, values, size) => {
        for (let row = 0; row < size; row++)
          found.push(decodeBoxes(values.subarray(row * numbers, (row + 1) * numbers), grid, leastScore));
      },
      describe: async (data, samples) => {
        // The data's own boxes, not those of the grid: what the grid has no room for counts as missed.
        const truths = (await data.things?.(samples)) ?? found.map(() => []);
        score = scoreDetection(truths, found, names.length, shownScore);
        const seen = found.map((things) => things.filter(({ score }) => score >= shownScore));
        /** The share of true boxes in a picture that are found, and of shown ones that are right, taken together. */
        const fit = truths.map((things, i) => {
          if (things.length + seen[i]!.length === 0) return 1;
          const own = scoreDetection([things], [seen[i]!], names.length, shownScore).perClass;
          const right = own.reduce((sum, { recall, truths: n }) => sum + recall * n, 0);
          return (2 * right) / (things.length + seen[i]!.length);
        });
        const wrong = fit.flatMap((value, position) => (value < 1 ? [position] : []));
        const chosen = worstOf(wrong, (position) => 1 - fit[position]!);
        const pictures = await showAt(asked.plan, data, samples, chosen);
        return {
          classes: names,
          detection: score,
          ...scoresByGroup(data, samples, 'things', fit),
          worst: chosen.map((position, index) => ({
            position,
            truth: '',
            predicted: '',
            confidence: fit[position]!,
            ...pictures[index],
            marks: {
              truth: { boxes: shown(truths[position]!, names) },
              predicted: { boxes: shown(seen[position]!, names) },
            },
          })),
        };
      },
      figures: () => (score === null ? {} : { meanAveragePrecision: score.meanAveragePrecision }),
    };
  },
  answer: ({ target: fitted }, values, { truth }) => {
    const target = classTarget(fitted);
    const grid = gridOf(target);
    return {
      classes: target.classes,
      marks: { boxes: shown(decodeBoxes(values, grid), target.classes) },
      ...(truth === null ? {} : { truthMarks: { boxes: shown(readBoxes(truth, grid), target.classes) } }),
    };
  },
  truth: () => null,
};
