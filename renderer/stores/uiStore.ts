// What the window shows and has selected: nothing here is saved with the project or undone.
import { create } from 'zustand';
import type { EdgeId, NodeId } from '../../shared/network/document';

export type Step = 'start' | 'data' | 'network' | 'train' | 'evaluate' | 'predict' | 'export';
export const steps: readonly Exclude<Step, 'start'>[] = ['data', 'network', 'train', 'evaluate', 'predict', 'export'];

/** Windows within the window; at most one is open. */
export type Dialog =
  'none' | 'palette' | 'addLayer' | 'shortcuts' | 'settings' | 'about' | 'devices' | 'closing' | 'newProject';

interface UiState {
  readonly step: Step;
  readonly selectedNodes: readonly NodeId[];
  readonly selectedEdges: readonly EdgeId[];
  readonly dialog: Dialog;
  readonly drawer: 'closed' | 'problems' | 'runs' | 'outline';
  /** The run that Evaluate, Predict and Export work on; null: the newest. */
  readonly chosenRun: string | null;
}

export const useUiStore = create<UiState>()(() => ({
  step: 'start',
  selectedNodes: [],
  selectedEdges: [],
  dialog: 'none',
  drawer: 'closed',
  chosenRun: null,
}));

export function goTo(step: Step): void {
  useUiStore.setState({ step });
}

export function selectNodes(selectedNodes: readonly NodeId[]): void {
  useUiStore.setState({ selectedNodes, selectedEdges: [] });
}

export function select(selectedNodes: readonly NodeId[], selectedEdges: readonly EdgeId[]): void {
  useUiStore.setState({ selectedNodes, selectedEdges });
}

export function openDialog(dialog: Dialog): void {
  useUiStore.setState({ dialog });
}

export function closeDialog(): void {
  useUiStore.setState({ dialog: 'none' });
}
