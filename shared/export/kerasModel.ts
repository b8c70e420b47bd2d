// Writes model.py: the network as people write it with Keras' functional API, layer names as on the canvas or, where
// TensorFlow takes no such names, with the name beside.
import { findLayer } from '../layers';
import type { KerasCall, KerasValue, LayerContext } from '../layers/layer';
import { type PlanLayer, layerIdentifiers } from '../run/plan';
import { recipeOf } from '../recipes';
import type { RunRecord } from '../run/record';
import type { ExportedRun } from './format';
import {
  compileHead,
  ignoresPlaces,
  loss,
  lossFunctions,
  metrics,
  optimizer,
  schedule,
  weightedMetrics,
} from './kerasCompile';
import { pythonCall, pythonIdentifier, pythonNumber, pythonString, pythonValue } from './python';
import { kerasArguments, layersById, sharedOwners, weightNames } from './settings';
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

function shapeTuple(shape: readonly (number | null)[]): string {
  return pythonValue({ tuple: shape });
}

/** A line of a dictionary or list, indented once more than what holds it. */
function block(open: string, lines: readonly string[], close: string, indent: string): string {
  if (lines.length === 0) return `${open}${close}`;
  return `${open}\n${lines.map((line) => `${indent}    ${line},\n`).join('')}${indent}${close}`;
}

