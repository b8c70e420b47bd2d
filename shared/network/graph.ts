// The network as a graph: who feeds whom, in which order, and where it goes in circles. Knows no layer kinds.
import type { InputPort } from '../layers/layer';
import type { Edge, EdgeId, LayerNode, Network, NodeId } from './document';

export interface Wiring {
  readonly nodes: ReadonlyMap<NodeId, LayerNode>;
  /** Wires into a node, in the document's order. */
  readonly incoming: ReadonlyMap<NodeId, readonly Edge[]>;
  readonly outgoing: ReadonlyMap<NodeId, readonly Edge[]>;
}

const none: readonly Edge[] = [];

/** Indexes a network once; wires with a missing end are left out (validation names them). */
export function wiringOf(network: Network): Wiring {
  const nodes = new Map(network.nodes.map((node) => [node.id, node]));
  const incoming = new Map<NodeId, Edge[]>();
  const outgoing = new Map<NodeId, Edge[]>();
  const push = (map: Map<NodeId, Edge[]>, key: NodeId, edge: Edge) => {
    const list = map.get(key);
    if (list) list.push(edge);
    else map.set(key, [edge]);
  };
  for (const edge of network.edges) {
    if (!nodes.has(edge.source) || !nodes.has(edge.target)) continue;
    push(incoming, edge.target, edge);
    push(outgoing, edge.source, edge);
  }
  return { nodes, incoming, outgoing };
}

export function edgesInto(wiring: Wiring, node: NodeId): readonly Edge[] {
  return wiring.incoming.get(node) ?? none;
}

export function edgesOutOf(wiring: Wiring, node: NodeId): readonly Edge[] {
  return wiring.outgoing.get(node) ?? none;
}

/**
 * Kahn's algorithm. `order` holds every node outside of circles and not behind one; `circle` the nodes of one
 * circle in wire order, empty when there is none.
 */
export function topologicalOrder(wiring: Wiring): {
  readonly order: readonly NodeId[];
  readonly circle: readonly NodeId[];
} {
  const waiting = new Map<NodeId, number>();
  const ready: NodeId[] = [];
  for (const id of wiring.nodes.keys()) {
    const count = edgesInto(wiring, id).length;
    if (count === 0) ready.push(id);
    else waiting.set(id, count);
  }
  const order: NodeId[] = [];
  for (let next = 0; next < ready.length; next++) {
    const id = ready[next]!;
    order.push(id);
    for (const edge of edgesOutOf(wiring, id)) {
      const left = waiting.get(edge.target)! - 1;
      if (left > 0) waiting.set(edge.target, left);
      else {
        waiting.delete(edge.target);
        ready.push(edge.target);
      }
    }
  }
  return { order, circle: waiting.size === 0 ? [] : findCircle(wiring, waiting) };
}

/** Every node left over has a left-over feeder, so walking backwards must meet a node again. */
function findCircle(wiring: Wiring, left: ReadonlyMap<NodeId, number>): NodeId[] {
  const walked: NodeId[] = [];
  const place = new Map<NodeId, number>();
  let at = left.keys().next().value!;
  while (!place.has(at)) {
    place.set(at, walked.length);
    walked.push(at);
    at = edgesInto(wiring, at).find((edge) => left.has(edge.source))!.source;
  }
  return walked.slice(place.get(at)!).reverse();
}

/**
 * Wires that lead past other layers: there is a longer way from one end to the other, or from an input to the far end.
 * Without those in a circle.
 */
export function shortcutsOf(wiring: Wiring): ReadonlySet<EdgeId> {
  const depths = new Map<NodeId, number>();
  const found = new Set<EdgeId>();
  for (const id of topologicalOrder(wiring).order) {
    const incoming = edgesInto(wiring, id);
    const depth = incoming.reduce((most, { source }) => Math.max(most, depths.get(source)! + 1), 0);
    depths.set(id, depth);
    for (const edge of incoming) if (depths.get(edge.source)! + 1 < depth) found.add(edge.id);
  }
  return found;
}

/** All nodes that can be reached from `start` along (or against) the wires, `start` included. */
export function reachable(wiring: Wiring, start: readonly NodeId[], direction: 'forward' | 'backward'): Set<NodeId> {
  const seen = new Set(start);
  const queue = [...start];
  for (let next = 0; next < queue.length; next++) {
    const edges = direction === 'forward' ? edgesOutOf(wiring, queue[next]!) : edgesInto(wiring, queue[next]!);
    for (const edge of edges) {
      const id = direction === 'forward' ? edge.target : edge.source;
      if (!seen.has(id)) {
        seen.add(id);
        queue.push(id);
      }
    }
  }
  return seen;
}

/**
 * Layers whose results training keeps until the slopes have been worked out: those that learn, all behind them, and what
 * they read. What lies before everything that learns is forgotten as soon as it was used.
 */
export function keptResults(wiring: Wiring, learns: (id: NodeId) => boolean): ReadonlySet<NodeId> {
  const moving = reachable(wiring, [...wiring.nodes.keys()].filter(learns), 'forward');
  const read = [...moving].flatMap((id) => edgesInto(wiring, id).map(({ source }) => source));
  return new Set([...moving, ...read]);
}

/** The sources of a node's wires in the order of its ports, a `many` port's wires in the document's order; null where a port is empty. */
export function orderedSources(ports: readonly InputPort[], incoming: readonly Edge[]): (NodeId | null)[] {
  return ports.flatMap((port) => {
    const sources = incoming.filter((edge) => edge.port === port.name).map((edge) => edge.source);
    return port.many ? sources : [sources[0] ?? null];
  });
}
