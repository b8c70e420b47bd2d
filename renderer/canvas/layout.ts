// Where layers go when they are arranged: left to right along their wires, straight where the network is a chain.
import { graphlib, layout } from '@dagrejs/dagre';
import type { Network, NodeId } from '../../shared/network/document';
import { columnStep, type Point } from '../../shared/network/edits';
import { cardSize } from '../stores/networkActions';

const gapBetweenRows = 58;
const grid = 10;

/**
 * A place for every layer. All count as equally high, so that the ports of a chain stand on one line although some
 * cards say more than others; the top left layer stays where it was.
 */
export function arrange(network: Network): ReadonlyMap<NodeId, Point> {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: 'LR',
    nodesep: gapBetweenRows,
    ranksep: columnStep - cardSize.width,
    ranker: 'tight-tree',
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of network.nodes) graph.setNode(node.id, { ...cardSize });
  for (const edge of network.edges) {
    if (graph.hasNode(edge.source) && graph.hasNode(edge.target)) graph.setEdge(edge.source, edge.target, {}, edge.id);
  }
  layout(graph);
  const places = new Map<NodeId, Point>();
  if (network.nodes.length === 0) return places;
  const raw = network.nodes.map((node) => ({ id: node.id, ...(graph.node(node.id) as Point) }));
  const least = (values: readonly number[]) => values.reduce((low, value) => Math.min(low, value), Infinity);
  const shift = {
    x: least(network.nodes.map(({ position }) => position.x)) - least(raw.map(({ x }) => x)),
    y: least(network.nodes.map(({ position }) => position.y)) - least(raw.map(({ y }) => y)),
  };
  for (const { id, x, y } of raw) {
    places.set(id, {
      x: Math.round((x + shift.x) / grid) * grid,
      y: Math.round((y + shift.y) / grid) * grid,
    });
  }
  return places;
}
