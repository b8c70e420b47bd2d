// The way through a plan that exports go: layer by layer in the order in which they are computed, each with what its
// expression may look at.
import { findLayer, layers as definitions } from '../layers';
import type { LayerContext } from '../layers/layer';
import type { ParamValues } from '../result';
import type { Plan, PlanLayer } from '../run/plan';
import type { TensorSpec } from '../shape';
import { CannotExport, type ExportWeight } from './format';
import { layersById, weightOwner } from './settings';

/** What a layer's expression is given, whatever values it is made of. */
export interface GivenLayer<Value, Own> {
  readonly inputs: readonly Value[];
  readonly params: ParamValues;
  /** By the weight's own name: 'kernel', 'bias'. */
  readonly weights: ReadonlyMap<string, ExportWeight>;
  readonly output: TensorSpec;
  readonly context: LayerContext;
  /** The layer's name, for messages. */
  readonly name: string;
  readonly id: string;
  /** Another layer within this one: the same with its own kind and parameters. */
  inner(kind: string, changes: Partial<Own>): Value;
}

/** How a format says layers. */
export interface Expression<Value, Own> {
  /** One layer's expression by its kind. */
  readonly layers: { readonly [kind: string]: (given: Own) => Value };
  /** Kinds that cannot be said, and why. */
  readonly missing: { readonly [kind: string]: string };
  /** Why any other kind cannot be said. */
  readonly otherwise: string;
  /** Value of an input of the network. */
  input(layer: PlanLayer): Value;
  /** Called before a layer that computes; `owner` is the layer under whose name its weights are kept. */
  enter(layer: PlanLayer, owner: PlanLayer): void;
  /** What an expression is given beyond what all of them are. */
  own(given: GivenLayer<Value, Own>): Own;
}

/** Expressions of the layers that work while training alone, in a trained network: `pass` hands their input on. */
export const passing = <E>(pass: E): { readonly [kind: string]: E } =>
  Object.fromEntries(definitions.flatMap(({ kind, trainingOnly }) => (trainingOnly === true ? [[kind, pass]] : [])));

/** The weights that a layer uses, by their own names, in the definition's order. Throws CannotExport. */
export function weightsOf(
  weights: ReadonlyMap<string, ExportWeight>,
  layers: ReadonlyMap<string, PlanLayer>,
  layer: PlanLayer,
  context: LayerContext,
): ReadonlyMap<string, ExportWeight> {
  const owner = weightOwner(layers, layer);
  const specs = layer.inputs.map((id) => layers.get(id)!.output);
  const own = findLayer(layer.kind)?.weights(specs, layer.params as never, context) ?? [];
  return new Map(
    own.map(({ name }) => {
      const found = weights.get(`${owner.name}/${name}`);
      if (found === undefined) throw new CannotExport(`The run has no weights ${owner.name}/${name}.`, layer.id);
      return [name, found] as const;
    }),
  );
}

/** The value of every layer of the plan by its id; outputs pass theirs on. Throws CannotExport with the layer. */
export function express<Value, Own>(
  plan: Plan,
  weights: ReadonlyMap<string, ExportWeight>,
  format: Expression<Value, Own>,
): ReadonlyMap<string, Value> {
  const layers = layersById(plan);
  const context: LayerContext = { data: plan.spec, layer: findLayer };
  const inputIds = new Set(plan.inputs.map(({ layer }) => layer));
  const values = new Map<string, Value>();
  for (const layer of plan.layers) {
    const definition = findLayer(layer.kind);
    if (definition === undefined) throw new CannotExport(`There is no layer of the kind "${layer.kind}".`, layer.id);
    if (definition.role === 'input') {
      if (inputIds.has(layer.id)) values.set(layer.id, format.input(layer));
      continue;
    }
    if (definition.role === 'output') {
      values.set(layer.id, values.get(layer.inputs[0]!)!);
      continue;
    }
    format.enter(layer, weightOwner(layers, layer));
    const say = (kind: string, given: Own): Value => {
      const known = Object.prototype.hasOwnProperty.call(format.layers, kind) ? format.layers[kind] : undefined;
      if (known === undefined)
        throw new CannotExport(
          `${layer.name} is a ${findLayer(kind)?.title ?? kind} layer. ${format.missing[kind] ?? format.otherwise} Remove it, or choose another format.`,
          layer.id,
        );
      return known(given);
    };
    const given: Own = format.own({
      inputs: layer.inputs.map((id) => values.get(id)!),
      params: layer.params,
      weights: weightsOf(weights, layers, layer, context),
      output: layer.output,
      context,
      name: layer.name,
      id: layer.id,
      inner: (kind, changes) => say(kind, { ...given, ...changes }),
    });
    values.set(layer.id, say(layer.kind, given));
  }
  return values;
}
