// What follows from a target: the shape of an answer and its activation, and what "auto" means for the loss and the metrics.
import type { TargetSpec, Task } from '../data/spec';
import type { Shape } from '../shape';

/** What an answer to this target may be shaped like, the usual one first. Classification: probabilities on the last axis. */
export function answerShapes({ task, classes, shape }: TargetSpec): readonly (readonly number[])[] {
  if (task === 'classification') return [[...(shape ?? []), Math.max(2, classes?.length ?? 2)]];
  if (shape !== undefined) return [shape];
  return task === 'binary' ? [[1], [2]] : [[1]];
}

/** The activation whose answers mean what this task asks for, given how many numbers are on the answer's last axis. */
export function lastActivation(task: Task, units: number): string {
  switch (task) {
    case 'classification':
      return 'softmax';
    case 'binary':
      return units === 1 ? 'sigmoid' : 'softmax';
    case 'labels':
      return 'sigmoid';
    case 'regression':
    case 'detection':
      return 'linear';
  }
}

/** What a network for this target usually ends with: numbers along the last axis, and activation. */
export function endFor(target: TargetSpec): { readonly units: number; readonly activation: string } {
  const units = answerShapes(target)[0]!.at(-1) ?? 1;
  return { units, activation: lastActivation(target.task, units) };
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
