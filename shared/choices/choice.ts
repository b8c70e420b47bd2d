// The records behind everything but layers that a person picks for a network: each choice is data plus pure functions.
import type { ParamSchema, ValuesOf } from '../params';
import type { KerasCall, TensorFlow } from '../layers/layer';
import type { Task } from '../data/spec';
import type { Random } from '../random';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Scalar = import('@tensorflow/tfjs').Scalar;
type TfOptimizer = import('@tensorflow/tfjs').Optimizer;

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
  /** Keras 3 name, e.g. 'mean_squared_error'. */
  readonly keras: string;
  /** How the target is handed over: one-hot rows [batch, classes], or numbers as the output is shaped. */
  readonly target: 'onehot' | 'values';
  /** Activation of the layer before the output that this loss expects, if any: 'softmax', 'sigmoid'. */
  readonly expects?: string;
  /** Loss of each sample: [batch]. Mean over all other axes; clipping at 1e-7 as Keras does. */
  perSample(tf: TensorFlow, target: Tensor, prediction: Tensor): Tensor;
}

/** A metric is a sum over batches (a short vector) and a number made of that sum, so that it is exact over an epoch. */
export interface MetricDefinition extends Choice {
  readonly tasks: readonly Task[];
  readonly better: 'higher' | 'lower';
  /** Python source of the same metric, quotes included where it is a name: '"accuracy"', 'keras.metrics.AUC()'. */
  readonly keras: string;
  /** 'percent' shows 0.97 as 97 %. */
  readonly format: 'percent' | 'number';
  /** Vector to be added over batches. Targets as the loss gets them, in the data's own units for regression. */
  sums(tf: TensorFlow, target: Tensor, prediction: Tensor): Tensor;
  result(sums: readonly number[]): number;
}

export interface OptimizerDefinition<S extends ParamSchema = ParamSchema> extends Choice {
  readonly params: S;
  create(tf: TensorFlow, params: ValuesOf<S>): TfOptimizer;
  /** A call whose class name begins with 'optimizers.'. */
  keras(params: ValuesOf<S>): KerasCall;
}

export function defineOptimizer<const S extends ParamSchema>(definition: OptimizerDefinition<S>): OptimizerDefinition {
  return definition as unknown as OptimizerDefinition;
}

export type { Scalar };
