// What a step computes, in tfjs operations: run one by one by the eager step, written down once by the compiled one.
import { clipGradients } from '../../../shared/choices/clipping';
import { findLayer } from '../../../shared/layers';
import type { TensorFlow } from '../../../shared/layers/layer';
import { recipeOf, rivalsOf } from '../../../shared/recipes';
import type { NamedTensors } from '../forwardPass';
import type { Network } from '../network';
import type { Learner } from './learner';
import type { ClassWeights, Objective } from './objective';
import { mixedBatch } from './mixup';
import { rivalSlopes, rivalsMeasured } from './rivalStep';
import { type BatchTensors, type Moment, type Slopes, keeping, numbersOf, typedInputs } from './stepTensors';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor1D = import('@tensorflow/tfjs').Tensor1D;
type Variable = import('@tensorflow/tfjs').Variable;

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

/** Forward and back. Changes nothing but moving statistics of layers that keep them, and a rival's weights. The caller tidies. */
export function slopes(
  tf: TensorFlow,
  network: Network,
  objective: Objective,
  { learned, rival }: Learner,
  batch: BatchTensors,
  classWeights: ClassWeights | null,
  moment: Moment,
): Slopes {
  const variables: Variable[] = learned.map(({ weight }) => weight.variable);
  if (rival !== null) return rivalSlopes(tf, network, objective, { variables, rival }, batch, moment);
  return keeping(tf, (keep) => {
    const given = disturbed(network, typedInputs(network, batch.inputs));
    const { inputs, targets, measured: truths } = mixedBatch(tf, network, given, objective.targets(batch.targets));
    // Outside of what slopes are taken of.
    const taught = objective.teacher?.answers(batch.inputs) ?? null;
    let outputs: NamedTensors = {};
    let parts: readonly Tensor[] = [];
    const { value, grads } = tf.variableGrads(() => {
      const made = results(tf, network, inputs, true);
      const loss = objective.loss(made.outputs, targets, batch.targets, classWeights, made.divergence, taught);
      outputs = Object.fromEntries(Object.entries(made.outputs).map(([name, tensor]) => [name, keep(tensor)]));
      parts = loss.parts.map(keep);
      return loss.total;
    }, variables);
    return {
      total: value,
      numbers: numbersOf(tf, value, parts, objective.metricSums(outputs, truths, batch.targets)),
      gradients: clipGradients(
        tf,
        network.plan.training.clipping,
        variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable)),
      ),
    };
  });
}

/** Forward alone, as when predicting; class weights do not count. The caller tidies. */
export function measured(
  tf: TensorFlow,
  network: Network,
  objective: Objective,
  batch: BatchTensors,
): { readonly numbers: Tensor1D; readonly outputs: NamedTensors } {
  const rivals = rivalsOf(network.plan.training);
  if (rivals !== null) return rivalsMeasured(tf, network, objective, rivals, batch);
  const { outputs, divergence } = results(tf, network, typedInputs(network, batch.inputs), false);
  const targets = objective.targets(batch.targets);
  const taught = objective.teacher?.answers(batch.inputs) ?? null;
  const { total, parts } = objective.loss(outputs, targets, batch.targets, null, divergence, taught);
  return { numbers: numbersOf(tf, total, parts, objective.metricSums(outputs, targets, batch.targets)), outputs };
}
