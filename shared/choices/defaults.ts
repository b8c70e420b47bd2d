// What "auto" means: the loss and the metrics that suit a target and the network's last layer.
import type { Task } from '../data/spec';
import type { Shape } from '../shape';

/**
 * The id of the loss for a target, given the shape that reaches the output (without batch) and the activation of the
 * layer before it. A yes-or-no target may be answered with one probability or with one for each of its two classes.
 */
export function lossFor(task: Task, outputShape: Shape, activation: string): string {
  const size = outputShape[outputShape.length - 1] ?? 1;
  switch (task) {
    case 'classification':
      return 'categoricalCrossentropy';
    case 'binary':
      if (size !== 1) return 'categoricalCrossentropy';
      return activation === 'tanh' ? 'hinge' : 'binaryCrossentropy';
    case 'regression':
      return 'meanSquaredError';
  }
}

/** Ids of the metrics shown for a task, the most telling first. */
export function metricsFor(task: Task): readonly string[] {
  switch (task) {
    case 'classification':
      return ['accuracy'];
    case 'binary':
      return ['accuracy', 'auc'];
    case 'regression':
      return ['meanAbsoluteError', 'rootMeanSquaredError', 'r2'];
  }
}
