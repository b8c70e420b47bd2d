// Takes a network's smallest weights out while it trains. The masks are slots of the learner: the step keeps them, and
// checkpoints hold them.
import type { TensorFlow } from '../../../shared/layers/layer';
import { magnitudeMask, pruningSteps, shareAt, stepsUntilPruning } from '../../../shared/run/pruning';
import { maskSlot } from './learner';
import type { TrainingStep } from './step';

export interface Pruner {
  /** Steps that may be taken before `prune` is to be asked again. */
  readonly until: (step: number) => number;
  /** Takes out what is due after this many steps. */
  prune(step: number): void;
  /** Whether all that is to be taken out was, after this many steps. */
  isDone(step: number): boolean;
}

const none: Pruner = { until: () => Infinity, prune: () => undefined, isDone: () => true };

export function createPruner(tf: TensorFlow, step: TrainingStep, share: number, totalSteps: number): Pruner {
  if (share === 0) return none;
  return {
    until: (done) => stepsUntilPruning(done, totalSteps),
    isDone: (done) => done >= pruningSteps(totalSteps),
    prune: (done) => {
      // Asked between two blocks, which end where weights are due.
      if (done === 0 || stepsUntilPruning(done - 1, totalSteps) !== 1) return;
      step.pull();
      for (const { weight, slots } of step.learner.learned) {
        const mask = slots[maskSlot];
        if (mask === undefined) continue;
        tf.tidy(() => {
          const values = weight.variable.dataSync<'float32'>();
          const next = tf.tensor(magnitudeMask(values, shareAt(share, done, totalSteps)), mask.shape);
          // What is out stays out, also where a run that goes on longer wants fewer.
          mask.assign(mask.mul(next));
          weight.variable.assign(weight.variable.mul(mask));
        });
      }
      step.push();
    },
  };
}
