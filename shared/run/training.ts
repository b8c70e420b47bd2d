// The training part of a document: how a network is to learn.
import type { Clipping } from '../choices/clipping';
import type { ScheduleChoice } from '../choices/schedules';
import type { RecipeChoice } from '../recipes/recipe';
import type { ParamValues } from '../result';

export interface TrainingConfig {
  /** What is learned beyond the data's own target (shared/recipes); absent: that target, plainly. */
  readonly recipe?: RecipeChoice;
  /** Id in shared/choices/optimizers, and its parameters (learning rate among them). */
  readonly optimizer: string;
  readonly optimizerParams: ParamValues;
  /** How the learning rate changes over the run; `constant` leaves it alone. */
  readonly schedule: ScheduleChoice;
  /** Pull of every trainable weight towards 0, apart from the loss; 0 is none. AdamW has its own in its place. */
  readonly weightDecay: number;
  readonly clipping: Clipping;
  /** Share of the weights of each kernel that are 0 in the end (shared/run/pruning.ts); absent: none are taken out. */
  readonly pruning?: number | undefined;
  readonly epochs: number;
  readonly batchSize: number;
  /** Ids in shared/choices/metrics; empty: those that fit each output's task. */
  readonly metrics: readonly string[];
  readonly earlyStopping: {
    readonly enabled: boolean;
    /** Epochs without a better validation loss. */ readonly patience: number;
    /** Smallest change that counts. */ readonly minDelta: number;
  };
  readonly classWeights: 'none' | 'balanced';
  /** Makes classes equally frequent in the training part: repeats rare samples, or leaves out common ones. */
  readonly resampling: 'none' | 'over' | 'under';
  readonly seed: number;
  /** Engine to use; 'auto' takes the fastest that is there. */
  readonly engine: string;
}

export const defaultTraining: TrainingConfig = {
  optimizer: 'adam',
  optimizerParams: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  schedule: { id: 'constant', params: {} },
  weightDecay: 0,
  clipping: { by: 'none', limit: 1 },
  epochs: 10,
  batchSize: 32,
  metrics: [],
  earlyStopping: { enabled: false, patience: 5, minDelta: 0 },
  classWeights: 'none',
  resampling: 'none',
  seed: 1,
  engine: 'auto',
};

/** Settings made before some of them existed, as an older run has them: what is missing is as it was then. */
export function completeTraining(training: Partial<TrainingConfig>): TrainingConfig {
  return { ...defaultTraining, ...training };
}
