// A batch as tensors, and what every way of learning from one shares: numbers in one row, tensors kept beyond a gradient.
import type { TensorFlow } from '../../../shared/layers/layer';
import type { Batch } from '../data/dataset';
import type { NamedTensors } from '../forwardPass';
import type { Network } from '../network';
import { throwProblem } from '../problems';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor1D = import('@tensorflow/tfjs').Tensor1D;
type Scalar = import('@tensorflow/tfjs').Scalar;

/** A batch as tensors of float32: inputs by source, targets by name as the data gives them. The caller tidies. */
export interface BatchTensors {
  readonly inputs: NamedTensors;
  readonly targets: NamedTensors;
}

export function batchTensors(tf: TensorFlow, batch: Batch): BatchTensors {
  return { inputs: givenInputs(tf, batch), targets: targetTensors(tf, batch) };
}

/** A batch's inputs as the data gives them. */
function givenInputs(tf: TensorFlow, { inputs }: Pick<Batch, 'inputs'>): NamedTensors {
  return Object.fromEntries(
    Object.entries(inputs).map(([source, { values, shape }]) => [source, tf.tensor(values, [...shape])]),
  );
}

/** A batch's targets as the data gives them: [size], or [size, numbers of a sample] where there are several. */
export function targetTensors(tf: TensorFlow, { size, targets }: Pick<Batch, 'size' | 'targets'>): NamedTensors {
  return Object.fromEntries(
    Object.entries(targets).map(([name, values]) => [
      name,
      tf.tensor(values, values.length === size ? [size] : [size, values.length / size]),
    ]),
  );
}

/** Inputs of the plan's own types from float32 tensors by source. */
export function typedInputs(network: Network, given: NamedTensors): NamedTensors {
  const byId = new Map(network.plan.layers.map((layer) => [layer.id, layer]));
  return Object.fromEntries(
    network.plan.inputs.map(({ layer, source }) => {
      const tensor =
        given[source] ?? throwProblem('data.input', `The data has no input "${source}". Choose the data again.`);
      return [source, byId.get(layer)?.output.dtype === 'int32' ? tensor.toInt() : tensor];
    }),
  );
}

/** A batch's inputs as tensors of the plan's types. The caller tidies. */
export function inputTensors(tf: TensorFlow, network: Network, batch: Pick<Batch, 'inputs'>): NamedTensors {
  return typedInputs(network, givenInputs(tf, batch));
}

/** tf.tidy for a body that gives plain numbers. */
export function tidied<T>(tf: TensorFlow, body: () => T): T {
  let value: { readonly of: T } | null = null;
  tf.tidy(() => {
    value = { of: body() };
  });
  return (value as unknown as { readonly of: T }).of;
}

/** [total, parts…, metric sums…], as an objective's `sumsOf` reads them. */
export function numbersOf(tf: TensorFlow, total: Tensor, parts: readonly Tensor[], metrics: Tensor1D | null): Tensor1D {
  return tf.concat([
    total.reshape([1]),
    ...parts.map((part) => part.reshape([1])),
    ...(metrics === null ? [] : [metrics]),
  ] as Tensor1D[]);
}

/** Where a step stands in its run: the learning rate, and the step's number as float32, counted from 1. */
export interface Moment {
  readonly rate: Scalar;
  readonly stepNumber: Scalar;
}

export interface Slopes {
  readonly total: Scalar;
  readonly numbers: Tensor1D;
  /** Clipped as the training says; one for each learned weight, in their order; zeros for a weight that the loss does not depend on. */
  readonly gradients: readonly Tensor[];
}

/** What leaves a gradient's own scope must be kept by hand: `keep` does, until `body` has ended. */
export function keeping<T>(tf: TensorFlow, body: (keep: <K extends Tensor>(tensor: K) => K) => T): T {
  const kept: Tensor[] = [];
  try {
    return body(<K extends Tensor>(tensor: K): K => {
      kept.push(tf.keep(tensor.clone()));
      return kept[kept.length - 1] as K;
    });
  } finally {
    tf.dispose(kept);
  }
}
