// How good found boxes are: average precision as in Pascal VOC (2010 and later), at an overlap of one half.
import { type FoundThing, type Thing, boxIoU } from './boxes';

/** A box counts as found where the overlap is at least this. */
const foundOverlap = 0.5;

export interface ClassDetection {
  /** Boxes of the class in the data. */
  readonly truths: number;
  /** Area under the curve of precision over recall, precision made never to rise again from the right; null without truths. */
  readonly averagePrecision: number | null;
  /** Of the boxes that are shown (score at least `shown`): the share that are right, and of all true boxes the share found. */
  readonly precision: number;
  readonly recall: number;
}

export interface DetectionScore {
  readonly perClass: readonly ClassDetection[];
  /** Mean of the average precisions of classes that are there. */
  readonly meanAveragePrecision: number;
  /** Mean overlap of true boxes with the shown box of their class that fits best; 0 for those without one. */
  readonly meanIoU: number;
}

interface Ranked {
  readonly score: number;
  readonly right: boolean;
}

/**
 * Goes through the boxes of a class from the surest down: each is right if the true box of its picture that it overlaps
 * most is overlapped by at least one half and was not found before.
 */
function rank(
  truths: readonly (readonly Thing[])[],
  found: readonly (readonly FoundThing[])[],
  index: number,
): Ranked[] {
  const own = truths.map((things) => things.filter((thing) => thing.class === index));
  const taken = own.map((things) => things.map(() => false));
  const all = found.flatMap((things, picture) =>
    things.filter((thing) => thing.class === index).map((thing) => ({ picture, thing })),
  );
  // Array.sort is stable: equal scores stay in the order of pictures.
  return all
    .sort((a, b) => b.thing.score - a.thing.score)
    .map(({ picture, thing }) => {
      let best = -1;
      let most = foundOverlap;
      own[picture]!.forEach((truth, i) => {
        const overlap = boxIoU(truth.box, thing.box);
        if (overlap >= most && (best < 0 || overlap > most)) [best, most] = [i, overlap];
      });
      const right = best >= 0 && !taken[picture]![best]!;
      if (right) taken[picture]![best] = true;
      return { score: thing.score, right };
    });
}

/** Area under precision over recall (all points). */
function areaUnder(ranked: readonly Ranked[], truths: number): number {
  const points: { readonly recall: number; readonly precision: number }[] = [];
  let right = 0;
  ranked.forEach((one, place) => {
    if (one.right) right++;
    points.push({ recall: right / truths, precision: right / (place + 1) });
  });
  let area = 0;
  let best = 0;
  for (let i = points.length - 1; i >= 0; i--) {
    best = Math.max(best, points[i]!.precision);
    area += best * (points[i]!.recall - (points[i - 1]?.recall ?? 0));
  }
  return area;
}

/** `truths` and `found` by picture; `shown` is the score from which boxes are shown to people. */
export function scoreDetection(
  truths: readonly (readonly Thing[])[],
  found: readonly (readonly FoundThing[])[],
  classes: number,
  shown: number,
): DetectionScore {
  const perClass = Array.from({ length: classes }, (_, index): ClassDetection => {
    const count = truths.reduce((sum, things) => sum + things.filter((thing) => thing.class === index).length, 0);
    const ranked = rank(truths, found, index);
    const seen = ranked.filter(({ score }) => score >= shown);
    const right = seen.filter((one) => one.right).length;
    return {
      truths: count,
      averagePrecision: count === 0 ? null : areaUnder(ranked, count),
      precision: seen.length === 0 ? 0 : right / seen.length,
      recall: count === 0 ? 0 : right / count,
    };
  });
  const there = perClass.flatMap(({ averagePrecision }) => averagePrecision ?? []);
  let overlap = 0;
  let boxes = 0;
  truths.forEach((things, picture) => {
    for (const truth of things) {
      const fitting = found[picture]!.filter((thing) => thing.class === truth.class && thing.score >= shown);
      overlap += Math.max(0, ...fitting.map(({ box }) => boxIoU(box, truth.box)));
      boxes++;
    }
  });
  return {
    perClass,
    meanAveragePrecision: there.length === 0 ? 0 : there.reduce((sum, ap) => sum + ap, 0) / there.length,
    meanIoU: boxes === 0 ? 0 : overlap / boxes,
  };
}
