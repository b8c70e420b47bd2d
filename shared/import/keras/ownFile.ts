// Keras files that Layerloom wrote hold the network in our own words as well. It counts where writing it once more gives
// Keras' configuration exactly as the file has it; a file that was changed since is read as any other.
import { CannotExport } from '../../export/format';
import { kerasConfig, kerasNetwork } from '../../export/kerasConfig';
import type { ExportWeight } from '../../export/format';
import { hardSigmoidScale, scaleWeights } from '../../export/kerasLayout';
import type { KerasNode } from '../../export/kerasNodes';
import { tableNumbers } from '../../export/kerasParts';
import type { OwnLayer } from '../../export/ownNetwork';
import { stableJson } from '../../export/text';
import { findLayer } from '../../layers';
import type { LayerDefinition } from '../../layers/layer';
import { checkParams, completed } from '../../params';
import type { ParamValues } from '../../result';
import type { PlanLayer } from '../../run/plan';
import type { TensorSpec } from '../../shape';
import { mostLayers } from '../model';
import { type Drawing, createDrawing } from './drawing';
import type { ReadKeras, Weighted } from './model';
import { own } from './json';
import { type Json, isRecord } from '../../json';
import { context } from './readLayer';

/** Numbers in tables that are worked out again, at most: a file of a few lines may ask for as many as it likes. */
const mostTableNumbers = 2 ** 25;

/** Null where there is no such network, or it is not what the file's configuration says. */
export function readOwnNetwork(settings: unknown, model: unknown, legacy: boolean): ReadKeras | null {
  const layers = isRecord(settings) ? own(settings, 'network') : undefined;
  if (!Array.isArray(layers) || layers.length > mostLayers) return null;
  const drawing = createDrawing();
  const planned = plannedFrom(layers, drawing);
  if (planned === null) return null;
  const network = writtenAgain(planned, drawing);
  if (network === null || stableJson(kerasConfig(network, legacy), 0) !== stableJson(model as object, 0)) return null;
  return {
    network: drawing.network(),
    notes: [],
    weighted: network.nodes.filter(({ weights }) => weights.length > 0).map(weightedOf),
    order: network.nodes.map(({ name, className }) => ({ models: [], fileName: name, className })),
  };
}

function isOwnLayer(value: unknown): value is OwnLayer {
  if (!isRecord(value)) return false;
  const names = (list: unknown): boolean => Array.isArray(list) && list.every((one) => typeof one === 'string');
  return (
    typeof value['name'] === 'string' &&
    typeof value['kind'] === 'string' &&
    isRecord(value['params']) &&
    names(value['inputs']) &&
    (value['shape'] === undefined || Array.isArray(value['shape']))
  );
}

/** Draws the layers one after the other; null as soon as one cannot stand where it is. */
function plannedFrom(layers: readonly unknown[], drawing: Drawing): readonly PlanLayer[] | null {
  const byName = new Map<string, PlanLayer>();
  let tables = 0;
  for (const layer of layers) {
    if (!isOwnLayer(layer) || byName.has(layer.name)) return null;
    const definition = findLayer(layer.kind);
    const inputs = layer.inputs.map((name) => byName.get(name));
    const sharer = layer.shares === undefined ? null : byName.get(layer.shares);
    if (definition === undefined || inputs.includes(undefined) || sharer === undefined) return null;
    const given = (inputs as readonly PlanLayer[]).map(({ output }) => output);
    const params = paramsOf(layer, definition);
    const output = params === null ? null : outputOf(layer, definition, params, given);
    if (params === null || output === null) return null;
    tables += tableSize(layer.kind, output);
    if (tables > mostTableNumbers) return null;
    const drawn = drawing.add({
      kind: layer.kind,
      name: layer.name,
      params,
      inputs: (inputs as readonly PlanLayer[]).map(({ id }) => id),
      spec: output,
    });
    if (drawn.name !== layer.name) return null;
    const marks = {
      ...(layer.frozen === true ? { frozen: true as const } : {}),
      ...(sharer === null ? {} : { shares: sharer.id }),
    };
    drawing.change(drawn.id, sharer === null ? marks : { shares: sharer.id });
    const { id, name, kind } = drawn;
    byName.set(name, {
      id,
      name,
      kind,
      params,
      inputs: (inputs as readonly PlanLayer[]).map((one) => one.id),
      output,
      ...marks,
    });
  }
  return [...byName.values()];
}

/** As a network without data has them: an input's shape is typed in, and no mark names what the data has. */
function paramsOf(layer: OwnLayer, definition: LayerDefinition): ParamValues | null {
  const params: { [name: string]: ParamValues[string] } = { ...completed(definition.params, layer.params) };
  for (const name of ['source', 'target']) if (definition.role !== 'hidden' && name in params) params[name] = '';
  if (definition.role === 'input') params['shape'] = layer.shape as ParamValues[string];
  return checkParams(definition.params, params) === null ? params : null;
}

function outputOf(
  layer: OwnLayer,
  definition: LayerDefinition,
  params: ParamValues,
  inputs: readonly TensorSpec[],
): TensorSpec | null {
  const shape = definition.inferShape(inputs, params as never, context);
  if (!shape.ok) return null;
  return definition.role === 'input' && layer.dtype === 'int32' ? { ...shape.value, dtype: 'int32' } : shape.value;
}

function tableSize(kind: string, { shape }: TensorSpec): number {
  const count = Object.prototype.hasOwnProperty.call(tableNumbers, kind) ? tableNumbers[kind] : undefined;
  return count?.(shape[0] ?? 1, shape[1] ?? 1) ?? 0;
}

/** The network as the export writes it, with empty weights; null where it cannot be written. */
function writtenAgain(layers: readonly PlanLayer[], drawing: Drawing) {
  const weights = new Map<string, ExportWeight>();
  for (const { name, kind, params, inputs } of layers)
    for (const spec of findLayer(kind)!.weights(inputs.map(drawing.specOf), params as never, context))
      weights.set(`${name}/${spec.name}`, { shape: spec.shape, values: new Float32Array(0) });
  const marks = (role: string) => layers.filter(({ kind }) => findLayer(kind)!.role === role);
  const planned = {
    layers,
    inputs: marks('input').map(({ id }) => ({ layer: id })),
    outputs: marks('output').map(({ id, name }) => ({ layer: id, name })),
    spec: { inputs: {}, targets: {}, sampleCount: 0 },
  };
  if (planned.inputs.length === 0 || planned.outputs.length === 0) return null;
  try {
    return kerasNetwork(planned, weights);
  } catch (error) {
    if (error instanceof CannotExport) return null;
    throw error;
  }
}

/** A piece's arrays under our names; tables that were worked out must be in the file as they are. */
function weightedOf(node: KerasNode): Weighted {
  const { name, className, owner, weights, scaled } = node;
  return {
    models: [],
    fileName: name,
    className,
    name: owner,
    specs: weights.map((weight) => ({
      name: weight.name,
      shape: weight.shape,
      ...(weight.values.length > 0 ? { fixed: weight.values } : {}),
    })),
    unscale: (read) => scaleWeights(className, read, scaled, 1 / hardSigmoidScale)!,
  };
}

/** What the file says of itself beside Keras' configuration. */
export function settingsIn(metadata: unknown): unknown {
  return isRecord(metadata) ? own(metadata as Json, 'layerloom') : undefined;
}
