// Keras files that Layerloom wrote hold the network in our own words as well. It counts where writing it once more gives
// Keras' configuration exactly as the file has it; a file that was changed since is read as any other.
import { CannotExport } from '../../export/format';
import { kerasConfig, kerasNetwork } from '../../export/kerasConfig';
import type { ExportWeight } from '../../export/format';
import { hardSigmoidScale, scaleWeights } from '../../export/kerasLayout';
import type { KerasNode } from '../../export/kerasNodes';
import { tableNumbers } from '../../export/kerasParts';
import { stableJson } from '../../export/text';
import type { PlanLayer } from '../../run/plan';
import { type OwnNetwork, readOwnLayers, weightsOfOwn } from '../ownNetwork';
import type { ReadKeras, Weighted } from './model';
import { own } from './json';
import { type Json, isRecord } from '../../json';

/** Numbers in tables that are worked out again, at most: a file of a few lines may ask for as many as it likes. */
const mostTableNumbers = 2 ** 25;

/** Null where there is no such network, or it is not what the file's configuration says. */
export function readOwnNetwork(settings: unknown, model: unknown, legacy: boolean): ReadKeras | null {
  const read = readOwnLayers(settings);
  const network = read === null ? null : writtenAgain(read);
  if (read === null || network === null) return null;
  if (stableJson(kerasConfig(network, legacy), 0) !== stableJson(model as object, 0)) return null;
  return {
    network: read.drawing.network(),
    notes: [],
    weighted: network.nodes.filter(({ weights }) => weights.length > 0).map(weightedOf),
    order: network.nodes.map(({ name, className }) => ({ models: [], fileName: name, className })),
  };
}

function tableSize({ kind, output: { shape } }: PlanLayer): number {
  const count = Object.prototype.hasOwnProperty.call(tableNumbers, kind) ? tableNumbers[kind] : undefined;
  return count?.(shape[0] ?? 1, shape[1] ?? 1) ?? 0;
}

/** The network as the export writes it, with empty weights; null where it cannot be written. */
function writtenAgain(read: OwnNetwork) {
  const { planned } = read;
  if (planned.layers.reduce((sum, layer) => sum + tableSize(layer), 0) > mostTableNumbers) return null;
  const weights = new Map<string, ExportWeight>();
  for (const layer of planned.layers)
    for (const spec of weightsOfOwn(read, layer))
      weights.set(`${layer.name}/${spec.name}`, { shape: spec.shape, values: new Float32Array(0) });
  try {
    return kerasNetwork(planned, weights);
  } catch (error) {
    if (error instanceof CannotExport) return null;
    throw error;
  }
}

/** A piece's arrays under our names; tables that were worked out must be in the file as they are. */
function weightedOf(node: KerasNode): Weighted {
  const { name, className, owner, weights, scaled } = node;
  return {
    models: [],
    fileName: name,
    className,
    name: owner,
    specs: weights.map((weight) => ({
      name: weight.name,
      shape: weight.shape,
      ...(weight.values.length > 0 ? { fixed: weight.values } : {}),
    })),
    unscale: (read) => scaleWeights(className, read, scaled, 1 / hardSigmoidScale)!,
  };
}

/** What the file says of itself beside Keras' configuration. */
export function settingsIn(metadata: unknown): unknown {
  return isRecord(metadata) ? own(metadata as Json, 'layerloom') : undefined;
}
