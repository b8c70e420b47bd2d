// The lines of model.py that make the layers and wire them, in the plan's order, and what must stand above them.
import { findLayer } from '../layers';
import type { KerasCall, KerasValue, LayerContext } from '../layers/layer';
import { recipeOf } from '../recipes';
import type { Plan, PlanLayer } from '../run/plan';
import { pythonCall, pythonIdentifier, pythonString, pythonValue } from './python';
import { kerasArguments, layersById, sharedOwners } from './settings';
import { nameComment } from './text';

/** Functions that Keras has no name for, as definitions of their own: a model that holds lambdas cannot be reloaded. */
class Functions {
  private readonly names = new Map<string, string>();
  constructor(private readonly taken: Set<string>) {}

  /** The value with every lambda in it replaced by a function's name. */
  hoist(value: KerasValue): KerasValue {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return (value as readonly KerasValue[]).map((entry) => this.hoist(entry));
    if ('source' in value) return typeof value.source === 'string' ? { source: this.nameOf(value.source) } : value;
    if ('className' in value) return this.hoistCall(value as KerasCall);
    return value;
  }

  hoistCall(call: KerasCall): KerasCall {
    const args = Object.entries(call.args).map(([name, value]) => [name, this.hoist(value)] as const);
    return { ...call, args: Object.fromEntries(args) };
  }

  private nameOf(source: string): string {
    if (!source.startsWith('lambda x: ')) return source;
    const known = this.names.get(source);
    if (known !== undefined) return known;
    const name = pythonIdentifier(`activation_${this.names.size + 1}`, this.taken);
    this.names.set(source, name);
    return name;
  }

  source(): string {
    return [...this.names]
      .map(
        ([source, name]) =>
          `@keras.saving.register_keras_serializable(package="layerloom")\ndef ${name}(x):\n    return ${source.slice('lambda x: '.length)}\n\n\n`,
      )
      .join('');
  }
}

/** What model.py itself uses. */
const reserved = [
  'keras',
  'np',
  'model',
  'name',
  'names',
  'layer',
  'weights',
  'path',
  'only',
  'arrays',
  'absent',
  'build_model',
  'compile_model',
  'label_loss',
  'label_weights',
  'seen_loss',
  'learning_rate',
  'steps_per_epoch',
  'epochs',
  'total_steps',
  'optimizer',
  'schedule',
  'OPTIMIZER',
  'SCHEDULE',
  'WarmupLinear',
  'OneCycle',
  'InverseRoot',
  'contrastive_loss',
  'load_weights',
  'save_weights',
  'NAME',
  'WEIGHTS',
  'print',
];

export interface KerasBody {
  /** Functions and classes that the lines use. */
  readonly definitions: string;
  readonly lines: string;
  /** The variable that holds a layer's result. Throws a RangeError where there is none. */
  variable(id: string): string;
}

/** `names` are the layers' names in Keras, by id. Throws a RangeError when the plan names a layer that there is not. */
export function kerasBody(plan: Plan, names: ReadonlyMap<string, string>): KerasBody {
  const layers = layersById(plan);
  const context: LayerContext = { data: plan.spec, layer: findLayer };
  const called = (id: string) => names.get(id)!;
  const comment = ({ id, name }: PlanLayer) => nameComment('#', name, called(id));
  const callOf = (layer: PlanLayer): KerasCall | null =>
    definitionOf(layer).keras(
      layer.params as never,
      context,
      layer.inputs.map((id) => layers.get(id)!.output),
    );
  const classes = classesOf(plan.layers.map(callOf));
  const taken = new Set([...reserved, ...classes.keys()]);
  const functions = new Functions(taken);
  const variables = new Map<string, string>();
  const variable = (id: string): string => {
    const found = variables.get(id);
    if (found === undefined) throw new RangeError(`The plan uses layer ${JSON.stringify(id)} before it is there.`);
    return found;
  };
  const named = (layer: PlanLayer): string => {
    const name = pythonIdentifier(layer.name, taken);
    variables.set(layer.id, name);
    return name;
  };

  const inputLine = (layer: PlanLayer): string => {
    const { shape, dtype } = layer.output;
    const type = dtype === 'float32' ? '' : `, dtype=${pythonString(dtype)}`;
    return `    ${named(layer)} = keras.Input(shape=${pythonValue({ tuple: shape })}${type}, name=${pythonString(called(layer.id))})${comment(layer)}\n`;
  };

  const { recipe, params } = recipeOf(plan.training);
  const divergence = recipe.divergence(params);
  /** The layer itself, before it is applied. */
  const made = (layer: PlanLayer, call: KerasCall): string => {
    const hoisted = functions.hoistCall(call);
    // What a recipe holds near the standard normal distribution adds to the loss by itself.
    const pull = definitionOf(layer).divergence === undefined || divergence === 0 ? {} : { divergence };
    const args = { ...kerasArguments(hoisted, called(layer.id), layer), ...pull };
    return pythonCall({ ...hoisted, args }, '    ');
  };

  // Layers that are applied more than once have a name of their own besides their results'.
  const owners = sharedOwners(plan);
  const applied = new Map<string, string>();
  const layerLines = (layer: PlanLayer, call: KerasCall): string => {
    const given = givenTo(call, layer.inputs.map(variable));
    const name = named(layer);
    const again = layer.shares === undefined ? undefined : applied.get(layer.shares);
    if (again !== undefined) return `    ${name} = ${again}(${given})\n`;
    const source = made(layer, call);
    if (!owners.has(layer.id)) return `    ${name} = ${source}(${given})${comment(layer)}\n`;
    const own = pythonIdentifier(`${layer.name}_layer`, taken);
    applied.set(layer.id, own);
    return `    ${own} = ${source}${comment(layer)}\n    ${name} = ${own}(${given})\n`;
  };

  const inputs = new Set(plan.inputs.map(({ layer }) => layer));
  const lines = plan.layers.map((layer) => {
    if (definitionOf(layer).role === 'input') return inputs.has(layer.id) ? inputLine(layer) : '';
    const call = callOf(layer);
    if (call !== null) return layerLines(layer, call);
    variables.set(layer.id, variable(layer.inputs[0]!));
    return '';
  });
  const definitions = functions.source() + [...classes.values()].map((source) => `${source}\n\n`).join('');
  return { definitions, lines: lines.join(''), variable };
}

function definitionOf({ kind }: PlanLayer) {
  const definition = findLayer(kind);
  if (definition === undefined) throw new RangeError(`There is no layer of the kind ${JSON.stringify(kind)}.`);
  return definition;
}

/** Classes that Keras does not have, by name, with what defines them. */
function classesOf(calls: readonly (KerasCall | null)[]): ReadonlyMap<string, string> {
  return new Map(calls.flatMap((call) => (call?.define === undefined ? [] : [[call.className, call.define] as const])));
}

/** What stands in the brackets after a layer. */
function givenTo({ call = {} }: KerasCall, wires: readonly string[]): string {
  const more = Object.entries(call.args ?? {}).map(([name, value]) => `${name}=${pythonValue(value)}`);
  const tensors =
    call.inputs !== undefined
      ? call.inputs.map((place) => wires[place]!)
      : [wires.length === 1 ? wires[0]! : `[${wires.join(', ')}]`];
  return [...tensors, ...more].join(', ');
}
