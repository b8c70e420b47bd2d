// Where layers go when they are arranged: along their wires, straight where the network is a chain, in several rows where
// it is long.
import { graphlib, layout } from '@dagrejs/dagre';
import type { Direction, Network, NodeId } from '../../shared/network/document';
import type { Point } from '../../shared/network/edits';
import { foldRanks } from '../../shared/network/layout';
import { cardSize } from '../stores/networkActions';

const gapAcross = { right: 58, down: 60 } as const;
const gapAlong = 84;
const grid = 10;

/**
 * A place for every layer. All count as equally high, so that the ports of a chain stand on one line although some
 * cards say more than others; the top left corner of the network stays where it was.
 */
export function arrange(network: Network, direction: Direction = 'right'): ReadonlyMap<NodeId, Point> {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: direction === 'right' ? 'LR' : 'TB',
    nodesep: gapAcross[direction],
    ranksep: gapAlong,
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
  const raw = network.nodes.map((node) => {
    const { x, y } = graph.node(node.id) as Point;
    return direction === 'right' ? { id: node.id, along: x, across: y } : { id: node.id, along: y, across: x };
  });
  // All cards of a rank are equally long, so that their middles agree.
  const ranks = new Map(
    [...new Set(raw.map(({ along }) => Math.round(along)))].sort((a, b) => a - b).map((along, rank) => [along, rank]),
  );
  const folded = foldRanks(
    raw.map(({ id, along, across }) => ({ id, rank: ranks.get(Math.round(along))!, across })),
    direction,
  );
  const least = (axis: 'x' | 'y') =>
    network.nodes.reduce((low, { position }) => Math.min(low, position[axis]), Infinity);
  const corner = { x: least('x'), y: least('y') };
  for (const [id, { x, y }] of folded) {
    places.set(id, {
      x: Math.round((x + corner.x) / grid) * grid,
      y: Math.round((y + corner.y) / grid) * grid,
    });
  }
  return places;
}
