// Writes networks down layer by layer, for architectures too long to draw by hand.
import type { Block, Edge, LayerNode, Network, NodeId } from '../../network/document';
import { columnStep, type Point } from '../../network/edits';
import { foldGroups, type Grouped, laneStep } from '../../network/layout';
import { findLayer } from '../../layers';
import { defaultsOf } from '../../params';
import type { ParamValues } from '../../result';

export interface Builder {
  /** Adds a layer behind others, wired in the order of its ports, and gives its id. The name is kept as it stands. */
  add(kind: string, name: string, from: NodeId | readonly NodeId[], params?: ParamValues): NodeId;
  /** Puts the layers that `body` adds into a block of this name, and gives what it gives. Not one within another. */
  within<T>(name: string, body: () => T): T;
  /** Layers stand in columns by how far they are from the inputs, several in a column below each other. */
  network(): Network;
  /** The same in rows, for a network too long for one; blocks are not torn apart. */
  networkInRows(): Network;
}

export function createBuilder(): Builder {
  const nodes: LayerNode[] = [];
  const edges: Edge[] = [];
  const blocks: Block[] = [];
  let block: string | null = null;
  const columns = new Map<NodeId, number>();
  const places: Grouped[] = [];
  const taken = new Map<number, number>();
  const placed = (positions: ReadonlyMap<NodeId, Point>): Network => ({
    nodes: nodes.map((node) => ({ ...node, position: positions.get(node.id)! })),
    edges: [...edges],
    ...(blocks.length === 0 ? {} : { blocks: [...blocks] }),
  });
  return {
    add(kind, name, from, params = {}) {
      const definition = findLayer(kind);
      if (definition === undefined) throw new RangeError(`There is no layer of the kind ${JSON.stringify(kind)}.`);
      const sources = typeof from === 'string' ? [from] : from;
      const id = `n${nodes.length + 1}`;
      const column = sources.reduce((most, source) => Math.max(most, columns.get(source)! + 1), 0);
      const row = taken.get(column) ?? 0;
      columns.set(id, column);
      taken.set(column, row + 1);
      nodes.push({
        id,
        kind,
        name,
        params: { ...defaultsOf(definition.params), ...params } as ParamValues,
        position: { x: 0, y: 0 },
        ...(block === null ? {} : { block }),
      });
      places.push({ id, rank: column, lane: row, ...(block === null ? {} : { group: block }) });
      sources.forEach((source, index) => {
        const port = definition.inputs[Math.min(index, definition.inputs.length - 1)]!;
        edges.push({ id: `e${edges.length + 1}`, source, target: id, port: port.name });
      });
      return id;
    },
    within(name, body) {
      block = `b${blocks.length + 1}`;
      blocks.push({ id: block, name, repeat: 1 });
      try {
        return body();
      } finally {
        block = null;
      }
    },
    network: () =>
      placed(new Map(places.map(({ id, rank, lane }) => [id, { x: rank * columnStep, y: lane * laneStep }]))),
    networkInRows: () => placed(foldGroups(places)),
  };
}
