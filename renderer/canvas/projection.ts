// From the document to what React Flow draws: ids, places and marks, nothing else. Cards and wires ask the stores for
// the rest. Entries that did not change stay the same object, so that React Flow leaves them alone.
import type { Edge as FlowEdge, Node as FlowNode } from '@xyflow/react';
import type { Edge, LayerNode, NodeId } from '../../shared/network/document';

export type CardNode = FlowNode<Record<string, never>, 'layer'>;
/** `shortcut`: the wire leads past other layers. */
export type WireEdge = FlowEdge<{ readonly shortcut: boolean }, 'wire'>;

const nothing: Record<string, never> = {};
const straight = { shortcut: false };
const past = { shortcut: true };

/** Element id of the words that name a card for screen readers. */
export function labelId(id: NodeId): string {
  return `layer-label-${id}`;
}

/** `tabStop` is the one card that Tab reaches; arrows lead on from there. */
export function projectNodes(
  before: readonly CardNode[],
  nodes: readonly LayerNode[],
  selected: ReadonlySet<string>,
  tabStop: NodeId | undefined,
): CardNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  let changed = before.length !== nodes.length;
  const next = nodes.map((node, place) => {
    const old = known.get(node.id);
    const tabIndex = node.id === tabStop ? 0 : -1;
    const isSelected = selected.has(node.id);
    const position = old?.dragging ? old.position : node.position;
    if (
      old &&
      old.position.x === position.x &&
      old.position.y === position.y &&
      (old.selected ?? false) === isSelected &&
      old.domAttributes?.tabIndex === tabIndex
    ) {
      if (before[place] !== old) changed = true;
      return old;
    }
    changed = true;
    return {
      ...old,
      id: node.id,
      type: 'layer' as const,
      position,
      data: nothing,
      selected: isSelected,
      domAttributes: { tabIndex, 'aria-labelledby': labelId(node.id) } as NonNullable<CardNode['domAttributes']>,
    };
  });
  return changed ? next : (before as CardNode[]);
}

/** Wires whose ends are both there. The outline tells screen readers of wires, so that here they are hidden from them. */
export function projectEdges(
  before: readonly WireEdge[],
  edges: readonly Edge[],
  nodes: ReadonlyMap<NodeId, LayerNode>,
  selected: ReadonlySet<string>,
  shortcuts: ReadonlySet<string>,
): WireEdge[] {
  const known = new Map(before.map((edge) => [edge.id, edge]));
  const next = edges.flatMap((edge): WireEdge[] => {
    if (!nodes.has(edge.source) || !nodes.has(edge.target)) return [];
    const old = known.get(edge.id);
    const isSelected = selected.has(edge.id);
    const data = shortcuts.has(edge.id) ? past : straight;
    if (
      old &&
      old.data === data &&
      old.source === edge.source &&
      old.target === edge.target &&
      old.targetHandle === edge.port &&
      (old.selected ?? false) === isSelected
    )
      return [old];
    return [
      {
        id: edge.id,
        type: 'wire',
        source: edge.source,
        target: edge.target,
        targetHandle: edge.port,
        data,
        selected: isSelected,
        domAttributes: { 'aria-hidden': true },
      },
    ];
  });
  return next.length === before.length && next.every((edge, place) => edge === before[place])
    ? (before as WireEdge[])
    : next;
}
