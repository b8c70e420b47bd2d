// The records behind everything but layers that a person picks for a network: each choice is data plus pure functions.
import type { ParamSchema, ValuesOf } from '../params';
import type { KerasCall, TensorFlow } from '../layers/layer';
import type { Task } from '../data/spec';
import type { Random } from '../random';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Scalar = import('@tensorflow/tfjs').Scalar;

interface Choice {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly formula?: string;
}

export interface ActivationDefinition extends Choice {
  /** The name in tfjs' layers; Keras 3's expression where it differs in name or in numbers is `keras`. */
  readonly tfjs: string;
  /** Keras 3 name that gives the same numbers, e.g. 'relu'; or Python source of a function where no name does. */
  readonly keras: { readonly name: string } | { readonly source: string };
}

export interface InitializerDefinition extends Choice {
  /** Keras 3 name, e.g. 'glorot_uniform'. */
  readonly keras: string;
  /** Fills `size` numbers for a weight of this shape, drawing only from `random`. Fans as Keras computes them. */
  fill(shape: readonly number[], random: Random): Float32Array;
}

export interface LossDefinition extends Choice {
  readonly tasks: readonly Task[];
  /** Keras 3 name, e.g. 'mean_squared_error'; or the name of the function that `python` defines. */
  readonly keras: string;
  /** Python source that makes it, where a name is not enough, for targets of that rank (the batch included). */
  readonly kerasSource?: (rank: number) => string;
  /** Source of a function named `keras`, for a loss that Keras has not; uses `keras` alone. */
  readonly python?: string;
  /** How the target is handed over: one-hot rows [batch, classes], or numbers as the output is shaped. */
  readonly target: 'onehot' | 'values';
  /** Activation of the layer before the output that this loss expects, if any: 'softmax', 'sigmoid'. */
  readonly expects?: string;
  /** Compares a sample as a whole, so that it has no loss of a single position: Dice and its like. */
  readonly whole?: true;
  /** Loss of each sample: [batch]. Mean over all other axes; clipping at 1e-7 as Keras does. */
  perSample(tf: TensorFlow, target: Tensor, prediction: Tensor): Tensor;
}

/** A metric is a sum over batches (a short vector) and a number made of that sum, so that it is exact over an epoch. */
export interface MetricDefinition extends Choice {
  readonly tasks: readonly Task[];
  readonly better: 'higher' | 'lower';
  /**
   * Python source of the same metric, quotes included where it is a name: '"accuracy"', 'keras.metrics.AUC()'; made for
   * the number of classes where it needs that; null where Keras has none.
   */
  readonly keras: string | ((classes: number) => string) | null;
  /** 'percent' shows 0.97 as 97 %. */
  readonly format: 'percent' | 'number';
  /**
   * Vector to be added over batches. Targets as the loss gets them, in the data's own units for regression. Where some
   * positions do not count, target and prediction are rows [positions, classes] and `weight` [positions] is 0 or 1.
   */
  sums(tf: TensorFlow, target: Tensor, prediction: Tensor, weight?: Tensor): Tensor;
  result(sums: readonly number[]): number;
}

/** What an optimizer remembers of one weight between steps. */
export interface OptimizerSlot {
  readonly name: string;
  readonly shape: readonly number[];
  /** Every number of it before the first step. */
  readonly initial: number;
}

/** One weight at one step. */
export interface UpdateInput {
  readonly weight: Tensor;
  /** Of the weight's shape. */
  readonly gradient: Tensor;
  /** By the names that `slots` lists. */
  readonly slots: { readonly [name: string]: Tensor };
  readonly learningRate: Scalar;
  /** Counts from 1, as float32. */
  readonly step: Scalar;
}

export interface UpdateResult {
  readonly weight: Tensor;
  /** Every slot anew. */
  readonly slots: { readonly [name: string]: Tensor };
}

export interface OptimizerDefinition<S extends ParamSchema = ParamSchema> extends Choice {
  /** `learningRate` is among them; `update` gets it as a tensor, so that a schedule may change it. */
  readonly params: S;
  /** What is remembered for a weight of this shape. */
  slots(params: ValuesOf<S>, shape: readonly number[]): readonly OptimizerSlot[];
  /**
   * One step of Keras 3's optimizer of that name, its numbers and place of epsilon, in tfjs ops only. Changes nothing
   * and gives new tensors; the caller tidies.
   */
  update(tf: TensorFlow, params: ValuesOf<S>, given: UpdateInput): UpdateResult;
  /** A call whose class name begins with 'optimizers.'. */
  keras(params: ValuesOf<S>): KerasCall;
}

/** Types a definition by its own parameters and forgets them again, as `defineLayer` does. */
export function defineOptimizer<const S extends ParamSchema>(definition: OptimizerDefinition<S>): OptimizerDefinition {
  return definition as unknown as OptimizerDefinition;
}

export type { Scalar };
