// What steps of training and of evaluation are, whichever way they run.
import type { Block } from './block';
import type { FigureSums } from './objective';

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

/** Shapes that the steps are to be ready for: one sample's arrays, and the batch sizes that will come. */
export interface Expected {
  /** A block of one sample or more, for the shapes of its arrays. */
  readonly sample: Block['samples'];
  readonly train: readonly number[];
  readonly evaluate: readonly number[];
}
