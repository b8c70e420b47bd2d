// Layers that use another layer's weights: the same layer, applied at several places. A layer names the one whose weights
// it uses; that one, the owner, keeps them and is the one that is counted, saved and written out.
import { findLayer } from '../layers';
import type { LayerContext, LayerDefinition } from '../layers/layer';
import { fallbackOf } from '../params';
import type { Fix, ParamValues, Problem } from '../result';
import { formatShape, sameShape, type TensorSpec } from '../shape';
import type { LayerNode, Network, NodeId } from './document';

type Nodes = ReadonlyMap<NodeId, LayerNode>;

/** The layer that keeps a layer's weights: itself where it shares none; null where the names lead nowhere or in a circle. */
export function ownerOf(nodes: Nodes, id: NodeId): NodeId | null {
  const seen = new Set<NodeId>();
  let at = nodes.get(id);
  while (at?.shares !== undefined) {
    if (seen.has(at.id)) return null;
    seen.add(at.id);
    at = nodes.get(at.shares);
  }
  return at?.id ?? null;
}

/** All layers that use the same weights as this one, itself included, in the network's order. */
export function sharersOf(network: Network, id: NodeId): readonly NodeId[] {
  if (network.nodes.every(({ shares }) => shares === undefined)) return [id];
  const nodes = new Map(network.nodes.map((node) => [node.id, node]));
  const owner = ownerOf(nodes, id);
  if (owner === null) return [id];
  return network.nodes.filter((node) => ownerOf(nodes, node.id) === owner).map((node) => node.id);
}

export function withoutShares({ shares: _shares, ...node }: LayerNode): LayerNode {
  return node;
}

/** Gives a layer weights of its own again. */
export function unshare(network: Network, id: NodeId): Network {
  return { ...network, nodes: network.nodes.map((node) => (node.id === id ? withoutShares(node) : node)) };
}

/** When owners go, the first layer that used their weights keeps them from now on, and the others use its. */
export function handOver(nodes: readonly LayerNode[], gone: ReadonlySet<NodeId>): readonly LayerNode[] {
  if (nodes.every(({ shares }) => shares === undefined)) return nodes;
  const all = new Map(nodes.map((node) => [node.id, node]));
  const heirs = new Map<NodeId, NodeId>();
  return nodes.map((node) => {
    if (node.shares === undefined || gone.has(node.id)) return node;
    const owner = ownerOf(all, node.id);
    if (owner === null || !gone.has(owner)) return owner === null ? node : { ...node, shares: owner };
    const heir = heirs.get(owner);
    if (heir !== undefined) return { ...node, shares: heir };
    heirs.set(owner, node.id);
    return withoutShares(node);
  });
}

/** A network from a file: a layer that names one which is not there, or itself in the end, has weights of its own. */
export function soundSharing(network: Network): Network {
  if (network.nodes.every(({ shares }) => shares === undefined)) return network;
  const nodes = new Map(network.nodes.map((node) => [node.id, node]));
  let changed = false;
  const sound = network.nodes.map((node) => {
    if (node.shares === undefined || ownerOf(nodes, node.id) !== null) return node;
    changed = true;
    return withoutShares(node);
  });
  return changed ? { ...network, nodes: sound } : network;
}

/** What is known of a network's layers when sharing is checked. */
export interface SharingFacts {
  readonly nodes: Nodes;
  /** What a layer reads; absent where it is not known. */
  readonly inputs: ReadonlyMap<NodeId, readonly TensorSpec[]>;
  readonly context: LayerContext;
}

/** Why a layer cannot use its owner's weights, or null. Says nothing where shapes are not known yet. */
export function checkSharing(node: LayerNode, { nodes, inputs, context }: SharingFacts): Problem | null {
  if (node.shares === undefined) return null;
  const apart: Fix = { type: 'unshare', title: 'Give it weights of its own' };
  const say = (code: string, message: string, fixes: readonly Fix[] = [apart]): Problem => ({
    code,
    severity: 'error',
    node: node.id,
    message,
    fixes,
  });
  const id = ownerOf(nodes, node.id);
  if (id === null) {
    return say(
      'sharing.owner',
      `${node.name} should use another layer's weights, but that layer is not there. Give it weights of its own.`,
    );
  }
  const owner = nodes.get(id)!;
  const definition = findLayer(owner.kind);
  if (definition === undefined) return null;
  if (node.kind !== owner.kind) {
    return say(
      'sharing.kind',
      `${node.name} is to use the weights of ${owner.name}, which is a ${definition.title} layer: only another ${definition.title} can use them. Give it weights of its own.`,
    );
  }
  if (settingsOf(definition, node) !== settingsOf(definition, owner)) {
    return say(
      'sharing.settings',
      `${node.name} uses the weights of ${owner.name}, so both must have the same settings. Take over the settings of ${owner.name}, or give it weights of its own.`,
      [{ type: 'setParams', title: `Take over the settings of ${owner.name}`, params: owner.params }, apart],
    );
  }
  const own = inputs.get(node.id);
  const given = inputs.get(id);
  if (own === undefined || given === undefined) return null;
  const needed = weightShapes(definition, own, node.params, context);
  const there = weightShapes(definition, given, owner.params, context);
  if (needed !== there) {
    return say(
      'sharing.weights',
      `${node.name} would need weights of the shapes ${needed}; ${owner.name}, whose weights it uses, has ${there}. Let both read tensors of the same shape, or give it weights of its own.`,
    );
  }
  // A layer of our own is built for one shape of its result.
  if (definition.custom && !sameInputs(own, given)) {
    return say(
      'sharing.inputs',
      `${node.name} reads ${listed(own)}, ${owner.name} reads ${listed(given)}: a ${definition.title} that is used twice must read tensors of the same shape. Change what they read, or give it weights of its own.`,
    );
  }
  return null;
}

function settingsOf(definition: LayerDefinition, { params }: LayerNode): string {
  return JSON.stringify(Object.entries(definition.params).map(([name, param]) => params[name] ?? fallbackOf(param)));
}

function weightShapes(
  definition: LayerDefinition,
  inputs: readonly TensorSpec[],
  params: ParamValues,
  context: LayerContext,
): string {
  const shapes = definition.weights(inputs, params as never, context).map(({ shape }) => formatShape(shape));
  return shapes.join(', ') || 'none';
}

function sameInputs(a: readonly TensorSpec[], b: readonly TensorSpec[]): boolean {
  return a.length === b.length && a.every(({ shape }, place) => sameShape(shape, b[place]!.shape));
}

function listed(inputs: readonly TensorSpec[]): string {
  return inputs.map(({ shape }) => formatShape(shape)).join(' and ');
}
