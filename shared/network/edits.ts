// Every change to a network as a pure function from the old one to the new one. Ids are made here and never reused.
import { findLayer } from '../layers';
import { cleanName, createNames, objectionToLayerName } from '../names';
import { defaultsOf } from '../params';
import type { ParamValues } from '../result';
import { blocksOf, freeBlockId, membersOf, withBlocks } from './blocks';
import type { Block, BlockId, Edge, EdgeId, LayerNode, Network, NodeId } from './document';
import { handOver, sharersOf, withoutShares } from './sharing';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Distance between the left edges of two layers in a row, in canvas pixels. */
export const columnStep = 260;
const rowStep = 130;

function nextNumber(ids: Iterable<string>): number {
  let highest = 0;
  for (const id of ids) {
    const number = Number(/\d+$/.exec(id)?.[0] ?? 0);
    if (number > highest && Number.isSafeInteger(number)) highest = number;
  }
  return highest + 1;
}

/** "conv2d", then "conv2d_2", "conv2d_3", …: as Keras names layers. */
export function freeName(network: Network, base: string): string {
  return createNames(network.nodes.map((node) => node.name))(base);
}

/** Adds a layer with its defaults. */
export function addNode(
  network: Network,
  kind: string,
  position: Point,
  params: ParamValues = {},
): { readonly network: Network; readonly id: NodeId } {
  const definition = findLayer(kind);
  const id = `n${nextNumber(network.nodes.map((node) => node.id))}`;
  const node: LayerNode = {
    id,
    kind,
    name: freeName(network, kind),
    params: { ...(definition ? defaultsOf(definition.params) : {}), ...params } as ParamValues,
    position,
  };
  return { network: { ...network, nodes: [...network.nodes, node] }, id };
}

/** Adds a wire between two layers that are there. A port that takes one wire lets go of its old one; an equal wire is not drawn twice. */
export function connect(network: Network, source: NodeId, target: NodeId, port: string): Network {
  if (!network.nodes.some((node) => node.id === source)) return network;
  const kind = network.nodes.find((node) => node.id === target)?.kind;
  if (kind === undefined) return network;
  const takesMany = findLayer(kind)?.inputs.find((entry) => entry.name === port)?.many !== undefined;
  const kept = takesMany ? network.edges : network.edges.filter((edge) => edge.target !== target || edge.port !== port);
  if (kept.some((edge) => edge.source === source && edge.target === target && edge.port === port)) return network;
  const edge: Edge = { id: `e${nextNumber(network.edges.map((entry) => entry.id))}`, source, target, port };
  return { ...network, edges: [...kept, edge] };
}

/** Removes layers and their wires. A layer with one wire in has its followers wired to what it read, so that a chain stays a chain. */
export function removeNodes(network: Network, ids: readonly NodeId[]): Network {
  let current: Network = { ...network, nodes: handOver(network.nodes, new Set(ids)) };
  for (const id of ids) {
    const into = current.edges.filter((edge) => edge.target === id);
    const only = into.length === 1 ? into[0]!.source : null;
    const edges = current.edges.flatMap((edge) => {
      if (edge.target === id) return [];
      if (edge.source !== id) return [edge];
      return only === null || only === id ? [] : [{ ...edge, source: only }];
    });
    const seen = new Set<string>();
    const distinct = edges.filter((edge) => {
      const key = `${edge.source}>${edge.target}>${edge.port}`;
      return seen.has(key) ? false : (seen.add(key), true);
    });
    current = { ...current, nodes: current.nodes.filter((node) => node.id !== id), edges: distinct };
  }
  return current.blocks === undefined ? current : withBlocks(current, current.blocks);
}

export function removeEdges(network: Network, ids: readonly EdgeId[]): Network {
  const gone = new Set(ids);
  return { ...network, edges: network.edges.filter((edge) => !gone.has(edge.id)) };
}

