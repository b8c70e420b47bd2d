// What a step computes, in tfjs operations: run one by one by the eager step, written down once by the compiled one.
import { clipGradients } from '../../../shared/choices/clipping';
import { findLayer } from '../../../shared/layers';
import type { TensorFlow } from '../../../shared/layers/layer';
import { recipeOf } from '../../../shared/recipes';
import type { Batch } from '../data/dataset';
import type { Learner } from './learner';
import type { NamedTensors, Network } from '../network';
import type { ClassWeights, Objective } from './objective';
import { throwProblem } from '../problems';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor1D = import('@tensorflow/tfjs').Tensor1D;
type Scalar = import('@tensorflow/tfjs').Scalar;
type Variable = import('@tensorflow/tfjs').Variable;

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
function typedInputs(network: Network, given: NamedTensors): NamedTensors {
  const byId = new Map(network.plan.layers.map((layer) => [layer.id, layer]));
  return Object.fromEntries(
    network.plan.inputs.map(({ layer, source }) => {
      const tensor =
        given[source] ?? throwProblem('data.input', `The data has no input "${source}". Choose the data again.`);
      return [source, byId.get(layer)?.output.dtype === 'int32' ? tensor.toInt() : tensor];
    }),
  );
}

/** What the network gives, and how far from the prior its random layers draw: [batch], null where nothing asks for it. */
function results(tf: TensorFlow, network: Network, inputs: NamedTensors, training: boolean) {
  const { recipe, params } = recipeOf(network.plan.training);
  if (recipe.divergence(params) === 0) return { outputs: network.forward(inputs, training), divergence: null };
  const divergences: Tensor[] = [];
  const outputs = network.forward(inputs, training, ({ plan }, _result, given) => {
    const divergence = findLayer(plan.kind)?.divergence?.(tf, given);
    if (divergence !== undefined) divergences.push(divergence);
  });
  return { outputs, divergence: divergences.length === 0 ? null : tf.addN(divergences) };
}

/** Inputs under the noise that the recipe lays over what is to be rebuilt. */
function disturbed(network: Network, inputs: NamedTensors): NamedTensors {
  const { recipe, params } = recipeOf(network.plan.training);
  const strength = recipe.noise(params);
  if (strength === 0) return inputs;
  const made = new Set(recipe.targets(network.plan.spec).map(({ input }) => input));
  return Object.fromEntries(
    Object.entries(inputs).map(([source, tensor]) => [
      source,
      made.has(source) ? tensor.add(network.random.normal(`recipe/${source}`, tensor.shape).mul(strength)) : tensor,
    ]),
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
function numbersOf(tf: TensorFlow, total: Tensor, parts: readonly Tensor[], metrics: Tensor1D | null): Tensor1D {
  return tf.concat([
    total.reshape([1]),
    ...parts.map((part) => part.reshape([1])),
    ...(metrics === null ? [] : [metrics]),
  ] as Tensor1D[]);
}

export interface Slopes {
  readonly total: Scalar;
  readonly numbers: Tensor1D;
  /** Clipped as the training says; one for each learned weight, in their order; zeros for a weight that the loss does not depend on. */
  readonly gradients: readonly Tensor[];
}

/** Forward and back. Changes nothing but moving statistics of layers that keep them. The caller tidies. */
export function slopes(
  tf: TensorFlow,
  network: Network,
  objective: Objective,
  { learned }: Learner,
  batch: BatchTensors,
  classWeights: ClassWeights | null,
): Slopes {
  const variables: Variable[] = learned.map(({ weight }) => weight.variable);
  // What leaves the gradient's own scope must be kept by hand and given back.
  const kept: Tensor[] = [];
  const keep = <T extends Tensor>(tensor: T): T => {
    kept.push(tf.keep(tensor.clone()));
    return kept[kept.length - 1] as T;
  };
  try {
    const inputs = disturbed(network, typedInputs(network, batch.inputs));
    const targets = objective.targets(batch.targets);
    let outputs: NamedTensors = {};
    let parts: readonly Tensor[] = [];
    const { value, grads } = tf.variableGrads(() => {
      const given = results(tf, network, inputs, true);
      const loss = objective.loss(given.outputs, targets, batch.targets, classWeights, given.divergence);
      outputs = Object.fromEntries(Object.entries(given.outputs).map(([name, tensor]) => [name, keep(tensor)]));
      parts = loss.parts.map(keep);
      return loss.total;
    }, variables);
    return {
      total: value,
      numbers: numbersOf(tf, value, parts, objective.metricSums(outputs, targets, batch.targets)),
      gradients: clipGradients(
        tf,
        network.plan.training.clipping,
        variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable)),
      ),
    };
  } finally {
    tf.dispose(kept);
  }
}

/** Forward alone, as when predicting; class weights do not count. The caller tidies. */
export function measured(
  tf: TensorFlow,
  network: Network,
  objective: Objective,
  batch: BatchTensors,
): { readonly numbers: Tensor1D; readonly outputs: NamedTensors } {
  const { outputs, divergence } = results(tf, network, typedInputs(network, batch.inputs), false);
  const targets = objective.targets(batch.targets);
  const { total, parts } = objective.loss(outputs, targets, batch.targets, null, divergence);
  return { numbers: numbersOf(tf, total, parts, objective.metricSums(outputs, targets, batch.targets)), outputs };
}
