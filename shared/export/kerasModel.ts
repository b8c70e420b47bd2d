// Writes model.py: the network as people write it with Keras' functional API, layer names as on the canvas or, where
// TensorFlow takes no such names, with the name beside.
import type { LossDefinition, OptimizerDefinition } from '../choices/choice';
import { kerasClipping } from '../choices/clipping';
import { findLoss } from '../choices/losses';
import { findMetric, metricInKeras } from '../choices/metrics';
import { findOptimizer, hasOwnDecay, optimizerValues } from '../choices/optimizers';
import { findSchedule, scheduleValues } from '../choices/schedules';
import { pythonFloatSource } from '../choices/schedules/parts';
import { findLayer } from '../layers';
import type { KerasCall, KerasValue, LayerContext } from '../layers/layer';
import { type PlanLayer, layerIdentifiers } from '../run/plan';
import type { RunRecord } from '../run/record';
import { completeTraining, type TrainingConfig } from '../run/training';
import type { Shape } from '../shape';
import type { ExportInput } from './format';
import { pythonCall, pythonIdentifier, pythonNumber, pythonString, pythonValue } from './python';
import { kerasArguments, layersById, outputSource, sharedOwners, weightNames } from './settings';
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
export function writeKerasModel({ record, weights }: ExportInput): string {
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
    const named = pythonCall({ ...hoisted, args: kerasArguments(hoisted, called(layer.id), layer) }, '    ');
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
    )


def load_weights(model, path="weights.npz", only=None):
    """Sets all weights from an .npz file, by the names of the layers; or those of some layers only."""
    with np.load(path) as arrays:
        for layer, names in WEIGHTS.items():
            if only is not None and layer not in only:
                continue
            absent = [name for name in names if f"{layer}/{name}" not in arrays]
            if absent:
                raise ValueError(f"{path} has no weights {layer}/{absent[0]}: it belongs to another network.")
            model.get_layer(layer).set_weights([arrays[f"{layer}/{name}"] for name in names])


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

function weightLines(record: RunRecord, weights: ExportInput['weights']): readonly string[] {
  const names = layerIdentifiers(record.plan);
  return record.plan.layers.flatMap((layer) => {
    const own = weightNames(weights, layer.name);
    return own.length === 0 ? [] : [`${pythonString(names.get(layer.id)!)}: [${own.map(pythonString).join(', ')}]`];
  });
}

function training(record: RunRecord): TrainingConfig {
  return completeTraining(record.plan.training);
}

function optimizerOf(record: RunRecord): OptimizerDefinition {
  const { optimizer: id } = record.plan.training;
  const definition = findOptimizer(id);
  if (definition === undefined) throw new RangeError(`There is no optimizer ${JSON.stringify(id)}.`);
  return definition;
}

/** The learning rate as the optimizer gets it, and the class that Keras lacks for it. */
function schedule(record: RunRecord): { readonly rate: KerasValue; readonly source: string } {
  const { id, params } = training(record).schedule;
  const definition = findSchedule(id);
  if (definition === undefined) throw new RangeError(`There is no learning-rate schedule ${JSON.stringify(id)}.`);
  const made = definition.keras(scheduleValues(definition, params) as never);
  if (made === null || 'plateau' in made) return { rate: { source: 'learning_rate' }, source: '' };
  return { rate: made.rate, source: made.source === undefined ? '' : `${made.source}\n\n` };
}

/** The first lines of compile_model; its defaults are the run's own numbers. */
function compileHead(record: RunRecord): string {
  const { optimizerParams, epochs, batchSize } = training(record);
  const rate = Number(optimizerValues(optimizerOf(record), optimizerParams)['learningRate']);
  const last = record.epochs[record.epochs.length - 1];
  const { spec, data } = record.plan;
  const steps = last
    ? Math.round(last.step / last.epoch)
    : Math.max(1, Math.ceil((spec.sampleCount * data.split.train) / batchSize));
  const total = pythonValue(schedule(record).rate).includes('total_steps');
  return `def compile_model(model, learning_rate=${pythonFloatSource(rate)}, steps_per_epoch=${steps}, epochs=${epochs}${weighsLabels(record) ? ', label_weights=None' : ''}):
    """Sets the optimizer, losses and metrics that the run used. Steps and epochs shape a learning-rate schedule."""
${total ? '    total_steps = steps_per_epoch * epochs\n' : ''}`;
}

