// One batch through the network: forward, gradients and update for training, forward alone for evaluation. Eager, op by
// op; a compiled step can take this one's place behind the same interface.
import { findOptimizer } from '../../shared/choices/optimizers';
import type { TensorFlow } from '../../shared/layers/layer';
import type { Batch } from './data/dataset';
import type { NamedTensors, Network } from './network';
import type { ClassWeights, FigureSums, Objective } from './objective';
import { throwProblem } from './problems';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor1D = import('@tensorflow/tfjs').Tensor1D;
type Variable = import('@tensorflow/tfjs').Variable;
type Optimizer = import('@tensorflow/tfjs').Optimizer;

export interface StepResult {
  readonly sums: FigureSums;
  /** The batch's total loss; when it is not finite, nothing was updated. */
  readonly loss: number;
}

export interface TrainingStep {
  readonly optimizer: Optimizer;
  /** Leaves weights and optimizer one step further, and no other tensor behind. */
  train(batch: Batch): StepResult;
  /** Changes nothing; class weights do not count here. */
  evaluate(batch: Batch): StepResult;
  dispose(): void;
}

/** A batch's inputs as tensors of the plan's types. The caller tidies. */
export function inputTensors(tf: TensorFlow, network: Network, batch: Pick<Batch, 'inputs'>): NamedTensors {
  const byId = new Map(network.plan.layers.map((layer) => [layer.id, layer]));
  return Object.fromEntries(
    network.plan.inputs.map(({ layer, source }) => {
      const array = batch.inputs[source];
      if (array === undefined) throwProblem('data.input', `The data has no input "${source}". Choose the data again.`);
      const tensor = tf.tensor(array.values, [...array.shape]);
      return [source, byId.get(layer)?.output.dtype === 'int32' ? tensor.toInt() : tensor];
    }),
  );
}

/** The weights that gradients change, in the network's order. */
export function trainableVariables(network: Network): Variable[] {
  return network.weights
    .filter(({ spec, variable }) => spec.trainable && variable.trainable)
    .map(({ variable }) => variable);
}

/** tf.tidy for a body that gives plain numbers. */
export function tidied<T>(tf: TensorFlow, body: () => T): T {
  let value: { readonly of: T } | null = null;
  tf.tidy(() => {
    value = { of: body() };
  });
  return (value as unknown as { readonly of: T }).of;
}

/** Throws with a Problem when the optimizer is not known or nothing can be learned. */
export function createTrainingStep(
  tf: TensorFlow,
  network: Network,
  objective: Objective,
  classWeights: ClassWeights | null,
): TrainingStep {
  const { training } = network.plan;
  const definition = findOptimizer(training.optimizer);
  if (definition === undefined) {
    throwProblem(
      'optimizer.unknown',
      `This version does not know the optimizer "${training.optimizer}". Choose another.`,
    );
  }
  const variables = trainableVariables(network);
  if (variables.length === 0) {
    throwProblem(
      'network.nothingToLearn',
      'This network has nothing to learn: none of its layers has weights that change. Add a Dense layer.',
    );
  }
  const optimizer = definition.create(tf, training.optimizerParams as never);

  /** [total, parts…, metric sums…] as plain numbers: one read for all. */
  const read = (total: Tensor, parts: readonly Tensor[], metrics: Tensor1D | null): Float32Array =>
    tf
      .concat([
        total.reshape([1]),
        ...parts.map((part) => part.reshape([1])),
        ...(metrics === null ? [] : [metrics]),
      ] as Tensor1D[])
      .dataSync<'float32'>();

  return {
    optimizer,
    train: (batch) =>
      tidied(tf, () => {
        const inputs = inputTensors(tf, network, batch);
        const targets = objective.targets(batch);
        // What leaves the gradient's own scope must be kept by hand and given back.
        const kept: Tensor[] = [];
        const keep = <T extends Tensor>(tensor: T): T => {
          kept.push(tf.keep(tensor.clone()));
          return kept[kept.length - 1] as T;
        };
        try {
          let outputs: NamedTensors = {};
          let parts: readonly Tensor[] = [];
          const { value, grads } = tf.variableGrads(() => {
            const results = network.forward(inputs, true);
            const loss = objective.loss(results, targets, batch, classWeights);
            outputs = Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, keep(tensor)]));
            parts = loss.parts.map(keep);
            return loss.total;
          }, variables);
          const numbers = read(value, parts, objective.metricSums(outputs, targets));
          const loss = numbers[0]!;
          if (Number.isFinite(loss)) {
            // As a list, in the network's order: optimizers find a weight's slots by its place.
            const gradients = variables.map((variable) => ({
              name: variable.name,
              tensor: grads[variable.name] ?? tf.zerosLike(variable),
            }));
            optimizer.applyGradients(gradients);
          }
          return { loss, sums: objective.sumsOf(batch.size, numbers) };
        } finally {
          tf.dispose(kept);
        }
      }),
    evaluate: (batch) => tidied(tf, () => evaluateBatch(tf, network, objective, batch, read)),
    dispose: () => optimizer.dispose(),
  };
}

function evaluateBatch(
  tf: TensorFlow,
  network: Network,
  objective: Objective,
  batch: Batch,
  read: (total: Tensor, parts: readonly Tensor[], metrics: Tensor1D | null) => Float32Array,
): StepResult {
  const outputs = network.forward(inputTensors(tf, network, batch), false);
  const targets = objective.targets(batch);
  const { total, parts } = objective.loss(outputs, targets, batch, null);
  const numbers = read(total, parts, objective.metricSums(outputs, targets));
  return { loss: numbers[0]!, sums: objective.sumsOf(batch.size, numbers) };
}
