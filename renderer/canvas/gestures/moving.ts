// Choosing layers and wires, and moving layers: the document hears of places when the hand lets go.
import { applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react';
import type { MouseEvent } from 'react';
import { findLayer } from '../../../shared/layers';
import type { EdgeId, NodeId } from '../../../shared/network/document';
import type { Point } from '../../../shared/network/edits';
import { useDocumentStore } from '../../stores/documentStore';
import { moveLayers, wireIn } from '../../stores/networkActions';
import { select, selectNodes, useUiStore } from '../../stores/uiStore';
import { setDropEdge, useCanvasStore } from '../canvasStore';
import { drawAllUpTo } from '../drawn';
import { cardBox, overlaps } from '../geometry';
import type { CardNode, WireEdge } from '../projection';
import type { Sheet } from './sheet';
import { anyEdgeAt } from './pointing';

function commit(moved: readonly CardNode[]): void {
  const known = useDocumentStore.getState().analysis?.wiring.nodes;
  const places = new Map<NodeId, Point>();
  let by = { x: 0, y: 0 };
  for (const { id, position } of moved) {
    const old = known?.get(id)?.position;
    if (!old || (old.x === position.x && old.y === position.y)) continue;
    places.set(id, { x: position.x, y: position.y });
    by = { x: position.x - old.x, y: position.y - old.y };
  }
  // Selected layers without a card of their own come along.
  const { selectedNodes } = useUiStore.getState();
  if (places.size > 0 && moved.some(({ id }) => selectedNodes.includes(id))) {
    for (const id of selectedNodes) {
      const old = known?.get(id)?.position;
      if (old && !moved.some((card) => card.id === id)) places.set(id, { x: old.x + by.x, y: old.y + by.y });
    }
  }
  moveLayers(places);
}

/** A layer without wires that is dragged over a wire can be taken in. */
function wireUnder(sheet: Sheet, id: NodeId, event: MouseEvent | globalThis.MouseEvent | TouchEvent): EdgeId | null {
  const { analysis } = useDocumentStore.getState();
  const layer = analysis?.wiring.nodes.get(id);
  const definition = layer && findLayer(layer.kind);
  const wired = analysis?.wiring.incoming.has(id) || analysis?.wiring.outgoing.has(id);
  if (!definition || wired || definition.role !== 'hidden' || !('clientX' in event)) return null;
  return anyEdgeAt(sheet, event.clientX, event.clientY);
}

export function movingGestures(sheet: Sheet) {
  const { hasCard, setNodes, motion, toSheet, heightOf, holding } = sheet;
  let boxFrom: Point | null = null;
  return {
    onNodesChange: (changes: NodeChange<CardNode>[]) => {
      const { selectedNodes, selectedEdges } = useUiStore.getState();
      const chosen = new Set(selectedNodes);
      const left = new Set<NodeId>();
      for (const change of changes) {
        if (change.type !== 'select') continue;
        if (!change.selected) left.add(change.id);
      }
      // React Flow lets go of what has a card; letting go of all of those means all there are.
      const shown = selectedNodes.filter(hasCard);
      if (shown.length > 0 && shown.every((id) => left.has(id))) chosen.clear();
      for (const id of left) chosen.delete(id);
      for (const change of changes) if (change.type === 'select' && change.selected) chosen.add(change.id);
      select([...chosen], selectedEdges);
      const others = changes.filter(({ type }) => type === 'position' || type === 'dimensions');
      if (others.length > 0) setNodes((nodes) => applyNodeChanges(others, nodes));
    },
    onEdgesChange: (changes: EdgeChange<WireEdge>[]) => {
      const { selectedNodes, selectedEdges } = useUiStore.getState();
      const chosen = new Set(selectedEdges);
      for (const change of changes) {
        if (change.type !== 'select') continue;
        if (change.selected) chosen.add(change.id);
        else chosen.delete(change.id);
      }
      select(selectedNodes, [...chosen]);
    },
    onDragStart: () => {
      holding.current = true;
      motion.settle();
    },
    onNodeDrag: (event: MouseEvent | globalThis.MouseEvent | TouchEvent, node: CardNode, dragged: CardNode[]) => {
      setDropEdge(dragged.length === 1 ? wireUnder(sheet, node.id, event) : null);
    },
    onNodeDragStop: (_event: unknown, node: CardNode, dragged: CardNode[]) => {
      holding.current = false;
      const { dropEdge } = useCanvasStore.getState();
      setDropEdge(null);
      commit(dragged);
      if (dropEdge !== null && dragged.length === 1) wireIn(node.id, dropEdge);
    },
    onSelectionDragStop: (_event: unknown, dragged: CardNode[]) => {
      holding.current = false;
      commit(dragged);
    },
    onSelectionStart: (event: MouseEvent) => {
      boxFrom = toSheet({ x: event.clientX, y: event.clientY });
    },
    onSelectionEnd: (event: MouseEvent) => {
      // React Flow has chosen among the cards; a box also takes what is only in the picture.
      const layers = useDocumentStore.getState().document?.network.nodes ?? [];
      const from = boxFrom;
      boxFrom = null;
      if (!from || layers.length <= drawAllUpTo) return;
      const to = toSheet({ x: event.clientX, y: event.clientY });
      const box = {
        left: Math.min(from.x, to.x),
        top: Math.min(from.y, to.y),
        right: Math.max(from.x, to.x),
        bottom: Math.max(from.y, to.y),
      };
      selectNodes(layers.filter((layer) => overlaps(cardBox(layer, heightOf), box)).map(({ id }) => id));
    },
  };
}
