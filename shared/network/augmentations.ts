// The layers that vary samples right behind an Input, as a list of their own: what there is, what may be added, and its order.
import type { DataSpec } from '../data/spec';
import { findLayer, layers } from '../layers';
import type { LayerDefinition } from '../layers/layer';
import { defaultsOf } from '../params';
import type { LayerNode, Network, NodeId } from './document';
import { addAfter } from './edits';

/** The Input that takes this source of the data: by its name, or as the data's first one. */
export function inputFor(network: Network, { inputs }: DataSpec, source: string): LayerNode | undefined {
  const [first] = Object.keys(inputs);
  return network.nodes.find(
    ({ kind, params }) => findLayer(kind)?.role === 'input' && (String(params['source'] ?? '') || first) === source,
  );
}

/** From the Input on, in order, as far as one such layer alone follows the other. */
export function augmentationsBehind(network: Network, input: NodeId): readonly LayerNode[] {
  const found: LayerNode[] = [];
  for (let at = input; ;) {
    const out = network.edges.filter(({ source }) => source === at);
    const next = network.nodes.find(({ id }) => id === out[0]?.target);
    const isOnly = out.length === 1 && network.edges.filter(({ target }) => target === next?.id).length === 1;
    if (next === undefined || !isOnly || findLayer(next.kind)?.augments !== true || found.includes(next)) return found;
    found.push(next);
    at = next.id;
  }
}

/** Layers that vary samples of this source; where something is marked on pictures, none that moves them away from it. */
export function augmentationsFor(data: DataSpec, source: string, isMarked: boolean): readonly LayerDefinition[] {
  const input = data.inputs[source];
  if (input === undefined) return [];
  return layers.filter(
    ({ augments, moves = false, params, inferShape }) =>
      augments === true &&
      !(moves && isMarked) &&
      inferShape([input.tensor], defaultsOf(params) as never, { data, layer: findLayer }).ok,
  );
}

/** Puts such a layer behind the last of them, before everything else that sees the Input. */
export function addAugmentation(
  network: Network,
  input: NodeId,
  kind: string,
): { readonly network: Network; readonly id: NodeId } | null {
  const chain = augmentationsBehind(network, input);
  const last = chain[chain.length - 1]?.id ?? input;
  const followers = new Set(network.edges.filter(({ source }) => source === last));
  const added = addAfter(network, last, kind);
  if (added === null || followers.size < 2) return added;
  const edges = added.network.edges.map((edge) => (followers.has(edge) ? { ...edge, source: added.id } : edge));
  return { ...added, network: { ...added.network, edges } };
}

/** Exchanges a layer with the next one of the chain, and their places on the canvas; where there is none, nothing. */
export function moveAugmentation(network: Network, input: NodeId, id: NodeId, by: 1 | -1): Network {
  const chain = augmentationsBehind(network, input);
  const at = chain.findIndex((node) => node.id === id);
  const [first, second] = by === 1 ? [chain[at], chain[at + 1]] : [chain[at - 1], chain[at]];
  if (at < 0 || first === undefined || second === undefined) return network;
  const portOf = ({ kind }: LayerNode) => findLayer(kind)!.inputs[0]!.name;
  const edges = network.edges.map((edge) => {
    if (edge.source === first.id) return { ...edge, source: second.id, target: first.id, port: portOf(first) };
    if (edge.target === first.id) return { ...edge, target: second.id, port: portOf(second) };
    return edge.source === second.id ? { ...edge, source: first.id } : edge;
  });
  const placed = (node: LayerNode, { position, block }: LayerNode): LayerNode => {
    const { block: _, ...rest } = node;
    return { ...rest, position, ...(block === undefined ? {} : { block }) };
  };
  const nodes = network.nodes.map((node) =>
    node.id === first.id ? placed(first, second) : node.id === second.id ? placed(second, first) : node,
  );
  return { ...network, nodes, edges };
}