/** Throws a RangeError when the plan names a layer, loss, metric or optimizer that there is not. */
export function writeKerasModel({ record, weights }: ExportedRun): string {
  const { plan } = record;
  const layers = layersById(plan);
  const context: LayerContext = { data: plan.spec, layer: findLayer };
  const calls = plan.layers.map((layer) =>
    findLayer(layer.kind)?.keras(
      layer.params as never,
      context,
      layer.inputs.map((id) => layers.get(id)!.output),
    ),
  );
  const own = calls.flatMap((call) => (call?.define === undefined ? [] : [[call.className, call.define] as const]));
  const classes = new Map(own);
  const taken = new Set([...reserved, ...classes.keys()]);
  const functions = new Functions(taken);
  const variables = new Map<string, string>();
  const variable = (id: string) => {
    const found = variables.get(id);
    if (found === undefined) throw new RangeError(`The plan uses layer ${JSON.stringify(id)} before it is there.`);
    return found;
  };

  const names = layerIdentifiers(plan);
  const called = (id: string) => names.get(id)!;
  const comment = ({ id, name }: PlanLayer) => nameComment('#', name, called(id));
  const { recipe, params } = recipeOf(plan.training);
  const divergence = recipe.divergence(params);
  const body: string[] = [];
  const inputIds = new Set(plan.inputs.map((input) => input.layer));
  // Layers that are applied more than once have a name of their own besides their results'.
  const owners = sharedOwners(plan);
  const applied = new Map<string, string>();
  for (const layer of plan.layers) {
    const definition = findLayer(layer.kind);
    if (definition === undefined) throw new RangeError(`There is no layer of the kind ${JSON.stringify(layer.kind)}.`);
    if (definition.role === 'input') {
      if (!inputIds.has(layer.id)) continue;
      const name = pythonIdentifier(layer.name, taken);
      variables.set(layer.id, name);
      const { shape, dtype } = layer.output;
      const type = dtype === 'float32' ? '' : `, dtype=${pythonString(dtype)}`;
      body.push(
        `    ${name} = keras.Input(shape=${shapeTuple(shape)}${type}, name=${pythonString(called(layer.id))})${comment(layer)}\n`,
      );
      continue;
    }
    const inputs = layer.inputs.map((id) => layers.get(id)!.output);
    const call = definition.keras(layer.params as never, context, inputs);
    if (call === null) {
      variables.set(layer.id, variable(layer.inputs[0]!));
      continue;
    }
    const name = pythonIdentifier(layer.name, taken);
    const given = givenTo(call, layer.inputs.map(variable));
    variables.set(layer.id, name);
    const again = layer.shares === undefined ? undefined : applied.get(layer.shares);
    if (again !== undefined) {
      body.push(`    ${name} = ${again}(${given})\n`);
      continue;
    }
    const hoisted = functions.hoistCall(call);
    // What a recipe holds near the standard normal distribution adds to the loss by itself.
    const pull = definition.divergence === undefined || divergence === 0 ? {} : { divergence };
    const named = pythonCall(
      { ...hoisted, args: { ...kerasArguments(hoisted, called(layer.id), layer), ...pull } },
      '    ',
    );
    if (owners.has(layer.id)) {
      const own = pythonIdentifier(`${layer.name}_layer`, taken);
      applied.set(layer.id, own);
      body.push(`    ${own} = ${named}${comment(layer)}\n    ${name} = ${own}(${given})\n`);
    } else body.push(`    ${name} = ${named}(${given})${comment(layer)}\n`);
  }

  const single = plan.outputs.length === 1;
  const byOutput = (value: (index: number) => string, indent: string) =>
    single
      ? value(0)
      : block(
          '{',
          plan.outputs.map((output, index) => `${pythonString(called(output.layer))}: ${value(index)}`),
          '}',
          indent,
        );
  const inputs =
    plan.inputs.length === 1
      ? variable(plan.inputs[0]!.layer)
      : block(
          '{',
          plan.inputs.map(({ layer }) => `${pythonString(called(layer))}: ${variable(layer)}`),
          '}',
          '        ',
        );
  const outputs = byOutput((index) => variable(plan.outputs[index]!.layer), '        ');

  return `"""The network, written by Layerloom with Keras' functional API."""

import keras
import numpy as np

NAME = ${pythonString(record.name)}

# Names of each layer's arrays in weights.npz, in the order of Keras' \`layer.weights\`.
WEIGHTS = ${block('{', weightLines(record, weights), '}', '')}


${functions.source()}${[...classes.values()].map((source) => `${source}\n\n`).join('')}${schedule(record).source}${lossFunctions(record)}def build_model():
    """The network with fresh weights."""
${body.join('')}    return keras.Model(
        inputs=${inputs},
        outputs=${outputs},
        name="network",
    )


${compileHead(record)}    model.compile(
        optimizer=${optimizer(record)},
        loss=${byOutput((index) => loss(record, index), '        ')},
${single ? '' : `        loss_weights=${byOutput((index) => pythonNumber(plan.outputs[index]!.lossWeight), '        ')},\n`}        metrics=${byOutput((index) => metrics(record, index), '        ')},
${plan.outputs.some((_, index) => ignoresPlaces(record, index)) ? `        weighted_metrics=${byOutput((index) => weightedMetrics(record, index), '        ')},\n` : ''}    )


def load_weights(model, path="weights.npz", only=None):
    """Sets all weights from an .npz file, by the names of the layers; or those of some layers only."""
    with np.load(path) as arrays:
        for layer, names in WEIGHTS.items():
            if only is not None and layer not in only:
                continue
            absent = [name for name in names if f"{layer}/{name}" not in arrays]
            if absent:
                raise ValueError(f"{path} has no weights {layer}/{absent[0]}: it belongs to another network.")
            owner = model.get_layer(layer)
            owner.set_weights([arrays[f"{layer}/{name}"] for name in names])
            if isinstance(owner, keras.layers.Normalization):
                owner.finalize_state()


def save_weights(model, path):
    """Writes all weights to an .npz file that load_weights can read."""
    arrays = {}
    for layer, names in WEIGHTS.items():
        for name, value in zip(names, model.get_layer(layer).get_weights()):
            arrays[f"{layer}/{name}"] = value
    np.savez(path, **arrays)


if __name__ == "__main__":
    build_model().summary()
`;
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

function weightLines(record: RunRecord, weights: ExportedRun['weights']): readonly string[] {
  const names = layerIdentifiers(record.plan);
  return record.plan.layers.flatMap((layer) => {
    const own = weightNames(weights, layer.name);
    return own.length === 0 ? [] : [`${pythonString(names.get(layer.id)!)}: [${own.map(pythonString).join(', ')}]`];
  });
}