/** Puts a new layer into a wire: source → new → target. Layers to the right in the same row make room. */
export function insertOnEdge(
  network: Network,
  edgeId: EdgeId,
  kind: string,
  params: ParamValues = {},
  position?: Point,
): { readonly network: Network; readonly id: NodeId } | null {
  const edge = network.edges.find((entry) => entry.id === edgeId);
  const source = network.nodes.find((node) => node.id === edge?.source);
  const target = network.nodes.find((node) => node.id === edge?.target);
  const port = findLayer(kind)?.inputs[0];
  if (!edge || !source || !target || !port) return null;
  const place = position ?? { x: source.position.x + columnStep, y: source.position.y };
  const added = addNode(network, kind, place, params);
  const nodes = inSameBlock(added.network.nodes, added.id, source, target).map((node) =>
    node.id !== added.id &&
    // A wire that goes on in the next row finds room at the end of its own.
    Math.abs(target.position.y - place.y) < rowStep / 2 &&
    node.position.x >= target.position.x &&
    target.position.x < place.x + columnStep &&
    Math.abs(node.position.y - target.position.y) < rowStep / 2
      ? { ...node, position: { x: node.position.x + columnStep, y: node.position.y } }
      : node,
  );
  // The new wire out takes the old one's place in the list, so that the order of a merge's inputs stays.
  const edges = added.network.edges.map((entry) => (entry.id === edgeId ? { ...entry, source: added.id } : entry));
  return { network: connect({ ...added.network, nodes, edges }, edge.source, added.id, port.name), id: added.id };
}

/** A layer between two of one block is in it, too. */
function inSameBlock(
  nodes: readonly LayerNode[],
  id: NodeId,
  source: LayerNode,
  target: LayerNode,
): readonly LayerNode[] {
  const { block } = source;
  if (block === undefined || block !== target.block) return nodes;
  return nodes.map((node) => (node.id === id ? { ...node, block } : node));
}

/** Adds a layer to the right of another and wires it; followers of `after` now follow the new layer when it sits in a chain. */
export function addAfter(
  network: Network,
  after: NodeId,
  kind: string,
  params: ParamValues = {},
): { readonly network: Network; readonly id: NodeId } | null {
  const source = network.nodes.find((node) => node.id === after);
  const definition = findLayer(kind);
  if (!source || !definition) return null;
  const out = network.edges.filter((edge) => edge.source === after);
  const port = definition.inputs[0];
  if (out.length === 1 && port && definition.role === 'hidden') return insertOnEdge(network, out[0]!.id, kind, params);
  const added = addNode(
    network,
    kind,
    { x: source.position.x + columnStep, y: source.position.y + out.length * rowStep },
    params,
  );
  return port ? { network: connect(added.network, after, added.id, port.name), id: added.id } : added;
}

/** Layers that use the same weights have the same settings. */
export function setParams(network: Network, id: NodeId, params: ParamValues): Network {
  const same = new Set(sharersOf(network, id));
  return {
    ...network,
    nodes: network.nodes.map((node) => (same.has(node.id) ? { ...node, params: { ...node.params, ...params } } : node)),
  };
}

/** Null when what was typed may stand as a name, once it is cleaned; else why not. */
export function checkName(network: Network, id: NodeId, typed: string): string | null {
  const name = cleanName(typed);
  return (
    objectionToLayerName(name) ??
    (network.nodes.some((node) => node.id !== id && node.name === name)
      ? `Another layer is already called "${name}".`
      : null)
  );
}

export function renameNode(network: Network, id: NodeId, typed: string): Network {
  return mapNode(network, id, (node) => ({ ...node, name: cleanName(typed) }));
}

export function setNote(network: Network, id: NodeId, note: string): Network {
  return mapNode(network, id, ({ note: _old, ...node }) => (note === '' ? node : { ...node, note }));
}

/** Holds layers' weights as they are while the network trains, or lets them learn again: for all who use them. */
export function setFrozen(network: Network, ids: Iterable<NodeId>, frozen: boolean): Network {
  const chosen = new Set([...ids].flatMap((id) => sharersOf(network, id)));
  const nodes = network.nodes.map((node) => {
    if (!chosen.has(node.id) || (node.frozen === true) === frozen) return node;
    const { frozen: _old, ...rest } = node;
    return frozen ? { ...rest, frozen } : rest;
  });
  return { ...network, nodes };
}

export function moveNodes(network: Network, positions: ReadonlyMap<NodeId, Point>): Network {
  return {
    ...network,
    nodes: network.nodes.map((node) =>
      positions.has(node.id) ? { ...node, position: positions.get(node.id)! } : node,
    ),
  };
}

