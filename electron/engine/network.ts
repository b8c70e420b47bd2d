// A plan as something that computes: tfjs layers wired in the plan's order, every weight under its own name. Training,
// prediction and export all start here.
import { findInitializer } from '../../shared/choices/initializers';
import type { ExportWeight } from '../../shared/export/format';
import { findLayer } from '../../shared/layers';
import type { LayerContext, StepRandom, TensorFlow, TfLayer, WeightSpec } from '../../shared/layers/layer';
import { type Plan, type PlanLayer, type PlanOutput, layerIdentifiers, layersBehind } from '../../shared/run/plan';
import type { SafeTensor } from '../../shared/run/safetensors';
import { useFusedNormalization } from './backends/fusedNormalization';
import { useFusedRecurrence } from './backends/recurrence';
import { note } from './graph/record';
import { throwProblem } from './problems';
import { weightRandom } from './training/randomness';
import { type StepRandomSource, createStepRandom } from './training/stepRandom';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Variable = import('@tensorflow/tfjs').Variable;
type SymbolicTensor = import('@tensorflow/tfjs').SymbolicTensor;
type LayersModel = import('@tensorflow/tfjs').LayersModel;

export interface NetworkWeight {
  /** "<layer name>/<weight name>": its name in every file. */
  readonly name: string;
  /** Of a frozen layer's weights none is trainable. */
  readonly spec: WeightSpec;
  readonly variable: Variable;
}

export interface NetworkLayer {
  readonly plan: PlanLayer;
  /** Null for inputs and outputs, which pass on what they get. */
  readonly layer: TfLayer | null;
  /** None where the layer uses another's. */
  readonly weights: readonly NetworkWeight[];
  /** Works as it does when predicting even while the network trains: frozen, and it would keep moving statistics. */
  readonly still?: boolean;
}

/** Tensors by a name: of an input's source, of an output, or a layer's id. */
export type NamedTensors = { readonly [name: string]: Tensor };

