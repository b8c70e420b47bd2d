// Steps of training and of evaluation, many in one call: compiled into a graph where the engine can, else run operation
// by operation, and then with the reason.
import type { TensorFlow } from '../../../shared/layers/layer';
import type { Block } from './block';
import { compileSteps } from './compiledStep';
import { createEagerSteps } from './eagerStep';
import { nativeBackend } from '../graph/record';
import { type Learner, createLearner } from './learner';
import type { Network } from '../network';
import type { ClassWeights, FigureSums, Objective } from './objective';

export interface StepResult {
  readonly sums: FigureSums;
  /** The batch's total loss; when it is not finite, nothing was updated. */
  readonly loss: number;
  /** All that the step gave: what the sums were made of, and after that the outputs' numbers where they were asked for. */
  readonly numbers: Float32Array;
}

/**
 * While steps run, the truth about weights and slots may lie in the graph: `pull` brings it into the network's and the
 * learner's variables before they are read (at no cost when they have it), `push` takes it from there after they were
 * set.
 */
export interface Steps {
  readonly compiled: boolean;
  /**
   * One step for each batch of the block, from step number `firstStep` (counted from 1), each with its learning rate.
   * Ends early after a loss that is not finite.
   */
  train(block: Block, firstStep: number, rates: Float32Array): readonly StepResult[];
  /** Changes nothing; class weights do not count here. */
  evaluate(block: Block): readonly StepResult[];
  pull(): void;
  push(): void;
  dispose(): void;
}

export interface TrainingStep extends Steps {
  readonly learner: Learner;
  /** Why it is not compiled, in a sentence; empty when it is. */
  readonly reason: string;
}

/** Shapes that the steps are to be ready for: one sample's arrays, and the batch sizes that will come. */
export interface Expected {
  /** A block of one sample or more, for the shapes of its arrays. */
  readonly sample: Block['samples'];
  readonly train: readonly number[];
  readonly evaluate: readonly number[];
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