/** These layers, the wires between them and the blocks that are chosen whole, as they are copied, pasted and shared as text. */
export function fragmentOf(network: Network, ids: readonly NodeId[]): Network {
  const chosen = new Set(ids);
  const whole = new Set(
    blocksOf(network)
      .filter((block) => membersOf(network, block.id).every((node) => chosen.has(node.id)))
      .map((block) => block.id),
  );
  const blocks = blocksOf(network)
    .filter((block) => whole.has(block.id))
    .map(({ parent, ...block }) => (parent !== undefined && whole.has(parent) ? { ...block, parent } : block));
  const nodes = network.nodes
    .filter((node) => chosen.has(node.id))
    .map((node) => {
      if (node.block === undefined || whole.has(node.block)) return node;
      const { block: _left, ...rest } = node;
      return rest;
    });
  // A copy whose owner is not copied has weights of its own.
  const left = new Set(network.nodes.filter((node) => !chosen.has(node.id)).map((node) => node.id));
  const sharing = handOver(network.nodes, left);
  const shares = new Map(sharing.map((node) => [node.id, node.shares]));
  const edges = network.edges.filter((edge) => chosen.has(edge.source) && chosen.has(edge.target));
  const owned = nodes.map((node) => {
    const owner = shares.get(node.id);
    return owner === node.shares ? node : owner === undefined ? withoutShares(node) : { ...node, shares: owner };
  });
  return withBlocks({ nodes: owned, edges }, blocks);
}

/** Adds a fragment under fresh ids and names, moved by `offset`. Returns the new layers' ids in the fragment's order. */
export function paste(
  network: Network,
  fragment: Network,
  offset: Point,
): { readonly network: Network; readonly ids: readonly NodeId[] } {
  const blocks: Block[] = [...blocksOf(network)];
  const renamedBlocks = new Map<BlockId, BlockId>();
  for (const block of blocksOf(fragment)) {
    const id = freeBlockId(blocks);
    renamedBlocks.set(block.id, id);
    blocks.push({ ...block, id });
  }
  const added = blocks.slice(blocksOf(network).length).map(({ parent, ...block }) => {
    const around = parent === undefined ? undefined : renamedBlocks.get(parent);
    return around === undefined ? block : { ...block, parent: around };
  });
  let current = network;
  const renamed = new Map<NodeId, NodeId>();
  let node = nextNumber(network.nodes.map((entry) => entry.id));
  for (const original of fragment.nodes) renamed.set(original.id, `n${node++}`);
  for (const original of fragment.nodes) {
    const id = renamed.get(original.id)!;
    const { block, shares, ...rest } = original;
    const owner = shares === undefined ? undefined : renamed.get(shares);
    const within = block === undefined ? undefined : renamedBlocks.get(block);
    const copy = {
      ...rest,
      ...(within === undefined ? {} : { block: within }),
      ...(owner === undefined ? {} : { shares: owner }),
      id,
      name: freeName(current, original.name),
      position: { x: original.position.x + offset.x, y: original.position.y + offset.y },
    };
    current = { ...current, nodes: [...current.nodes, copy] };
  }
  let edge = nextNumber(network.edges.map((entry) => entry.id));
  const edges = fragment.edges.flatMap((entry) => {
    const source = renamed.get(entry.source);
    const target = renamed.get(entry.target);
    return source && target ? [{ ...entry, id: `e${edge++}`, source, target }] : [];
  });
  const joined = { ...current, edges: [...current.edges, ...edges] };
  return {
    network: added.length === 0 ? joined : withBlocks(joined, [...blocksOf(network), ...added]),
    ids: [...renamed.values()],
  };
}

/**
 * These layers once more, each applied with the weights of the one it was made of; layers that `owns` says have none are
 * merely copied. Wires between them come along. Returns the new layers' ids in the network's order.
 */
export function shareAgain(
  network: Network,
  ids: readonly NodeId[],
  offset: Point,
  owns: (id: NodeId) => boolean,
): { readonly network: Network; readonly ids: readonly NodeId[] } {
  const fragment = fragmentOf(network, ids);
  const added = paste(network, fragment, offset);
  const original = new Map(added.ids.map((id, place) => [id, fragment.nodes[place]!.id]));
  const nodes = added.network.nodes.map((node) => {
    const from = original.get(node.id);
    if (from === undefined) return node;
    const owner = sharersOf(network, from).find(
      (id) => network.nodes.find((entry) => entry.id === id)?.shares === undefined,
    );
    return owner === undefined || !owns(from) ? withoutShares(node) : { ...node, shares: owner };
  });
  return { network: { ...added.network, nodes }, ids: added.ids };
}

function mapNode(network: Network, id: NodeId, change: (node: LayerNode) => LayerNode): Network {
  return { ...network, nodes: network.nodes.map((node) => (node.id === id ? change(node) : node)) };
}
