// What every export says about a network's inputs and outputs: how raw values become its numbers, and what its answers
// mean. Written as preprocessing.json; the programs beside it read nothing else.
import type { FittedInput, FittedTarget } from '../data/fitted';
import type { KerasCall } from '../layers/layer';
import { identifiersOf, ownPart } from '../names';
import { frameOf } from '../recipes';
import { type Plan, type PlanLayer, type PlanOutput, layerIdentifiers } from '../run/plan';
import { writtenBy } from './drawn';
import type { RunRecord } from '../run/record';

export type ExportedInput = FittedInput & {
  /** Name of the network's input layer. */
  readonly layer: string;
  /** Name of the input in the data. */
  readonly source: string;
  readonly title: string;
};

export type ExportedOutput = FittedTarget & {
  readonly name: string;
  /** The name as on the canvas, where the network's own can only be an identifier. */
  readonly exact?: string;
  readonly title: string;
  /** Which of the network's outputs it is; two marks on one layer share a place. */
  readonly position: number;
  /** Numbers per sample. */
  readonly size: number;
  /** Of a language model that answers: how a question is put to it, with {} in its place. */
  readonly frame?: string;
  /** Of samples made of noise: how those that they imitate are prepared. */
  readonly imitated?: FittedInput;
};

export interface ExportedSettings {
  readonly format: 1;
  readonly name: string;
  readonly inputs: readonly ExportedInput[];
  readonly outputs: readonly ExportedOutput[];
}

export function layersById(plan: Pick<Plan, 'layers'>): ReadonlyMap<string, PlanLayer> {
  return new Map(plan.layers.map((layer) => [layer.id, layer]));
}

/** Names of layers that have another as their identifier, by that identifier. */
export function renamedLayers(plan: Pick<Plan, 'layers'>): ReadonlyMap<string, string> {
  const identifiers = layerIdentifiers(plan);
  return new Map(
    plan.layers.flatMap(({ id, name }) =>
      identifiers.get(id) === name ? [] : [[identifiers.get(id)!, name] as const],
    ),
  );
}

/** The same for TensorFlow.js' model.json, which hands on unread what stands there; nothing where there are none. */
export function namesInFile(plan: Pick<Plan, 'layers'>): object {
  const names = renamedLayers(plan);
  return names.size === 0 ? {} : { userDefinedMetadata: { layerloom: { names: [...names] } } };
}

/** Own names of the weights that are kept under a layer's. */
export function weightNames(weights: ReadonlyMap<string, unknown>, layer: string): readonly string[] {
  return [...weights.keys()].flatMap((key) => ownPart(key, layer) ?? []);
}

/** The weights under their layers' identifiers. */
export function identifiedWeights<W>(
  plan: Pick<Plan, 'layers'>,
  weights: ReadonlyMap<string, W>,
): ReadonlyMap<string, W> {
  const identifiers = identifiersOf(plan.layers.map(({ name }) => name));
  return new Map(
    [...weights].map(([name, weight]) => {
      const end = name.lastIndexOf('/');
      return [`${identifiers.get(name.slice(0, end)) ?? ''}${name.slice(end)}`, weight];
    }),
  );
}

/** The layer under whose name a layer's weights are kept: itself, or the one whose weights it uses. */
export function weightOwner(layers: ReadonlyMap<string, PlanLayer>, layer: PlanLayer): PlanLayer {
  return layer.shares === undefined ? layer : (layers.get(layer.shares) ?? layer);
}

/** Arguments of a layer's call in Keras: its own, the name it has there, and that it stays as it is where it is frozen. */
export function kerasArguments(call: KerasCall, name: string, { frozen }: PlanLayer): KerasCall['args'] {
  return { ...call.args, name, ...(frozen === true ? { trainable: false } : {}) };
}

/** Ids of layers whose weights others use, too. */
export function sharedOwners(plan: Plan): ReadonlySet<string> {
  return new Set(plan.layers.flatMap(({ shares }) => shares ?? []));
}

/** The layer whose result an output mark hands out: marks on marks are followed to their source. */
export function outputSource(plan: Plan, output: string): PlanLayer {
  const layers = layersById(plan);
  const marks = new Set(plan.outputs.map((mark) => mark.layer));
  let layer = layers.get(output);
  while (layer !== undefined && marks.has(layer.id) && layer.inputs.length > 0) layer = layers.get(layer.inputs[0]!);
  if (layer === undefined) throw new RangeError(`The plan has no layer ${JSON.stringify(output)}.`);
  return layer;
}

/**
 * `names`: whether the network's inputs and outputs are called as on the canvas, or by identifiers as TensorFlow under Keras
 * wants it.
 */
export function exportedSettings(record: RunRecord, names: 'exact' | 'identifiers' = 'exact'): ExportedSettings {
  const { plan, preprocessing } = record;
  const identifiers = layerIdentifiers(plan);
  const layers = layersById(plan);
  const frame = frameOf(plan.training);
  const sources = plan.outputs.map((output) => outputSource(plan, output.layer).id);
  const distinct = [...new Set(sources)];
  return {
    format: 1,
    name: record.name,
    inputs: plan.inputs.map(({ layer, source }) => {
      const fitted = preprocessing.inputs[source];
      const found = layers.get(layer);
      if (fitted === undefined || found === undefined) {
        throw new RangeError(`The run does not say how its input ${JSON.stringify(source)} is prepared.`);
      }
      const called = names === 'exact' ? found.name : identifiers.get(layer)!;
      return { ...fitted, layer: called, source, title: plan.spec.inputs[source]?.title ?? source };
    }),
    outputs: plan.outputs.map((output, index) => {
      const fitted = preprocessing.targets[output.target];
      if (fitted === undefined) {
        throw new RangeError(`The run does not say what its output ${JSON.stringify(output.name)} means.`);
      }
      const shape = layers.get(sources[index]!)!.output.shape;
      return {
        ...fitted,
        ...called(output, names === 'exact' ? output.name : identifiers.get(output.layer)!),
        title: plan.spec.targets[output.target]?.title ?? output.target,
        ...(frame !== '' && writtenBy(fitted)?.how === 'continues' ? { frame } : {}),
        ...imitatedBy(fitted, preprocessing),
        position: distinct.indexOf(sources[index]!),
        size: shape.reduce<number>((product, length) => product * (length ?? 1), 1),
      };
    }),
  };
}

function called({ name: exact }: PlanOutput, name: string): { readonly name: string; readonly exact?: string } {
  return name === exact ? { name } : { name, exact };
}

/** Nothing for an answer that imitates nothing. */
function imitatedBy(fitted: FittedTarget, { inputs }: RunRecord['preprocessing']): Pick<ExportedOutput, 'imitated'> {
  const source = fitted.task === 'regression' ? fitted.imitates : undefined;
  const imitated = source === undefined ? undefined : inputs[source];
  return imitated === undefined ? {} : { imitated };
}
