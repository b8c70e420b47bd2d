// Layers of a network as a plan has them.
import { findLayer } from '../layers';
import type { PlanLayer } from '../run/plan';
import type { TensorSpec } from '../shape';
import type { NodeId } from './document';
import { type Wiring, edgesInto, orderedSources } from './graph';
import { ownerOf } from './sharing';

/**
 * The layers `ids`, each behind those that it reads, with their shapes. Of those that use the same weights the first is
 * built, and the others name it.
 */
export function planLayers(
  wiring: Wiring,
  ids: readonly NodeId[],
  specs: ReadonlyMap<NodeId, TensorSpec>,
): readonly PlanLayer[] {
  const firstUser = new Map<NodeId, NodeId>();
  return ids.map((id) => {
    const { kind, name, params } = wiring.nodes.get(id)!;
    const sources = orderedSources(findLayer(kind)!.inputs, edgesInto(wiring, id));
    const owner = ownerOf(wiring.nodes, id) ?? id;
    const shares = firstUser.get(owner);
    if (shares === undefined) firstUser.set(owner, id);
    return {
      id,
      kind,
      name,
      params,
      inputs: sources.filter((source): source is string => source !== null),
      output: specs.get(id)!,
      ...(wiring.nodes.get(owner)?.frozen === true ? { frozen: true } : {}),
      ...(shares === undefined ? {} : { shares }),
    };
  });
}
