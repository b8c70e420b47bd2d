// What is selected is there: an undo or an edit from elsewhere may take a layer or a wire away.
import { useDocumentStore } from './documentStore';
import { select, useUiStore } from './uiStore';

/** Starts watching. Returns the off switch. */
export function keepSelection(): () => void {
  return useDocumentStore.subscribe((state, before) => {
    if (state.document === before.document || state.document === null) return;
    const { nodes, edges } = state.document.network;
    if (nodes === before.document?.network.nodes && edges === before.document.network.edges) return;
    const { selectedNodes, selectedEdges } = useUiStore.getState();
    if (selectedNodes.length === 0 && selectedEdges.length === 0) return;
    const [layers, wires] = [new Set(nodes.map(({ id }) => id)), new Set(edges.map(({ id }) => id))];
    select(
      selectedNodes.filter((id) => layers.has(id)),
      selectedEdges.filter((id) => wires.has(id)),
    );
  });
}
