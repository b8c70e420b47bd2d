// Keras' functional API as people write it by hand, a line or a few per layer.
import { findLayer } from '../../layers';
import type { KerasCall, LayerContext } from '../../layers/layer';
import { type Plan, type PlanLayer, layerIdentifiers } from '../../run/plan';
import { pythonCall, pythonIdentifier, pythonString, pythonValue } from '../python';
import { kerasArguments, layersById, sharedOwners } from '../settings';
import { type WrittenSource, createSource } from '../sourceLines';
import { commentText, nameComment } from '../text';

/** Places and further arguments of a call that is not layer(x) or layer([a, b]). */
function callOf(call: KerasCall, given: readonly string[], many: boolean): string {
  const extra = Object.entries(call.call?.args ?? {}).map(([name, value]) => `${name}=${pythonValue(value)}`);
  const places = call.call?.inputs;
  const inputs =
    places === undefined ? [many ? `[${given.join(', ')}]` : given[0]!] : places.map((place) => given[place]!);
  return [...inputs, ...extra].join(', ');
}

export function kerasSource(plan: Plan, name: string): WrittenSource {
  const byId = layersById(plan);
  const context: LayerContext = { data: plan.spec, layer: findLayer };
  const taken = new Set(['keras', 'model', 'np']);
  const variables = new Map<string, string>();
  const { put, share, done } = createSource();
  put(`# ${commentText(name)}`);
  put('import keras\n');
  const defined = new Set<string>();
  for (const layer of plan.layers) {
    const definition = findLayer(layer.kind)!;
    const call = definition.keras(
      layer.params as never,
      context,
      layer.inputs.map((id) => byId.get(id)!.output),
    );
    if (call?.define === undefined || defined.has(call.define)) continue;
    defined.add(call.define);
    put(`\n${call.define.trimEnd()}\n`, layer.id);
  }
  if (defined.size > 0) put('');
  const identifiers = layerIdentifiers(plan);
  const called = ({ id }: PlanLayer) => identifiers.get(id)!;
  const comment = (layer: PlanLayer) => nameComment('#', layer.name, called(layer));
  const owners = sharedOwners(plan);
  const applied = new Map<string, string>();
  for (const layer of plan.layers) {
    const definition = findLayer(layer.kind)!;
    if (definition.role === 'input') {
      const variable = pythonIdentifier(layer.name, taken);
      variables.set(layer.id, variable);
      const dtype = layer.output.dtype === 'float32' ? '' : `, dtype=${pythonString(layer.output.dtype)}`;
      put(
        `${variable} = keras.Input(shape=${pythonValue({ tuple: layer.output.shape })}${dtype}, name=${pythonString(called(layer))})${comment(layer)}`,
        layer.id,
      );
      continue;
    }
    const given = layer.inputs.map((id) => variables.get(id)!);
    const call = definition.keras(
      layer.params as never,
      context,
      layer.inputs.map((id) => byId.get(id)!.output),
    );
    if (call === null) {
      variables.set(layer.id, given[0]!);
      continue;
    }
    const variable = pythonIdentifier(layer.name, taken);
    variables.set(layer.id, variable);
    const many = definition.inputs.length > 1 || definition.inputs[0]?.many !== undefined;
    const again = layer.shares === undefined ? undefined : applied.get(layer.shares);
    let named = again ?? pythonCall({ ...call, args: kerasArguments(call, called(layer), layer) });
    if (owners.has(layer.id)) {
      const own = pythonIdentifier(`${layer.name}_layer`, taken);
      applied.set(layer.id, own);
      put(`${own} = ${named}`, layer.id);
      named = own;
    }
    put(`${variable} = ${named}(${callOf(call, given, many)})${comment(layer)}`, layer.id);
  }
  const list = (ids: readonly string[]) => {
    const names = ids.map((id) => variables.get(id)!);
    return names.length === 1 ? names[0]! : `[${names.join(', ')}]`;
  };
  put('');
  put(
    `model = keras.Model(${list(plan.inputs.map(({ layer }) => layer))}, ${list(plan.outputs.map(({ layer }) => layer))})`,
  );
  share(plan.outputs.map(({ layer }) => layer));
  put('model.summary()');
  return done();
}
