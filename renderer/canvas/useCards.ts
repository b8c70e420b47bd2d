// What React Flow is given to draw: of the layers that have cards of their own, and the wires between them.
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Edge, NodeId } from '../../shared/network/document';
import { useDocumentStore } from '../stores/documentStore';
import { useUiStore } from '../stores/uiStore';
import { projectEdges, projectNodes, type CardNode, type WireEdge } from './projection';
import { shortcutsIn } from './shortcuts';
import { useLayout } from './useLayout';

const noEdges: readonly Edge[] = [];

/** React Flow's nodes: the document's layers that have cards, with what the current gesture adds. */
export function useCards(drawn: ReadonlySet<NodeId> | null, heights: React.RefObject<Map<NodeId, number>>) {
  const all = useLayout();
  const layers = useMemo(() => (drawn === null ? all : all.filter((layer) => drawn.has(layer.id))), [all, drawn]);
  const selected = useUiStore((state) => state.selectedNodes);
  const [nodes, setNodes] = useState<CardNode[]>(() => projectNodes([], layers, new Set(selected), layers[0]?.id));
  useLayoutEffect(() => {
    const chosen = new Set(selected);
    const tabStop = selected.find((id) => layers.some((layer) => layer.id === id)) ?? layers[0]?.id;
    setNodes((before) => projectNodes(before, layers, chosen, tabStop));
  }, [layers, selected]);
  useLayoutEffect(() => {
    for (const { id, measured } of nodes) if (measured?.height) heights.current.set(id, measured.height);
  }, [nodes, heights]);
  return { nodes, setNodes };
}

/** React Flow's edges, the same array as long as none has changed. */
export function useWires(drawn: ReadonlySet<NodeId> | null): WireEdge[] {
  const nodes = useLayout();
  const edges = useDocumentStore((state) => state.document?.network.edges ?? noEdges);
  const selected = useUiStore((state) => state.selectedEdges);
  const last = useRef<WireEdge[]>([]);
  return useMemo(() => {
    const wires = drawn === null ? edges : edges.filter(({ source, target }) => drawn.has(source) && drawn.has(target));
    const byId = new Map(nodes.map((layer) => [layer.id, layer]));
    last.current = projectEdges(last.current, wires, byId, new Set(selected), shortcutsIn({ nodes, edges }));
    return last.current;
  }, [drawn, nodes, edges, selected]);
}
