// What people do to layers that use the same weights, each as one named step of undo.
import { findLayer } from '../../shared/layers';
import type { LayerNode, Network, NodeId } from '../../shared/network/document';
import { shareAgain } from '../../shared/network/edits';
import { ownerOf, sharersOf, unshare } from '../../shared/network/sharing';
import { t } from '../i18n';
import { editNetwork, useDocumentStore } from './documentStore';
import { cardSize } from './networkActions';
import { selectNodes, useUiStore } from './uiStore';
import { currentView } from './viewStore';

/** Whether a layer has weights: by its shape where that is known, else any layer that is no mark may. */
function mayOwn(node: LayerNode): boolean {
  const { analysis } = useDocumentStore.getState();
  if (node.shares !== undefined) return true;
  const count = analysis?.parameters.get(node.id);
  return count === undefined ? findLayer(node.kind)?.role === 'hidden' : count.trainable + count.fixed > 0;
}

function chosen(network: Network): readonly LayerNode[] {
  const { selectedNodes } = useUiStore.getState();
  return network.nodes.filter(({ id, kind }) => selectedNodes.includes(id) && findLayer(kind)?.role === 'hidden');
}

/** Whether there is anything in the selection whose weights could be used again. */
export function canShare(): boolean {
  const network = useDocumentStore.getState().document?.network;
  return network !== undefined && chosen(network).some(mayOwn);
}

/** The selected layers once more, below, with the same weights; Inputs and Outputs are left out. */
export function shareSelection(): void {
  const network = useDocumentStore.getState().document?.network;
  if (network === undefined || !canShare()) return;
  const layers = chosen(network);
  const owning = new Set(layers.filter(mayOwn).map(({ id }) => id));
  const heights = layers.map(({ position }) => position.y);
  const down = Math.max(...heights) - Math.min(...heights) + cardSize.height + 38;
  let ids: readonly NodeId[] = [];
  editNetwork(t('edits.share', { count: layers.length, name: layers[0]!.name }), (current) => {
    const outcome = shareAgain(
      current,
      layers.map(({ id }) => id),
      { x: 0, y: down },
      (id) => owning.has(id),
    );
    ids = outcome.ids;
    return outcome.network;
  });
  selectNodes(ids);
}

/** Weights of its own for a layer. */
export function unshareLayer(node: LayerNode): void {
  editNetwork(t('edits.unshare', { name: node.name }), (current) => unshare(current, node.id));
}

/** Selects a layer and brings it into view. */
export function jumpTo(id: NodeId): void {
  selectNodes([id]);
  currentView()?.reveal(id);
}

export interface Sharing {
  /** The layer that keeps the weights; null where it is the layer itself. */
  readonly owner: LayerNode | null;
  /** The other layers that use them. */
  readonly others: readonly LayerNode[];
}

/** With whom a layer shares its weights; null where it does not. */
export function sharingOf(network: Network, id: NodeId): Sharing | null {
  const ids = sharersOf(network, id);
  if (ids.length < 2) return null;
  const nodes = new Map(network.nodes.map((node) => [node.id, node]));
  const owner = ownerOf(nodes, id);
  return {
    owner: owner === null || owner === id ? null : (nodes.get(owner) ?? null),
    others: ids.flatMap((other) => (other === id || other === owner ? [] : (nodes.get(other) ?? []))),
  };
}
