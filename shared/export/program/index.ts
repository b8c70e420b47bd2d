// The network as a program of tensor operations: every layer's expression in one table.
import { findLayer } from '../../layers';
import type { LayerContext } from '../../layers/layer';
import type { Plan } from '../../run/plan';
import { CannotExport, type ExportWeight } from '../format';
import { layersById, weightOwner } from '../settings';
import { attentions } from './attention';
import { convolutions } from './convolution';
import { core } from './core';
import type { Express, Given } from './express';
import { type Port, type Program, ProgramBuilder, type Tensor } from './program';
import { recurrents } from './recurrent';
import { shapes } from './shapes';

export const programLayers: { readonly [kind: string]: Express } = {
  ...core,
  ...convolutions,
  ...recurrents,
  ...shapes,
  ...attentions,
};

/** Layers that no list of operations can say, and why. Everything else in the list of layers is in the table. */
export const programMissing: { readonly [kind: string]: string } = {
  masking: 'These files have no masks that one layer hands to the next.',
};

/** What the network's outputs need, in order. */
function needed(steps: Program['steps'], outputs: readonly Port[]): Program['steps'] {
  const wanted = new Set(outputs.map(({ tensor }) => tensor.id));
  const kept = [...steps].reverse().filter(({ inputs, output }) => {
    if (!wanted.has(output.id)) return false;
    for (const input of inputs) wanted.add(input.id);
    return true;
  });
  return kept.reverse();
}

/** The plan's layers with these weights, as after training: nothing is random, nothing learns. Throws CannotExport. */
export function toProgram(plan: Plan, weights: ReadonlyMap<string, ExportWeight>): Program {
  const build = new ProgramBuilder();
  const layers = layersById(plan);
  const context: LayerContext = { data: plan.spec, layer: findLayer };
  const inputIds = new Set(plan.inputs.map(({ layer }) => layer));
  const values = new Map<string, Tensor>();
  const inputs: Port[] = [];
  for (const layer of plan.layers) {
    const definition = findLayer(layer.kind);
    if (definition === undefined) throw new CannotExport(`There is no layer of the kind "${layer.kind}".`, layer.id);
    build.enter(layer.id, layer.name, layer.kind);
    if (definition.role === 'input') {
      if (!inputIds.has(layer.id)) continue;
      const tensor = build.input(layer.output.shape, layer.output.dtype);
      values.set(layer.id, tensor);
      inputs.push({ name: layer.name, tensor });
      continue;
    }
    if (definition.role === 'output') {
      values.set(layer.id, values.get(layer.inputs[0]!)!);
      continue;
    }
    const specs = layer.inputs.map((id) => layers.get(id)!.output);
    const owner = weightOwner(layers, layer);
    const own = definition.weights(specs, layer.params as never, context).map(({ name }) => {
      const found = weights.get(`${owner.name}/${name}`);
      if (found === undefined) throw new CannotExport(`The run has no weights ${owner.name}/${name}.`, layer.id);
      return [name, found] as const;
    });
    const say = (kind: string, given: Given): Tensor => {
      const known = Object.prototype.hasOwnProperty.call(programLayers, kind) ? programLayers[kind] : undefined;
      if (known === undefined)
        throw new CannotExport(
          `${layer.name} is a ${findLayer(kind)?.title ?? kind} layer. ${programMissing[kind] ?? 'This format has nothing like it.'} Remove it, or choose another format.`,
          layer.id,
        );
      return known(given);
    };
    const given: Given = {
      build,
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
  }
  const byName = new Map(inputs.map((port) => [port.name, port]));
  const outputs = plan.outputs.map(({ name, layer }) => ({ name, tensor: values.get(layer)! }));
  return {
    inputs: plan.inputs.map(({ layer }) => byName.get(layers.get(layer)!.name)!),
    outputs,
    steps: needed(build.steps, outputs),
  };
}
