// Freezing layers and letting them learn again, each as one named step of undo.
import type { NodeId } from '../../shared/network/document';
import { setFrozen } from '../../shared/network/edits';
import { reachable } from '../../shared/network/graph';
import { t } from '../i18n';
import { editNetwork, useDocumentStore } from './documentStore';
import { useUiStore } from './uiStore';

/** Of these layers those that have weights: the others have nothing to hold. */
function weighty(ids: Iterable<NodeId>): readonly NodeId[] {
  const counts = useDocumentStore.getState().analysis?.parameters;
  return [...ids].filter((id) => {
    const count = counts?.get(id);
    return count !== undefined && count.trainable + count.fixed > 0;
  });
}

function isFrozen(id: NodeId): boolean {
  return useDocumentStore.getState().analysis?.wiring.nodes.get(id)?.frozen === true;
}

/** Of the selected layers with weights: how many learn, and how many are frozen. */
export function frozenState(ids: readonly NodeId[]): { readonly learning: number; readonly frozen: number } {
  const of = weighty(ids);
  const frozen = of.filter(isFrozen).length;
  return { learning: of.length - frozen, frozen };
}

export function freezeLayers(ids: Iterable<NodeId>, frozen: boolean): void {
  const changed = weighty(ids).filter((id) => isFrozen(id) !== frozen);
  if (changed.length === 0) return;
  const label = frozen ? t('edits.freeze', { count: changed.length }) : t('edits.thaw', { count: changed.length });
  editNetwork(label, (current) => setFrozen(current, changed, frozen));
}

/** Freezes the selected layers; where all of them are, lets them learn again. */
export function toggleFrozen(): void {
  const { selectedNodes } = useUiStore.getState();
  freezeLayers(selectedNodes, frozenState(selectedNodes).learning > 0);
}

/** Freezes all layers that the selected ones read, however indirectly; the selected ones learn on. */
export function freezeBefore(): void {
  const wiring = useDocumentStore.getState().analysis?.wiring;
  const { selectedNodes } = useUiStore.getState();
  if (!wiring) return;
  const before = reachable(wiring, selectedNodes, 'backward');
  for (const id of selectedNodes) before.delete(id);
  freezeLayers(before, true);
}

/** Lets every layer learn. */
export function thawAll(): void {
  const nodes = useDocumentStore.getState().document?.network.nodes ?? [];
  freezeLayers(
    nodes.map(({ id }) => id),
    false,
  );
}

export function anyFrozen(): boolean {
  return useDocumentStore.getState().document?.network.nodes.some(({ frozen }) => frozen === true) === true;
}
