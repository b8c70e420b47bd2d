// Changes to the layers that vary samples right behind an Input, each a named step of undo.
import { findLayer } from '../../../shared/layers';
import { addAugmentation, moveAugmentation } from '../../../shared/network/augmentations';
import type { NodeId } from '../../../shared/network/document';
import { t } from '../../i18n';
import { editNetwork, useDocumentStore } from '../../stores/documentStore';
import { alongFlow } from '../../stores/networkActions';

export function insertAugmentation(input: NodeId, kind: string): void {
  editNetwork(
    t('edits.add', { title: findLayer(kind)?.title ?? kind }),
    (network) => alongFlow(network, (turned) => addAugmentation(turned, input, kind))?.network ?? network,
  );
}

export function reorderAugmentation(input: NodeId, id: NodeId, by: 1 | -1): void {
  const name = useDocumentStore.getState().analysis?.wiring.nodes.get(id)?.name ?? t('edits.layer');
  editNetwork(t('edits.move', { count: 1, name }), (network) => moveAugmentation(network, input, id, by));
}