function optimizer(record: RunRecord): string {
  const { optimizerParams, weightDecay, clipping } = training(record);
  const definition = optimizerOf(record);
  const call = definition.keras(optimizerValues(definition, optimizerParams) as never);
  const args = {
    ...call.args,
    learning_rate: schedule(record).rate,
    ...(weightDecay > 0 && !hasOwnDecay(definition) ? { weight_decay: weightDecay } : {}),
    ...(clipping.by === 'none' ? {} : { [kerasClipping[clipping.by]]: clipping.limit }),
  };
  return pythonCall({ className: call.className, args }, '        ');
}

function lossOf(record: RunRecord, index: number): LossDefinition {
  const id = record.plan.outputs[index]!.loss;
  const definition = findLoss(id);
  if (definition === undefined) throw new RangeError(`There is no loss ${JSON.stringify(id)}.`);
  return definition;
}

function outputShape(record: RunRecord, index: number): Shape {
  const { plan } = record;
  return outputSource(plan, plan.outputs[index]!.layer).output.shape;
}

/** Outputs of several labels whose labels weigh differently, each for itself: Keras' own weights are of samples. */
function weighsLabels(record: RunRecord, index?: number): boolean {
  const { outputs, spec } = record.plan;
  const asked = index === undefined ? outputs : [outputs[index]!];
  return (
    training(record).classWeights === 'balanced' && asked.some(({ target }) => spec.targets[target]?.task === 'labels')
  );
}

const labelLoss = `def label_loss(loss, weights):
    """The loss with every label weighed for itself: pairs of what it counts where it is not given and where it is."""
    if weights is None:
        return loss
    function = keras.losses.get(loss)
    # Called as a whole, a Loss object gives one number for all labels and samples.
    function = function.call if isinstance(function, keras.losses.Loss) else function
    absent, there = np.asarray(weights, dtype="float32").T

    def weighted(truth, answer):
        each = function(truth[..., None], answer[..., None])
        return keras.ops.mean(each * (truth * there + (1 - truth) * absent), axis=-1)

    return weighted


`;

function loss(record: RunRecord, index: number): string {
  const definition = lossOf(record, index);
  if (definition.python !== undefined) return definition.keras;
  const source = definition.kerasSource?.(outputShape(record, index).length + 1) ?? pythonString(definition.keras);
  const name = layerIdentifiers(record.plan).get(record.plan.outputs[index]!.layer)!;
  return weighsLabels(record, index)
    ? `label_loss(${source}, (label_weights or {}).get(${pythonString(name)}))`
    : source;
}

/** Functions for losses that Keras does not have, each once. */
function lossFunctions(record: RunRecord): string {
  const sources = record.plan.outputs.flatMap((_, index) => lossOf(record, index).python ?? []);
  return [...new Set(sources)].map((source) => `${source}\n\n`).join('') + (weighsLabels(record) ? labelLoss : '');
}

function metrics(record: RunRecord, index: number): string {
  const output = record.plan.outputs[index]!;
  // Top-3 and the like compare rows of probabilities: they cannot read the single number of a sigmoid.
  const rows = findLoss(output.loss)?.target === 'onehot';
  const shape = outputShape(record, index);
  const sources = output.metrics.flatMap((id) => {
    const definition = findMetric(id);
    if (definition === undefined) throw new RangeError(`There is no metric ${JSON.stringify(id)}.`);
    const source = metricInKeras(definition, shape[shape.length - 1] ?? 1);
    return source === null || (!rows && /TopK|OneHot|average="(macro|weighted)"/.test(source)) ? [] : [source];
  });
  return `[${sources.join(', ')}]`;
}
