// Conditions that several commands share.
import { useDocumentStore } from '../stores/documentStore';
import { useUiStore } from '../stores/uiStore';

export function hasProject(): boolean {
  return useDocumentStore.getState().document !== null;
}

export function onCanvas(): boolean {
  return hasProject() && useUiStore.getState().step === 'network';
}

export function hasSelection(): boolean {
  return onCanvas() && useUiStore.getState().selectedNodes.length > 0;
}
