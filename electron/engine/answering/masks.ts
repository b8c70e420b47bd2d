// A class for every pixel: overlap of each class, and the pictures with the least overlap, truth beside prediction.
import { classIoU, pickCodes } from '../../../shared/data/masks';
import { overlayUrl } from '../data/masks/overlay';
import { perClassOf } from './classes';
import { scoresByGroup } from './groups';
import { type AnswerKind, type ClassTarget, classTarget } from './kind';
import { MAX_WORST, showAt } from './worst';

/** Height and width of a mask; null for a target of another form. */
function sizeOfMask(target: ClassTarget): readonly [height: number, width: number] | null {
  const { shape } = target;
  return shape?.length === 2 ? [shape[0]!, shape[1]!] : null;
}

/** Mean over the classes that are in truth or prediction. */
function meanIoU(counts: readonly (readonly number[])[]): number {
  const there = classIoU(counts).flatMap((value) => value ?? []);
  return there.reduce((sum, value) => sum + value, 0) / Math.max(1, there.length);
}

interface Kept {
  readonly position: number;
  readonly iou: number;
  readonly truth: Uint8Array;
  readonly predicted: Uint8Array;
}

export const masks: AnswerKind = {
  fits: (target) => target.task === 'classification' && sizeOfMask(target) !== null,
  gather: (asked) => {
    const target = classTarget(asked.target);
    const names = target.classes;
    const [height, width] = sizeOfMask(target)!;
    const table = () => names.map(() => names.map(() => 0));
    const total = table();
    const overlaps: number[] = [];
    let worst: Kept[] = [];
    let position = 0;
    return {
      take: (truths, values, size) => {
        const area = truths.length / size;
        for (let row = 0; row < size; row++, position++) {
          const truth = Uint8Array.from(truths.subarray(row * area, (row + 1) * area));
          const predicted = pickCodes(
            values.subarray(row * area * names.length, (row + 1) * area * names.length),
            names.length,
          );
          const own = table();
          for (let i = 0; i < area; i++) if (truth[i] !== target.ignores) own[truth[i]!]![predicted[i]!]! += 1;
          own.forEach((line, t) => line.forEach((count, p) => (total[t]![p]! += count)));
          const iou = meanIoU(own);
          overlaps.push(iou);
          if (iou < 1) worst.push({ position, iou, truth, predicted });
        }
        // Sorted in stretches, so that only a few masks are kept however many pictures there are.
        if (worst.length > 4 * MAX_WORST) worst = least(worst);
      },
      describe: async (data, samples) => {
        const chosen = least(worst);
        const shown = await showAt(
          asked.plan,
          data,
          samples,
          chosen.map((one) => one.position),
        );
        const iou = classIoU(total);
        return {
          classes: names,
          confusion: total,
          perClass: perClassOf(total),
          masks: { iou, mean: meanIoU(total) },
          ...scoresByGroup(data, samples, 'overlap', overlaps),
          worst: chosen.map((one, index) => ({
            position: one.position,
            truth: '',
            predicted: '',
            confidence: one.iou,
            ...shown[index],
            marks: {
              truth: { mask: overlayUrl(one.truth, width, height, names) },
              predicted: { mask: overlayUrl(one.predicted, width, height, names) },
            },
          })),
        };
      },
    };
  },
  answer: ({ target: fitted }, values, { truth }) => {
    const target = classTarget(fitted);
    const names = target.classes;
    const [height, width] = sizeOfMask(target)!;
    const codes = pickCodes(values, names.length);
    const counts = names.map(() => 0);
    for (const code of codes) counts[code]!++;
    return {
      classes: names,
      shares: counts.map((count) => count / codes.length),
      marks: { mask: overlayUrl(codes, width, height, names) },
      ...(truth === null ? {} : { truthMarks: { mask: overlayUrl(truth, width, height, names) } }),
    };
  },
  truth: () => null,
};

function least(kept: readonly Kept[]): Kept[] {
  return [...kept].sort((a, b) => a.iou - b.iou || a.position - b.position).slice(0, MAX_WORST);
}
