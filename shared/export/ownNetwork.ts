// The network in Layerloom's own words, kept beside Keras' in its files: layers that Keras says by several come back as one.
import { findLayer } from '../layers';
import type { ParamValues } from '../result';
import type { PlannedNetwork } from '../run/plan';
import type { Shape } from '../shape';
import { layersById } from './settings';
import { stableJson } from './text';

/** A layer after those that it reads, all by their names. */
export interface OwnLayer {
  readonly name: string;
  readonly kind: string;
  readonly params: ParamValues;
  readonly inputs: readonly string[];
  /** Of an input: what goes in. */
  readonly shape?: Shape;
  readonly dtype?: 'float32' | 'int32';
  readonly frozen?: true;
  /** The layer whose weights it uses. */
  readonly shares?: string;
}

export function ownNetwork(plan: PlannedNetwork): readonly OwnLayer[] {
  const layers = layersById(plan);
  const nameOf = (id: string): string => layers.get(id)!.name;
  return plan.layers.map(({ name, kind, params, inputs, output, frozen, shares }) => ({
    name,
    kind,
    params,
    inputs: inputs.map(nameOf),
    ...(findLayer(kind)?.role === 'input' ? { shape: output.shape, dtype: output.dtype } : {}),
    ...(frozen === true ? { frozen } : {}),
    ...(shares === undefined ? {} : { shares: nameOf(shares) }),
  }));
}

/** The same as a text, for the metadata of a file of weights. */
export function networkInFile(plan: PlannedNetwork): string {
  return stableJson({ network: ownNetwork(plan) }, 0);
}
