// A plan's layers as tfjs layers: built in the plan's order, each once, every weight under its own name.
import { findLayer } from '../../shared/layers';
import type { BuildContext, TensorFlow, TfLayer, WeightSpec } from '../../shared/layers/layer';
import { type Plan, type PlanLayer, layerIdentifiers } from '../../shared/run/plan';
import { useFusedNormalization } from './backends/fusedNormalization';
import { useFusedRecurrence } from './backends/recurrence';
import { throwProblem } from './problems';

type Variable = import('@tensorflow/tfjs').Variable;
type SymbolicTensor = import('@tensorflow/tfjs').SymbolicTensor;

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

export interface BuiltLayers {
  /** In the plan's order. */
  readonly layers: readonly NetworkLayer[];
  /** What a layer's result is in tfjs' own graph. Throws with a Problem where it was not built. */
  symbolOf(id: string): SymbolicTensor;
}

/** Throws with a Problem that names the layer which cannot be built. */
export function buildLayers(tf: TensorFlow, plan: Plan, context: BuildContext): BuiltLayers {
  const byId = new Map(plan.layers.map((layer) => [layer.id, layer]));
  // tfjs takes no other names; weights are kept under the exact ones.
  const identifiers = layerIdentifiers(plan);
  const symbols = new Map<string, SymbolicTensor>();
  const layers: NetworkLayer[] = [];
  const symbolOf = (id: string): SymbolicTensor =>
    symbols.get(id) ??
    throwProblem('plan.order', `The plan uses layer "${id}" before it is built. Compile the network again.`);
  const keep = (layer: NetworkLayer, symbol: SymbolicTensor): void => {
    symbols.set(layer.plan.id, symbol);
    layers.push(layer);
  };

  for (const entry of plan.layers) {
    const definition = definitionOf(entry);
    const name = identifiers.get(entry.id)!;
    if (definition.role === 'input') {
      const { shape, dtype } = entry.output;
      keep({ plan: entry, layer: null, weights: [] }, tf.input({ shape: [...shape], dtype, name }));
      continue;
    }
    const inputs = entry.inputs.map(symbolOf);
    const specs = entry.inputs.map((id) => byId.get(id)!.output);
    const owner = ownerOf(entry, layers);
    const layer = owner?.layer ?? definition.build(tf, entry.params as never, name, context, specs);
    if (layer === null) {
      const symbol = inputs[0] ?? throwProblem('plan.output', `${entry.name} has no input.`, { node: entry.id });
      keep({ plan: entry, layer: null, weights: [] }, symbol);
      continue;
    }
    if (owner === undefined) {
      useFusedRecurrence(tf, layer);
      useFusedNormalization(tf, layer);
    }
    const symbol = applied(entry, layer, inputs);
    const weights = definition.weights(specs, entry.params as never, context);
    // As in Keras: a frozen BatchNormalization uses its moving statistics and leaves them alone.
    const frozen = (owner?.plan ?? entry).frozen === true;
    const still = frozen && weights.some(({ trainable }) => !trainable);
    keep({ plan: entry, layer, weights: owner === undefined ? nameWeights(entry, layer, weights) : [], still }, symbol);
  }
  return { layers, symbolOf };
}

function definitionOf({ id, kind }: PlanLayer) {
  return (
    findLayer(kind) ??
    throwProblem(
      'layer.unknown',
      `This version does not know the layer "${kind}". Update Layerloom or remove the layer.`,
      { node: id },
    )
  );
}

/** The layer whose weights this one uses; undefined where it has its own. */
function ownerOf(
  { id, name, shares }: PlanLayer,
  built: readonly NetworkLayer[],
): { readonly plan: PlanLayer; readonly layer: TfLayer } | undefined {
  if (shares === undefined) return undefined;
  const owner = built.find(({ plan }) => plan.id === shares);
  if (owner === undefined || owner.layer === null)
    return throwProblem(
      'plan.shares',
      `${name} uses the weights of a layer that is not built before it. Compile the network again.`,
      { node: id },
    );
  return { plan: owner.plan, layer: owner.layer };
}

function applied({ id, name }: PlanLayer, layer: TfLayer, inputs: readonly SymbolicTensor[]): SymbolicTensor {
  try {
    const result = layer.apply(inputs.length === 1 ? inputs[0]! : [...inputs]);
    return (Array.isArray(result) ? result[0] : result) as SymbolicTensor;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    return throwProblem('layer.build', `${name} could not be built: ${reason} Change its settings.`, { node: id });
  }
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
