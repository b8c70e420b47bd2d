// Steps of training and of evaluation, many in one call: compiled into a graph where the engine can, else run operation
// by operation, and then with the reason.
import type { TensorFlow } from '../../../shared/layers/layer';
import { compileSteps } from './compiledStep';
import { createEagerSteps } from './eagerStep';
import { nativeBackend } from '../graph/record';
import { type Learner, createLearner } from './learner';
import type { Network } from '../network';
import type { ClassWeights, Objective } from './objective';
import type { Expected, Steps } from './steps';

export interface TrainingStep extends Steps {
  readonly learner: Learner;
  /** Why it is not compiled, in a sentence; empty when it is. */
  readonly reason: string;
}

/** Throws with a Problem when the optimizer is not known or nothing can be learned. */
export function createTrainingStep(
  tf: TensorFlow,
  network: Network,
  objective: Objective,
  classWeights: ClassWeights | null,
  expected: Expected,
): TrainingStep {
  const learner = createLearner(tf, network);
  let chosen: ReturnType<typeof choose>;
  try {
    chosen = choose();
  } catch (error) {
    learner.dispose();
    throw error;
  }
  const { steps, reason } = chosen;
  return {
    ...steps,
    learner,
    reason,
    dispose: () => {
      steps.dispose();
      learner.dispose();
    },
  };

  function choose(): { readonly steps: Steps; readonly reason: string } {
    const eager = () => createEagerSteps(tf, network, objective, learner, classWeights);
    if (nativeBackend(tf) === null) return { steps: eager(), reason: 'Only the native engine compiles a step.' };
    const compiled = compileSteps(tf, network, objective, learner, classWeights, expected);
    return typeof compiled === 'string' ? { steps: eager(), reason: compiled } : { steps: compiled, reason: '' };
  }
}
