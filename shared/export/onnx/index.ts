// The network as an ONNX file: every layer's expression in one table, and the file around it.
import { findLayer } from '../../layers';
import type { LayerContext } from '../../layers/layer';
import type { Plan } from '../../run/plan';
import { CannotExport, type ExportWeight } from '../format';
import type { ExportedSettings } from '../settings';
import { layersById, weightOwner } from '../settings';
import { stableJson } from '../text';
import { convolutions } from './convolution';
import { core } from './core';
import type { Express, Given } from './express';
import { OnnxGraph, type Value } from './graph';
import { recurrents } from './recurrent';
import { shapes } from './shapes';

export const onnxLayers: { readonly [kind: string]: Express } = { ...core, ...convolutions, ...recurrents, ...shapes };

/** Layers that ONNX has no way to say, and why. Everything else in the list of layers is in the table. */
export const onnxMissing: { readonly [kind: string]: string } = {
  masking: 'ONNX has no masks that one layer hands to the next.',
};

/** Writes the plan's layers into the graph; the value of each by its id. Throws CannotExport. */
function express(plan: Plan, weights: ReadonlyMap<string, ExportWeight>, graph: OnnxGraph): ReadonlyMap<string, Value> {
  const layers = layersById(plan);
  const context: LayerContext = { data: plan.spec, layer: findLayer };
  const inputIds = new Set(plan.inputs.map(({ layer }) => layer));
  const values = new Map<string, Value>();
  for (const layer of plan.layers) {
    const definition = findLayer(layer.kind);
    if (definition === undefined) throw new CannotExport(`There is no layer of the kind "${layer.kind}".`, layer.id);
    if (definition.role === 'input') {
      if (inputIds.has(layer.id)) values.set(layer.id, graph.input(layer.name, layer.output.shape, layer.output.dtype));
      continue;
    }
    if (definition.role === 'output') {
      values.set(layer.id, values.get(layer.inputs[0]!)!);
      continue;
    }
    // A layer applied twice stands under one name, so that its weights are written once.
    const owner = weightOwner(layers, layer);
    graph.scope = owner.name;
    const specs = layer.inputs.map((id) => layers.get(id)!.output);
    const own = definition.weights(specs, layer.params as never, context).map(({ name }) => {
      const found = weights.get(`${owner.name}/${name}`);
      if (found === undefined) throw new CannotExport(`The run has no weights ${owner.name}/${name}.`, layer.id);
      return [name, found] as const;
    });
    const say = (kind: string, given: Given): Value => {
      const known = Object.prototype.hasOwnProperty.call(onnxLayers, kind) ? onnxLayers[kind] : undefined;
      if (known === undefined)
        throw new CannotExport(
          `${layer.name} is a ${findLayer(kind)?.title ?? kind} layer. ${onnxMissing[kind] ?? 'ONNX has nothing like it.'} Remove it, or choose another format.`,
          layer.id,
        );
      return known(given);
    };
    const given: Given = {
      graph,
      inputs: layer.inputs.map((id) => values.get(id)!),
      params: layer.params,
      weights: new Map(own),
      output: layer.output,
      context,
      name: layer.name,
      id: layer.id,
      inner: (kind, changes) => say(kind, { ...given, ...changes }),
    };
    values.set(layer.id, say(layer.kind, given));
    graph.scope = '';
  }
  return values;
}

/**
 * The bytes of an ONNX file: inputs by the names of the Input layers, outputs by the names of the Output layers, batch
 * of any size. Class names, preprocessing and authorship travel as metadata. Throws CannotExport.
 */
export function writeOnnx(
  plan: Plan,
  weights: ReadonlyMap<string, ExportWeight>,
  about: { readonly name: string; readonly settings?: ExportedSettings; readonly version?: string },
): Uint8Array<ArrayBuffer> {
  const graph = new OnnxGraph();
  const values = express(plan, weights, graph);
  for (const { name, layer } of plan.outputs) graph.output(name, values.get(layer)!);
  const { settings } = about;
  const classes = settings?.outputs.flatMap((output) =>
    output.task === 'regression' ? [] : [[output.name, output.classes] as const],
  );
  return graph.file('network', about.version ?? '', [
    ['name', about.name],
    ...(classes === undefined || classes.length === 0
      ? []
      : [['class_names', stableJson(Object.fromEntries(classes), 0)] as const]),
    ...(settings === undefined ? [] : [['preprocessing', stableJson(settings, 0)] as const]),
  ]);
}
