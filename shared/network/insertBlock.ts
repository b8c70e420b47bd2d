// A ready-made block into a network: its layers under fresh ids, wired in behind a layer.
import { findLayer } from '../layers';
import { group } from './blocks';
import type { BlockId, Network, NodeId } from './document';
import { columnStep, paste } from './edits';

/** Layers between a stand-in for what comes before (`entry`, not one of them) and their last one. */
export interface BlockFragment {
  readonly network: Network;
  readonly entry: NodeId;
  readonly exit: NodeId;
}

export interface Inserted {
  readonly network: Network;
  readonly id: BlockId;
  readonly ids: readonly NodeId[];
}

/**
 * Puts the fragment to the right of a layer, as a block with this name. What followed the layer alone follows the block;
 * everything to the right makes room. Null when the layer is not there, or nothing can follow it.
 */
export function insertBlock(network: Network, after: NodeId, fragment: BlockFragment, name: string): Inserted | null {
  const source = network.nodes.find((node) => node.id === after);
  const start = fragment.network.nodes.find((node) => node.id === fragment.entry);
  if (!source || !start || findLayer(source.kind)?.role === 'output') return null;
  const own = fragment.network.nodes.filter((node) => node.id !== fragment.entry);
  const columns = Math.max(...own.map(({ position }) => position.x)) - start.position.x;
  const roomed = network.nodes.map((node) =>
    node.position.x >= source.position.x + columnStep / 2
      ? { ...node, position: { x: node.position.x + columns, y: node.position.y } }
      : node,
  );
  const inner = {
    nodes: own,
    edges: fragment.network.edges.filter(({ source: from }) => from !== fragment.entry),
    ...(fragment.network.blocks === undefined ? {} : { blocks: fragment.network.blocks }),
  };
  const offset = { x: source.position.x - start.position.x, y: source.position.y - start.position.y };
  const pasted = paste({ ...network, nodes: roomed }, inner, offset);
  const renamed = new Map(own.map((node, at) => [node.id, pasted.ids[at]!]));
  const out = network.edges.filter((edge) => edge.source === after);
  const exit = renamed.get(fragment.exit)!;
  const followed = pasted.network.edges.map((edge) =>
    out.length === 1 && edge.id === out[0]!.id ? { ...edge, source: exit } : edge,
  );
  const taken = new Set(followed.map(({ id }) => id));
  let number = 1;
  const freeId = () => {
    while (taken.has(`e${number}`)) number++;
    taken.add(`e${number}`);
    return `e${number}`;
  };
  // The stand-in's wires come first: a merge keeps the order in which the block was written down.
  const entering = fragment.network.edges
    .filter((edge) => edge.source === fragment.entry)
    .map((edge) => ({ ...edge, id: freeId(), source: after, target: renamed.get(edge.target)! }));
  const within = new Set(pasted.ids);
  const before = followed.filter((edge) => !within.has(edge.target));
  const inside = followed.filter((edge) => within.has(edge.target));
  const joined = group({ ...pasted.network, edges: [...before, ...entering, ...inside] }, pasted.ids, name);
  if (!joined.ok) return null;
  // Within a block that the layer is in, the new one is inside it.
  const blocks = joined.value.network.blocks!.map((block) =>
    block.id === joined.value.id && source.block !== undefined ? { ...block, parent: source.block } : block,
  );
  return { network: { ...joined.value.network, blocks }, id: joined.value.id, ids: pasted.ids };
}
