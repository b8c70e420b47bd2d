// How an output's numbers are told to people: one kind for each sort of target. Evaluation and prediction go through the
// list in index.ts and know no kind by name.
import type { FittedPreprocessing, FittedTarget } from '../../../shared/data/fitted';
import type { Figures } from '../../../shared/run/events';
import type { EvaluatedOutput } from '../../../shared/run/evaluation';
import type { PredictedOutput, Prediction } from '../../../shared/run/prediction';
import type { Plan, PlanOutput } from '../../../shared/run/plan';
import type { BatchArray, OpenedData } from '../data/dataset';

/** An output and what it learns. */
export interface Asked {
  readonly plan: Plan;
  readonly output: PlanOutput;
  readonly target: FittedTarget;
  readonly fitted: FittedPreprocessing;
}

type Common = 'name' | 'target' | 'task';

/** One part's answers of one output, taken batch by batch in the part's order. */
export interface Gathering {
  /** `truths` and `values`: the target's and the output's numbers of `size` samples, one sample after the other. */
  take(truths: Float32Array, values: Float32Array, size: number): void;
  /** `samples`: those that were taken, in their order. */
  describe(data: OpenedData, samples: Uint32Array): Promise<Omit<EvaluatedOutput, Common>>;
  /** Figures that only all answers together give, by their metric's id; asked for after `describe`. */
  figures?(): Figures;
}

/** What the network was given: first dimension 1; and a sample's own target, where it is one of the data set's. */
export interface GivenSample {
  readonly inputs: { readonly [source: string]: BatchArray };
  readonly truth: Float32Array | null;
  /** Of a text, its tokens without padding. */
  readonly tokens?: Prediction['input']['tokens'];
}

export interface AnswerKind {
  fits(target: FittedTarget): boolean;
  gather(asked: Asked): Gathering;
  /** What one sample's numbers say. */
  answer(asked: Asked, values: Float32Array, given: GivenSample): Omit<PredictedOutput, Common | 'truth'>;
  /** A sample's own target in words; null where words cannot say it. */
  truth(target: FittedTarget, values: Float32Array): string | null;
}

/** The target as a kind that fits it may take it. */
export type ClassTarget = Exclude<FittedTarget, { readonly task: 'regression' }>;
export type QuantityTarget = Extract<FittedTarget, { readonly task: 'regression' }>;

export function classTarget(target: FittedTarget): ClassTarget {
  if (target.task === 'regression') throw new Error('not a target of classes');
  return target;
}

export function quantityTarget(target: FittedTarget): QuantityTarget {
  if (target.task !== 'regression') throw new Error('not a target of numbers');
  return target;
}
