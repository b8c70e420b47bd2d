// Mixup (Zhang, Cisse, Dauphin and Lopez-Paz, "mixup: Beyond empirical risk minimization", 2018): which data can be mixed.
import type { DataSpec, TargetSpec } from '../data/spec';

/** Half of one answer and half of another is an answer: shares of classes and labels, quantities and forecasts. */
function mixable({ task, shape, ahead }: TargetSpec): boolean {
  return shape === undefined || task === 'labels' || ahead !== undefined;
}

/** Whether samples can be laid over each other: no codes of tokens or categories, and no answers place by place. */
export function canMix({ inputs, targets }: Pick<DataSpec, 'inputs' | 'targets'>): boolean {
  return (
    Object.values(inputs).every(({ tensor }) => tensor.dtype === 'float32') && Object.values(targets).every(mixable)
  );
}
