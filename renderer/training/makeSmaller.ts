// A smaller network of the same build, as one named step of undo.
import { smallerNetwork } from '../../shared/network/smaller';
import { t } from '../i18n';
import { edit, undo, useDocumentStore } from '../stores/documentStore';
import { formatCount } from '../ui/numbers';
import { showMessage } from '../ui/showProblem';

function parameters(): number {
  const totals = useDocumentStore.getState().analysis?.totals;
  return totals === undefined ? 0 : totals.trainable + totals.fixed;
}

/** Halves the hidden layers and says what that came to. */
export function makeSmaller(): void {
  const { document } = useDocumentStore.getState();
  if (document === null) return;
  const network = smallerNetwork(document);
  if (network === document.network) {
    showMessage(t('edits.smallerNot'));
    return;
  }
  const before = formatCount(parameters());
  edit(t('edits.smaller'), (current) => ({ ...current, network }));
  const { document: made } = useDocumentStore.getState();
  showMessage(t('edits.smallerDone', { before, after: formatCount(parameters()) }), {
    title: t('runs.undo'),
    // What was edited meanwhile is not what the button stands beside.
    run: () => {
      if (useDocumentStore.getState().document === made) undo();
    },
  });
}
