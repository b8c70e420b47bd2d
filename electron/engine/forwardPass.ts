// A network run once: each layer in the plan's order on what the layers before it gave, masks handed on as tfjs does.
import type { Plan } from '../../shared/run/plan';
import { note } from './graph/record';
import type { NetworkLayer } from './networkLayers';
import { throwProblem } from './problems';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** Tensors by a name: of an input's source, of an output, or a layer's id. */
export type NamedTensors = { readonly [name: string]: Tensor };

export type Seen = (layer: NetworkLayer, result: Tensor, given: readonly Tensor[]) => void;

export interface PassOptions {
  /** Is shown every layer's result. */
  readonly seen?: Seen;
  /** Results by layer id that are there already. */
  readonly held?: NamedTensors;
  /** Ids of the layers that run; all where it is left out. */
  readonly only?: ReadonlySet<string>;
}

/** Results by layer id, for inputs by source. */
export type ForwardPass = (
  inputs: NamedTensors,
  training: boolean,
  options: PassOptions,
) => ReadonlyMap<string, Tensor>;

/** The way through these layers. A run throws with a Problem where an input is missing. */
export function forwardPass(plan: Plan, layers: readonly NetworkLayer[]): ForwardPass {
  const sources = new Map(plan.inputs.map((input) => [input.layer, input.source]));
  return (inputs, training, { seen, held = {}, only }) => {
    const results = new Map<string, Tensor>(Object.entries(held));
    const masks = new Map<string, Tensor>();
    for (const entry of layers) {
      const { id, name, inputs: before } = entry.plan;
      if (only !== undefined && !only.has(id)) continue;
      note(name);
      const source = sources.get(id);
      if (source !== undefined) {
        const given =
          inputs[source] ?? throwProblem('predict.input', `There are no numbers for the input "${source}".`);
        results.set(id, given);
      } else if (entry.layer === null) {
        results.set(id, results.get(before[0]!)!);
        const mask = masks.get(before[0]!);
        if (mask !== undefined) masks.set(id, mask);
      } else {
        const { result, mask } = runLayer(
          entry.layer,
          before.map((input) => results.get(input)!),
          before.map((input) => masks.get(input) ?? null),
          training && entry.still !== true,
        );
        results.set(id, result);
        if (mask !== null) masks.set(id, mask);
      }
      seen?.(
        entry,
        results.get(id)!,
        before.map((input) => results.get(input)!),
      );
    }
    note('');
    return results;
  };
}

/** As tfjs' own executor does: inputs as a list, and the first input's mask. Layers of ours are given all masks. */
function runLayer(
  layer: NonNullable<NetworkLayer['layer']>,
  given: Tensor[],
  masks: readonly (Tensor | null)[],
  training: boolean,
): { readonly result: Tensor; readonly mask: Tensor | null } {
  const masked = masks.some((mask) => mask !== null);
  const result = layer.apply(given, masked ? { training, mask: masks[0], masks } : { training });
  const mask = layer.supportsMasking
    ? (layer.computeMask(given, masks as Tensor[]) as Tensor | Tensor[] | null | undefined)
    : null;
  return {
    result: (Array.isArray(result) ? result[0] : result) as Tensor,
    mask: (Array.isArray(mask) ? mask[0] : mask) ?? null,
  };
}
