// What the commands of the Edit menu do.
import { t } from '../i18n';
import { canGroup, canUngroup, groupSelection, ungroupSelection } from '../stores/blockActions';
import { canShare, shareSelection } from '../stores/sharingActions';
import { redo, redoLabel, undo, undoLabel } from '../stores/documentStore';
import { deleteSelection, duplicateSelection, selectAll } from '../stores/networkActions';
import { startRenaming, useUiStore } from '../stores/uiStore';
import type { Actions } from './action';
import { copyFromMenu, pasteFromMenu } from './clipboard';
import { hasSelection, onCanvas } from './conditions';

export const editActions: Actions = {
  'edit.undo': {
    isEnabled: () => undoLabel() !== null,
    run: undo,
    title: () => t('commands.undo', { what: undoLabel() ?? '' }).trim(),
  },
  'edit.redo': {
    isEnabled: () => redoLabel() !== null,
    run: redo,
    title: () => t('commands.redo', { what: redoLabel() ?? '' }).trim(),
  },
  'edit.cut': { isEnabled: hasSelection, run: () => copyFromMenu(true) },
  'edit.copy': { isEnabled: hasSelection, run: () => copyFromMenu(false) },
  'edit.paste': { isEnabled: onCanvas, run: () => void pasteFromMenu() },
  'edit.duplicate': { isEnabled: hasSelection, run: duplicateSelection },
  'edit.shareAgain': { isEnabled: () => hasSelection() && canShare(), run: shareSelection },
  'edit.delete': {
    isEnabled: () => hasSelection() || (onCanvas() && useUiStore.getState().selectedEdges.length > 0),
    run: deleteSelection,
  },
  'edit.rename': {
    isEnabled: () => hasSelection() && useUiStore.getState().selectedNodes.length === 1,
    run: () => startRenaming(useUiStore.getState().selectedNodes[0] ?? null),
  },
  'edit.group': { isEnabled: () => hasSelection() && canGroup(), run: groupSelection },
  'edit.ungroup': { isEnabled: () => hasSelection() && canUngroup(), run: ungroupSelection },
  'edit.selectAll': { isEnabled: onCanvas, run: selectAll },
};
