// The network in our own words, as files that Layerloom wrote hold it beside what else is in them. It is checked like
// everything that a file says.
import type { OwnLayer } from '../export/ownNetwork';
import { findLayer } from '../layers';
import type { LayerContext, LayerDefinition, WeightSpec } from '../layers/layer';
import { checkParams, completed } from '../params';
import type { ParamValues } from '../result';
import type { PlanLayer, PlannedNetwork } from '../run/plan';
import type { TensorSpec } from '../shape';
import { type Drawing, createDrawing } from './drawing';
import { isRecord } from '../json';
import { own } from './keras/json';
import { mostLayers } from './model';

const context: LayerContext = { data: null, layer: findLayer };

export interface OwnNetwork {
  readonly planned: PlannedNetwork;
  readonly drawing: Drawing;
}

/** The network of a file's settings; null where there is none, or one that cannot stand as it is. */
export function readOwnLayers(settings: unknown): OwnNetwork | null {
  const list = isRecord(settings) ? own(settings, 'network') : undefined;
  if (!Array.isArray(list) || list.length > mostLayers) return null;
  const drawing = createDrawing();
  const layers = plannedFrom(list, drawing);
  if (layers === null) return null;
  const marks = (role: string) => layers.filter(({ kind }) => findLayer(kind)!.role === role);
  const planned = {
    layers,
    inputs: marks('input').map(({ id }) => ({ layer: id })),
    outputs: marks('output').map(({ id, name }) => ({ layer: id, name })),
    spec: { inputs: {}, targets: {}, sampleCount: 0 },
  };
  return planned.inputs.length === 0 || planned.outputs.length === 0 ? null : { planned, drawing };
}

/** A layer's weights as its definition has them. */
export function weightsOfOwn({ drawing }: OwnNetwork, { kind, params, inputs }: PlanLayer): readonly WeightSpec[] {
  return findLayer(kind)!.weights(inputs.map(drawing.specOf), params as never, context);
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
