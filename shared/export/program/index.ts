// The network as a program of tensor operations: every layer's expression in one table.
import { type Plan, layerIdentifiers } from '../../run/plan';
import type { ExportWeight } from '../format';
import { renamedLayers } from '../settings';
import { express } from '../walk';
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
  const identifiers = layerIdentifiers(plan);
  const inputs = new Map<string, Port>();
  const values = express<Tensor, Given>(plan, weights, {
    layers: programLayers,
    missing: programMissing,
    otherwise: 'This format has nothing like it.',
    input({ id, name, kind, output: { shape, dtype } }) {
      build.enter(id, identifiers.get(id)!, kind);
      const tensor = build.input(shape, dtype);
      inputs.set(id, { name, tensor });
      return tensor;
    },
    enter: ({ id, kind }) => build.enter(id, identifiers.get(id)!, kind),
    own: (given) => ({ ...given, build }),
  });
  const outputs = plan.outputs.map(({ name, layer }) => ({ name, tensor: values.get(layer)! }));
  return {
    inputs: plan.inputs.map(({ layer }) => inputs.get(layer)!),
    outputs,
    steps: needed(build.steps, outputs),
    names: renamedLayers(plan),
  };
}
