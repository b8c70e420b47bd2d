// Writes a network down layer by layer while its shapes are known: chains, branches, ready-made blocks, and a note on each
// layer that says why it is there. For sample projects and for the network that is suggested for some data.
import type { DataSpec } from '../data/spec';
import { findLayer } from '../layers';
import { defaultsOf } from '../params';
import type { ParamValues } from '../result';
import type { TensorSpec } from '../shape';
import type { Block, Edge, LayerNode, Network, NodeId } from './document';
import { freeName } from './edits';
import { foldGroups } from './layout';

/** Layers that are made to fit what comes before them: shared/samples/blocks has some. */
export interface BlockPlan {
  readonly title: string;
  build(add: AddLayer, from: NodeId, shape: readonly (number | null)[]): NodeId;
}

/** Adds a layer behind others, wired in the order of its ports, and gives its id. */
export type AddLayer = (kind: string, name: string, from: NodeId | readonly NodeId[], params?: ParamValues) => NodeId;

export interface Draft {
  /** A layer with its defaults but for `params`, behind others in the order of its ports; named after its kind if need be. */
  add(kind: string, from: NodeId | readonly NodeId[], params?: ParamValues, note?: string, name?: string): NodeId;
  /** The block's layers, under its title, `repeat` times in a row; the note stands on the first of them. */
  block(plan: BlockPlan, from: NodeId, note?: string, repeat?: number): NodeId;
  /** What is added from here on stands below all that is there: the second of two long chains. */
  nextRow(): void;
  /** What leaves a layer, without the batch. */
  shapeOf(id: NodeId): readonly (number | null)[];
  /** The layers with places: from left to right, long networks in several rows, blocks unbroken. */
  network(): Network;
}

/** Throws a RangeError where a layer cannot read what it is given: a draft is written by us, not by a person. */
export function createDraft(data: DataSpec): Draft {
  const nodes: Omit<LayerNode, 'position'>[] = [];
  const edges: Edge[] = [];
  const blocks: Block[] = [];
  const specs = new Map<NodeId, TensorSpec>();
  const ranks = new Map<NodeId, number>();
  const lanes = new Map<NodeId, number>();
  const rowStarts = new Set<number>();
  let leastRank = 0;
  let open: string | undefined;

  const place = (kind: string, base: string, from: NodeId | readonly NodeId[], given: ParamValues = {}): NodeId => {
    const definition = findLayer(kind);
    if (definition === undefined) throw new RangeError(`There is no layer of the kind ${JSON.stringify(kind)}.`);
    const sources = typeof from === 'string' ? [from] : from;
    const id = `n${nodes.length + 1}`;
    const params = { ...defaultsOf(definition.params), ...given } as ParamValues;
    const inputs = sources.map((source) => specs.get(source)!);
    const output = definition.inferShape(inputs, params as never, { data, layer: findLayer });
    if (!output.ok) throw new RangeError(`${kind}: ${output.problem.message}`);
    specs.set(id, output.value);
    const rank = sources.reduce((most, source) => Math.max(most, ranks.get(source)! + 1), leastRank);
    const taken = new Set(nodes.filter((node) => ranks.get(node.id) === rank).map((node) => lanes.get(node.id)));
    // A layer stays in its source's lane where it can, so that branches run side by side.
    let lane = Math.min(...sources.map((source) => lanes.get(source)!), ...(sources.length === 0 ? [0] : []));
    while (taken.has(lane)) lane++;
    ranks.set(id, rank);
    lanes.set(id, lane);
    const name = freeName({ nodes: nodes as LayerNode[], edges: [] }, base);
    nodes.push({ id, kind, name, params, ...(open === undefined ? {} : { block: open }) });
    sources.forEach((source, index) => {
      const port = definition.inputs[Math.min(index, definition.inputs.length - 1)]!;
      edges.push({ id: `e${edges.length + 1}`, source, target: id, port: port.name });
    });
    return id;
  };
  const write = (id: NodeId, note: string | undefined) => {
    const at = nodes.findIndex((node) => node.id === id);
    if (note !== undefined && at >= 0) nodes[at] = { ...nodes[at]!, note };
  };

  return {
    add(kind, from, params, note, name = kind) {
      const id = place(kind, name, from, params);
      write(id, note);
      return id;
    },
    block(plan, from, note, repeat = 1) {
      const block = { id: `b${blocks.length + 1}`, name: plan.title, repeat };
      blocks.push(block);
      const first = nodes.length;
      open = block.id;
      try {
        return plan.build(
          (kind, name, sources, params) => place(kind, name, sources, params),
          from,
          specs.get(from)!.shape,
        );
      } finally {
        open = undefined;
        const head = nodes[first];
        if (head !== undefined) write(head.id, note);
      }
    },
    nextRow() {
      leastRank = 1 + Math.max(-1, ...ranks.values());
      rowStarts.add(leastRank);
    },
    shapeOf: (id) => specs.get(id)!.shape,
    network() {
      const places = foldGroups(
        nodes.map(({ id, block }) => ({
          id,
          rank: ranks.get(id)!,
          lane: lanes.get(id)!,
          ...(block === undefined ? {} : { group: block }),
        })),
        rowStarts,
      );
      return {
        nodes: nodes.map((node) => ({ ...node, position: places.get(node.id)! })),
        edges: [...edges],
        ...(blocks.length === 0 ? {} : { blocks: [...blocks] }),
      };
    },
  };
}
