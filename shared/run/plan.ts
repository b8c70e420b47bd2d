// A plan is all that the engine needs to train: plain JSON, compiled from a document that has no errors.
import { identifiersOf } from '../names';
import type { ParamValues } from '../result';
import type { TensorSpec } from '../shape';
import type { DataConfig } from '../data/config';
import type { DataSpec } from '../data/spec';
import type { TrainingConfig } from './training';

/** A layer in topological order; `inputs` are ids of earlier layers, ordered as its ports are. */
export interface PlanLayer {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly params: ParamValues;
  readonly inputs: readonly string[];
  readonly output: TensorSpec;
  /** Its weights stay as they are; one that keeps moving statistics works as it does when predicting. */
  readonly frozen?: true;
  /** Id of the earlier layer of the same kind and settings whose weights it uses; it has none of its own then. */
  readonly shares?: string;
}

export interface PlanInput {
  /** Id of a layer of role input. */
  readonly layer: string;
  /** Name in `DataSpec.inputs`. */
  readonly source: string;
}

export interface PlanOutput {
  /** Id of a layer of role output. */
  readonly layer: string;
  readonly name: string;
  /** Name in `DataSpec.targets`. */
  readonly target: string;
  /** Id in shared/choices/losses. */
  readonly loss: string;
  readonly lossWeight: number;
  /** Ids in shared/choices/metrics. */
  readonly metrics: readonly string[];
}

export interface Plan {
  readonly layers: readonly PlanLayer[];
  readonly inputs: readonly PlanInput[];
  readonly outputs: readonly PlanOutput[];
  readonly data: DataConfig;
  readonly spec: DataSpec;
  readonly training: TrainingConfig;
}

/** Of a plan, what says how the network computes. */
export type PlannedNetwork = Pick<Plan, 'layers' | 'spec'> & {
  readonly inputs: readonly Pick<PlanInput, 'layer'>[];
  readonly outputs: readonly Pick<PlanOutput, 'layer' | 'name'>[];
};

/** Ids of a layer and of all that it is computed from. */
export function layersBehind(
  layers: readonly { readonly id: string; readonly inputs: readonly string[] }[],
  end: string,
): ReadonlySet<string> {
  const inputsOf = new Map(layers.map(({ id, inputs }) => [id, inputs]));
  const found = new Set<string>();
  const left = [end];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    left.push(...(inputsOf.get(id) ?? []));
  }
  return found;
}

/** What layers are called where names are ASCII letters, digits, _ and - alone, by their ids: the same in every file. */
export function layerIdentifiers(plan: Pick<Plan, 'layers'>): ReadonlyMap<string, string> {
  const identifiers = identifiersOf(plan.layers.map(({ name }) => name));
  return new Map(plan.layers.map(({ id, name }) => [id, identifiers.get(name)!]));
}