export type Seen = (layer: NetworkLayer, result: Tensor, given: readonly Tensor[]) => void;

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
  const context = { ...layerContext(plan), random };
  const sources = new Map(plan.inputs.map((input) => [input.layer, input.source]));
  const byId = new Map(plan.layers.map((layer) => [layer.id, layer]));
  // tfjs takes no other names; weights are kept under the exact ones.
  const identifiers = layerIdentifiers(plan);
  const symbols = new Map<string, SymbolicTensor>();
  const layers: NetworkLayer[] = [];
  const symbolOf = (id: string): SymbolicTensor =>
    symbols.get(id) ??
    throwProblem('plan.order', `The plan uses layer "${id}" before it is built. Compile the network again.`);

  for (const plan_ of plan.layers) {
    const definition = findLayer(plan_.kind);
    if (definition === undefined) {
      throwProblem(
        'layer.unknown',
        `This version does not know the layer "${plan_.kind}". Update Layerloom or remove the layer.`,
        {
          node: plan_.id,
        },
      );
    }
    if (definition.role === 'input') {
      const { shape, dtype } = plan_.output;
      symbols.set(plan_.id, tf.input({ shape: [...shape], dtype, name: identifiers.get(plan_.id)! }));
      layers.push({ plan: plan_, layer: null, weights: [] });
      continue;
    }
    const inputs = plan_.inputs.map(symbolOf);
    const inputSpecs = plan_.inputs.map((id) => byId.get(id)!.output);
    const owner = plan_.shares === undefined ? undefined : layers.find((entry) => entry.plan.id === plan_.shares);
    if (plan_.shares !== undefined && !owner?.layer) {
      throwProblem(
        'plan.shares',
        `${plan_.name} uses the weights of a layer that is not built before it. Compile the network again.`,
        { node: plan_.id },
      );
    }
    const layer =
      owner === undefined
        ? definition.build(tf, plan_.params as never, identifiers.get(plan_.id)!, context, inputSpecs)
        : owner.layer;
    if (layer === null) {
      symbols.set(
        plan_.id,
        inputs[0] ?? throwProblem('plan.output', `${plan_.name} has no input.`, { node: plan_.id }),
      );
      layers.push({ plan: plan_, layer: null, weights: [] });
      continue;
    }
    if (owner === undefined) {
      useFusedRecurrence(tf, layer);
      useFusedNormalization(tf, layer);
    }
    try {
      const result = layer.apply(inputs.length === 1 ? inputs[0]! : inputs);
      symbols.set(plan_.id, (Array.isArray(result) ? result[0] : result) as SymbolicTensor);
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
      throwProblem('layer.build', `${plan_.name} could not be built: ${reason} Change its settings.`, {
        node: plan_.id,
      });
    }
    const specs = definition.weights(inputSpecs, plan_.params as never, context);
    // As in Keras: a frozen BatchNormalization uses its moving statistics and leaves them alone.
    const frozen = (owner?.plan ?? plan_).frozen === true;
    const still = frozen && specs.some(({ trainable }) => !trainable);
    const weights = owner === undefined ? nameWeights(plan_, layer, specs) : [];
    layers.push({ plan: plan_, layer, weights, still });
  }

  const weights = layers.flatMap((layer) => layer.weights);
  const model = tf.model({
    inputs: plan.inputs.map((input) => symbolOf(input.layer)),
    outputs: [...new Set(plan.outputs.map((output) => symbolOf(output.layer)))],
  });

  const compute = (
    inputs: NamedTensors,
    training: boolean,
    seen?: Seen,
    held: NamedTensors = {},
    needed: ReadonlySet<string> | null = null,
  ) => {
    const results = new Map<string, Tensor>(Object.entries(held));
    const masks = new Map<string, Tensor>();
    for (const entry of layers) {
      const { plan: plan_, layer } = entry;
      if (needed !== null && !needed.has(plan_.id)) continue;
      note(plan_.name);
      const source = sources.get(plan_.id);
      if (source !== undefined) {
        results.set(
          plan_.id,
          inputs[source] ?? throwProblem('predict.input', `There are no numbers for the input "${source}".`),
        );
      } else if (layer === null) {
        results.set(plan_.id, results.get(plan_.inputs[0]!)!);
        const mask = masks.get(plan_.inputs[0]!);
        if (mask !== undefined) masks.set(plan_.id, mask);
      } else {
        // As tfjs' own executor does: inputs as a list, and the first input's mask. Layers of ours are given all masks.
        const given = plan_.inputs.map((id) => results.get(id)!);
        const givenMasks = plan_.inputs.map((id) => masks.get(id) ?? null);
        const masked = givenMasks.some((mask) => mask !== null);
        const mode = { training: training && entry.still !== true };
        const result = layer.apply(given, masked ? { ...mode, mask: givenMasks[0], masks: givenMasks } : mode);
        results.set(plan_.id, (Array.isArray(result) ? result[0] : result) as Tensor);
        if (layer.supportsMasking) {
          const mask = layer.computeMask(given, givenMasks as Tensor[]) as Tensor | Tensor[] | null | undefined;
          const first = Array.isArray(mask) ? mask[0] : mask;
          if (first !== null && first !== undefined) masks.set(plan_.id, first);
        }
      }
      seen?.(
        entry,
        results.get(plan_.id)!,
        plan_.inputs.map((id) => results.get(id)!),
      );
    }
    note('');
    return results;
  };
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
    forward: (inputs, training, seen) => outputsOf(compute(inputs, training, seen)),
    forwardTo: (output, inputs, training) =>
      compute(inputs, training, undefined, {}, layersTo(output)).get(output.layer)!,
    forwardFrom: (results) => outputsOf(compute({}, false, undefined, results, neededBehind(plan, results))),
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

function nameWeights(plan: PlanLayer, layer: TfLayer, specs: readonly WeightSpec[]): readonly NetworkWeight[] {
  const variables = layer.weights.map((weight) => weight.read() as Variable);
  const expected = specs.map((spec) => spec.shape.join('×')).join(', ');
  const arrived = variables.map((variable) => variable.shape.join('×')).join(', ');
  if (expected !== arrived) {
    throwProblem(
      'layer.weights',
      `${plan.name} should have weights of the shapes ${expected || 'none'}; it was built with ${arrived || 'none'}.`,
      {
        node: plan.id,
      },
    );
  }
  return specs.map((spec, index) => ({
    name: `${plan.name}/${spec.name}`,
    spec: plan.frozen === true ? unlearned(spec) : spec,
    variable: variables[index]!,
  }));
}

/** A frozen layer's weight: no gradient, no decay, no penalty in the loss. */
function unlearned({ l1: _l1, l2: _l2, ...spec }: WeightSpec): WeightSpec {
  return { ...spec, trainable: false };
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
