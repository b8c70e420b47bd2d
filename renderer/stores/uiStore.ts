// What the window shows and has selected: nothing here is saved with the project or undone.
import { create } from 'zustand';
import type { EdgeId, NodeId } from '../../shared/network/document';
import type { Point } from '../../shared/network/edits';

export type Step = 'start' | 'data' | 'network' | 'train' | 'evaluate' | 'predict' | 'export';
/** Where one works on a project. */
export type WorkStep = Exclude<Step, 'start'>;
export const steps: readonly WorkStep[] = ['data', 'network', 'train', 'evaluate', 'predict', 'export'];

/** Windows within the window; at most one is open. */
export type Dialog =
  | 'none'
  | 'palette'
  | 'addLayer'
  | 'shortcuts'
  | 'settings'
  | 'about'
  | 'devices'
  | 'closing'
  | 'newProject'
  | 'fileWork';

export type DrawerTab = 'problems' | 'runs' | 'outline';

/** Where a layer chosen from the "add" menu goes. Positions are on the canvas. */
export type AddPlace =
  /** After the selected layer, or where there is room. */
  | { readonly type: 'auto' }
  | { readonly type: 'at'; readonly position: Point }
  | { readonly type: 'after'; readonly node: NodeId; readonly position?: Point }
  | { readonly type: 'before'; readonly node: NodeId; readonly port: string; readonly position?: Point }
  | { readonly type: 'edge'; readonly edge: EdgeId };

/** A small menu that stands at a place of the window (client pixels), or in its middle. */
export type FloatingMenu =
  | { readonly type: 'add'; readonly place: AddPlace; readonly at?: Point }
  | { readonly type: 'connect'; readonly from: NodeId; readonly at?: Point };

interface UiState {
  /** False until it is known what to show first. */
  readonly ready: boolean;
  readonly step: Step;
  readonly selectedNodes: readonly NodeId[];
  readonly selectedEdges: readonly EdgeId[];
  readonly dialog: Dialog;
  readonly menu: FloatingMenu | null;
  readonly drawer: 'closed' | DrawerTab;
  /** The layer whose name is being typed, on its card or in the outline. */
  readonly renaming: NodeId | null;
  /** The run that Evaluate, Predict and Export work on; null: the newest. */
  readonly chosenRun: string | null;
}

export const useUiStore = create<UiState>()(() => ({
  ready: false,
  step: 'start',
  selectedNodes: [],
  selectedEdges: [],
  dialog: 'none',
  menu: null,
  drawer: 'closed',
  renaming: null,
  chosenRun: null,
}));

export function goTo(step: Step): void {
  useUiStore.setState({ step, menu: null, renaming: null });
}

export function selectNodes(selectedNodes: readonly NodeId[]): void {
  select(selectedNodes, []);
}

/** Equal selections keep their arrays, so that nothing is drawn again. */
export function select(selectedNodes: readonly NodeId[], selectedEdges: readonly EdgeId[]): void {
  const state = useUiStore.getState();
  if (sameIds(state.selectedNodes, selectedNodes) && sameIds(state.selectedEdges, selectedEdges)) return;
  useUiStore.setState({ selectedNodes, selectedEdges });
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, place) => id === b[place]);
}

export function openDialog(dialog: Dialog): void {
  useUiStore.setState({ dialog, menu: null });
}

export function closeDialog(): void {
  useUiStore.setState({ dialog: 'none' });
}

export function openMenu(menu: FloatingMenu): void {
  useUiStore.setState({ menu });
}

export function closeMenu(): void {
  useUiStore.setState({ menu: null });
}

export function openDrawer(drawer: DrawerTab): void {
  useUiStore.setState({ drawer });
}

export function toggleDrawer(tab: DrawerTab): void {
  useUiStore.setState((state) => ({ drawer: state.drawer === tab ? 'closed' : tab }));
}

export function closeDrawer(): void {
  useUiStore.setState({ drawer: 'closed' });
}

export function startRenaming(renaming: NodeId | null): void {
  useUiStore.setState({ renaming });
}

/** What belongs to a project is let go when another one opens. */
export function resetView(step: Step): void {
  useUiStore.setState({
    step,
    selectedNodes: [],
    selectedEdges: [],
    menu: null,
    renaming: null,
    chosenRun: null,
    dialog: 'none',
  });
}
