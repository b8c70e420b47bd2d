// The network as an ONNX file: every layer's expression in one table, and the file around it.
import type { Plan } from '../../run/plan';
import type { ExportWeight } from '../format';
import { type ExportedSettings, layersById, renamedLayers } from '../settings';
import { stableJson } from '../text';
import { express } from '../walk';
import { convolutions } from './convolution';
import { core } from './core';
import type { Express, Given } from './express';
import { OnnxGraph, type OnnxOpset, type Value, newestOpset } from './graph';
import { recurrents } from './recurrent';
import { pictures } from './pictures';
import { shapes } from './shapes';

export const onnxLayers: { readonly [kind: string]: Express } = {
  ...core,
  ...convolutions,
  ...recurrents,
  ...pictures,
  ...shapes,
};

/** Layers that ONNX has no way to say, and why. Everything else in the list of layers is in the table. */
export const onnxMissing: { readonly [kind: string]: string } = {
  masking: 'ONNX has no masks that one layer hands to the next.',
};

/** Writes the plan's layers into the graph; the value of each by its id. Throws CannotExport. */
function writeLayers(
  plan: Plan,
  weights: ReadonlyMap<string, ExportWeight>,
  graph: OnnxGraph,
): ReadonlyMap<string, Value> {
  const values = express<Value, Given>(plan, weights, {
    layers: onnxLayers,
    missing: onnxMissing,
    otherwise: 'ONNX has nothing like it.',
    input({ name, output: { shape, dtype } }) {
      graph.scope = '';
      return graph.input(name, shape, dtype);
    },
    // A layer applied twice stands under one name, so that its weights are written once.
    enter(_layer, owner) {
      graph.scope = owner.name;
    },
    own: (given) => ({ ...given, graph }),
  });
  graph.scope = '';
  return values;
}

/**
 * The bytes of an ONNX file: inputs by the names of the Input layers, outputs by the names of the Output layers, batch
 * of any size. Class names, preprocessing and authorship travel as metadata, and the layers' names where parts of a node's
 * name could be taken for them. Throws CannotExport.
 */
export function writeOnnx(
  plan: Plan,
  weights: ReadonlyMap<string, ExportWeight>,
  about: {
    readonly name: string;
    readonly settings?: ExportedSettings;
    readonly version?: string;
    readonly opset?: OnnxOpset;
  },
): Uint8Array<ArrayBuffer> {
  const byId = layersById(plan);
  const doors = [...plan.inputs.map(({ layer }) => byId.get(layer)!.name), ...plan.outputs.map(({ name }) => name)];
  const graph = new OnnxGraph(about.opset ?? newestOpset, doors);
  const values = writeLayers(plan, weights, graph);
  for (const { name, layer } of plan.outputs) graph.output(name, values.get(layer)!);
  const { settings } = about;
  const classes = settings?.outputs.flatMap((output) =>
    output.task === 'regression' ? [] : [[output.name, output.classes] as const],
  );
  return graph.file('network', about.version ?? '', [
    ['name', about.name],
    ...(renamedLayers(plan).size === 0
      ? []
      : [
          [
            'layers',
            stableJson(
              plan.layers.map(({ name }) => name),
              0,
            ),
          ] as const,
        ]),
    ...(classes === undefined || classes.length === 0
      ? []
      : [['class_names', stableJson(Object.fromEntries(classes), 0)] as const]),
    ...(settings === undefined ? [] : [['preprocessing', stableJson(settings, 0)] as const]),
  ]);
}
