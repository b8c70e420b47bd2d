// What follows from a target: the shape of an answer, and what "auto" means for the loss and the metrics.
import type { TargetSpec, Task } from '../data/spec';
import type { Shape } from '../shape';

/** What an answer to this target may be shaped like, the usual one first. Classification: probabilities on the last axis. */
export function answerShapes({ task, classes, shape }: TargetSpec): readonly (readonly number[])[] {
  if (task === 'classification') return [[...(shape ?? []), Math.max(2, classes?.length ?? 2)]];
  if (shape !== undefined) return [shape];
  return task === 'binary' ? [[1], [2]] : [[1]];
}

/**
 * The id of the loss for a target, given the shape that reaches the output (without batch) and the activation of the
 * layer before it. A yes-or-no target may be answered with one probability or with one for each of its two classes.
 */
export function lossFor(
  { task, shape }: Pick<TargetSpec, 'task' | 'shape'>,
  outputShape: Shape,
  activation: string,
): string {
  const size = outputShape[outputShape.length - 1] ?? 1;
  switch (task) {
    case 'classification':
      return 'categoricalCrossentropy';
    case 'binary':
      if (size !== 1 && shape === undefined) return 'categoricalCrossentropy';
      return activation === 'tanh' ? 'hinge' : 'binaryCrossentropy';
    case 'labels':
      return activation === 'tanh' ? 'hinge' : 'binaryCrossentropy';
    case 'regression':
      return 'meanSquaredError';
    case 'detection':
      return 'boxGrid';
  }
}

/** Ids of the metrics shown for a task, the most telling first. */
export function metricsFor(task: Task): readonly string[] {
  switch (task) {
    case 'classification':
      return ['accuracy'];
    case 'binary':
      return ['accuracy', 'auc'];
    case 'labels':
      return ['labelAccuracy', 'f1', 'auc'];
    case 'regression':
      return ['meanAbsoluteError', 'rootMeanSquaredError', 'r2'];
    case 'detection':
      return ['boxesFound', 'boxOverlap'];
  }
}
