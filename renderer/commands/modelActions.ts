// What the commands of the Network menu do.
import { anyFrozen, freezeBefore, frozenState, thawAll, toggleFrozen } from '../stores/freezing';
import { useDocumentStore } from '../stores/documentStore';
import { alignSelection, type Alignment } from '../stores/networkActions';
import { openDialog, openDrawer, openMenu, useUiStore } from '../stores/uiStore';
import { currentView } from '../stores/viewStore';
import { makeSmaller } from '../training/makeSmaller';
import type { Action, Actions } from './action';
import { hasProject, hasSelection, onCanvas } from './conditions';

const align = (how: Alignment): Action => ({
  isEnabled: () => onCanvas() && useUiStore.getState().selectedNodes.length > 1,
  run: () => alignSelection(how),
});

export const modelActions: Actions = {
  'model.addLayer': { isEnabled: onCanvas, run: () => openDialog('addLayer') },
  'model.connect': {
    isEnabled: () => hasSelection() && useUiStore.getState().selectedNodes.length === 1,
    run: () => openMenu({ type: 'connect', from: useUiStore.getState().selectedNodes[0]! }),
  },
  'model.autoLayout': { isEnabled: onCanvas, run: () => currentView()?.arrange() },
  'model.turnLayout': { isEnabled: onCanvas, run: () => currentView()?.turn() },
  'model.freeze': {
    isEnabled: () => {
      const { learning, frozen } = frozenState(useUiStore.getState().selectedNodes);
      return hasSelection() && learning + frozen > 0;
    },
    run: toggleFrozen,
  },
  'model.freezeBefore': { isEnabled: hasSelection, run: freezeBefore },
  'model.thawAll': { isEnabled: () => onCanvas() && anyFrozen(), run: thawAll },
  'model.smaller': {
    isEnabled: () => (useDocumentStore.getState().document?.network.nodes.length ?? 0) > 0,
    run: makeSmaller,
  },
  'model.alignLeft': align('left'),
  'model.alignTop': align('top'),
  'model.spaceColumns': align('columns'),
  'model.spaceRows': align('rows'),
  'model.validate': { isEnabled: hasProject, run: () => openDrawer('problems') },
};
