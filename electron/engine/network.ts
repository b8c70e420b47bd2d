// A plan as something that computes: tfjs layers wired in the plan's order, every weight under its own name. Training,
// prediction and export all start here.
import { findInitializer } from '../../shared/choices/initializers';
import type { ExportWeight } from '../../shared/export/format';
import { findLayer } from '../../shared/layers';
import type { LayerContext, StepRandom, TensorFlow } from '../../shared/layers/layer';
import { type Plan, type PlanOutput, layersBehind } from '../../shared/run/plan';
import type { SafeTensor } from '../../shared/run/safetensors';
import { type NamedTensors, type Seen, forwardPass } from './forwardPass';
import { type NetworkLayer, type NetworkWeight, buildLayers } from './networkLayers';
import { throwProblem } from './problems';
import { weightRandom } from './training/randomness';
import { type StepRandomSource, createStepRandom } from './training/stepRandom';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Variable = import('@tensorflow/tfjs').Variable;
type LayersModel = import('@tensorflow/tfjs').LayersModel;

export interface Network {
  readonly plan: Plan;
  /** The same layers as one tfjs model; inputs and outputs in the plan's order, an output that several share once. */
  readonly model: LayersModel;
  readonly layers: readonly NetworkLayer[];
  /** In the order of layers, then of each layer's weights. */
  readonly weights: readonly NetworkWeight[];
  /** Numbers in all weights. */
  readonly parameters: number;
  /**
   * Outputs by name for inputs by source, each with the batch as first dimension. `seen` is shown every layer's result
   * in the plan's order, and what it was given. Intermediate tensors are the caller's to tidy.
   */
  forward(inputs: NamedTensors, training: boolean, seen?: Seen): NamedTensors;
  /** One output alone, for the inputs that it is computed from; layers that do not lead to it do not run. */
  forwardTo(output: PlanOutput, inputs: NamedTensors, training: boolean): Tensor;
  /**
   * Outputs by name for results of layers in the middle, by layer id, as when predicting: only what lies behind them is
   * computed. Throws with a Problem when that needs an input, too.
   */
  forwardFrom(results: NamedTensors): NamedTensors;
  /** Random numbers of the step under way, for what is not a layer's own. */
  readonly random: StepRandom;
  /** Runs `body` with the random numbers of this step (see stepRandom.ts). */
  duringStep: StepRandomSource['during'];
  dispose(): void;
}

/** What a layer may ask for, for this plan. */
export function layerContext(plan: Plan): LayerContext {
  return { data: plan.spec, layer: findLayer };
}

/** Builds the layers; weights hold whatever tfjs puts there until they are set. Throws with a Problem. */
export function buildNetwork(tf: TensorFlow, plan: Plan): Network {
  const { random, during } = createStepRandom(tf, plan.training.seed);
  const { layers, symbolOf } = buildLayers(tf, plan, { ...layerContext(plan), random });
  const weights = layers.flatMap((layer) => layer.weights);
  const model = tf.model({
    inputs: plan.inputs.map((input) => symbolOf(input.layer)),
    outputs: [...new Set(plan.outputs.map((output) => symbolOf(output.layer)))],
  });
  const run = forwardPass(plan, layers);
  const outputsOf = (results: ReadonlyMap<string, Tensor>): NamedTensors =>
    Object.fromEntries(plan.outputs.map((output) => [output.name, results.get(output.layer)!]));
  const leadingTo = new Map<string, ReadonlySet<string>>();
  const layersTo = ({ layer }: PlanOutput): ReadonlySet<string> => {
    const found = leadingTo.get(layer) ?? layersBehind(plan.layers, layer);
    leadingTo.set(layer, found);
    return found;
  };

  return {
    plan,
    model,
    layers,
    weights,
    parameters: weights.reduce((sum, weight) => sum + weight.variable.size, 0),
    forward: (inputs, training, seen) => outputsOf(run(inputs, training, { ...(seen && { seen }) })),
    forwardTo: (output, inputs, training) => run(inputs, training, { only: layersTo(output) }).get(output.layer)!,
    forwardFrom: (results) => outputsOf(run({}, false, { held: results, only: neededBehind(plan, results) })),
    random,
    duringStep: during,
    dispose: () => model.dispose(),
  };
}

/** Ids of the layers that lead from these results to the outputs. Throws with a Problem when an input is among them. */
function neededBehind(plan: Plan, held: NamedTensors): ReadonlySet<string> {
  const needed = new Set<string>();
  const byId = new Map(plan.layers.map((layer) => [layer.id, layer]));
  const visit = (id: string): void => {
    if (id in held || needed.has(id)) return;
    needed.add(id);
    const layer = byId.get(id)!;
    if (plan.inputs.some((input) => input.layer === id)) {
      throwProblem(
        'network.behind',
        `What lies behind the drawn layer reads ${layer.name} as well, so nothing can be made up without an input. Let everything behind it read that layer alone.`,
        { node: id },
      );
    }
    layer.inputs.forEach(visit);
  };
  for (const { layer } of plan.outputs) visit(layer);
  return needed;
}

/** Draws every weight from its own stream: the same seed gives the same numbers on every engine. */
export function initializeWeights(tf: TensorFlow, network: Network, seed: number): void {
  for (const { name, spec, variable } of network.weights) {
    const initializer = findInitializer(spec.initializer);
    if (initializer === undefined) {
      throwProblem(
        'initializer.unknown',
        `This version does not know the initial values "${spec.initializer}" of ${name}.`,
      );
    }
    setWeight(tf, variable, initializer.fill(spec.shape, weightRandom(seed, name)));
  }
}

function setWeight(tf: TensorFlow, variable: Variable, values: Float32Array | Int32Array): void {
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape, variable.dtype as 'float32' | 'int32')));
}

/** A copy of every weight as it is now. */
export function takeWeights(network: Network): ReadonlyMap<string, SafeTensor> {
  return new Map(
    network.weights.map(({ name, variable }) => [
      name,
      { dtype: 'F32', shape: variable.shape, data: Float32Array.from(variable.dataSync()) },
    ]),
  );
}

/** The same as exports take them. */
export function weightsToExport(network: Network): ReadonlyMap<string, ExportWeight> {
  return new Map(
    [...takeWeights(network)].map(([name, { shape, data }]) => [name, { shape, values: data as Float32Array }]),
  );
}

/** Sets every weight, or throws with a Problem that names the first that is missing or of another shape. */
export function putWeights(tf: TensorFlow, network: Network, tensors: ReadonlyMap<string, SafeTensor>): void {
  for (const { name, variable } of network.weights) {
    const tensor = tensors.get(name);
    if (tensor === undefined) {
      throwProblem('weights.missing', `The weights file has no ${name}. It belongs to another network.`);
    }
    if (tensor.shape.join() !== variable.shape.join()) {
      throwProblem(
        'weights.shape',
        `${name} has the shape [${variable.shape.join(', ')}] in the network and [${tensor.shape.join(', ')}] in the weights file. It belongs to another network.`,
      );
    }
    setWeight(tf, variable, tensor.data);
  }
}
