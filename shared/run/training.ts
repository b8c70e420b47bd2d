// The training part of a document: how a network is to learn.
import type { ParamValues } from '../result';

export interface TrainingConfig {
  /** Id in shared/choices/optimizers, and its parameters (learning rate among them). */
  readonly optimizer: string;
  readonly optimizerParams: ParamValues;
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
  readonly seed: number;
  /** Engine to use; 'auto' takes the fastest that is there. */
  readonly engine: string;
}

export const defaultTraining: TrainingConfig = {
  optimizer: 'adam',
  optimizerParams: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  epochs: 10,
  batchSize: 32,
  metrics: [],
  earlyStopping: { enabled: false, patience: 5, minDelta: 0 },
  classWeights: 'none',
  seed: 1,
  engine: 'auto',
};
