// What others may ask of the canvas while it is on screen. The canvas puts itself here, so that commands, outline and
// palette need not know what draws it.
import { create } from 'zustand';
import type { NodeId } from '../../shared/network/document';
import type { Point } from '../../shared/network/edits';

export interface CanvasView {
  fit(): void;
  zoomIn(): void;
  zoomOut(): void;
  /** Brings a layer into view, without zooming. */
  reveal(node: NodeId): void;
  /** Gives the keyboard to a layer's card. */
  focus(node: NodeId): void;
  /** Lays all layers out along their wires. */
  arrange(): void;
  /** Lays them out the other way: from left to right, or from top to bottom. */
  turn(): void;
  /** The middle of what is shown, in canvas pixels. */
  centre(): Point;
  /** Where the pointer last was over the canvas; null when it is elsewhere. */
  pointer(): Point | null;
}

export const useViewStore = create<{ readonly view: CanvasView | null }>()(() => ({ view: null }));

export function currentView(): CanvasView | null {
  return useViewStore.getState().view;
}

/** A canvas that has just come up takes its first view a moment later. */
const firstViewMs = 60;

/** Does something with the canvas in its next frame, or once it has come up, if it is wanted then. */
export function withView(act: (view: CanvasView) => void, wanted: () => boolean): void {
  const now = () => {
    const view = currentView();
    if (view !== null && wanted()) act(view);
  };
  if (currentView() !== null) {
    requestAnimationFrame(now);
    return;
  }
  const off = useViewStore.subscribe(({ view }) => {
    if (view === null) return;
    off();
    setTimeout(now, firstViewMs);
  });
}
