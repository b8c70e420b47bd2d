// What happens on the canvas while the pointer is down or rests: nothing of it outlives the gesture.
import { create } from 'zustand';
import type { EdgeId, NodeId } from '../../shared/network/document';

interface CanvasState {
  /** Layers that the wire being drawn may reach; null while none is drawn. */
  readonly reachableTargets: ReadonlySet<NodeId> | null;
  /** The wire that would take in what is being dragged. */
  readonly dropEdge: EdgeId | null;
  /** The wire under the pointer, and where. */
  readonly hoverEdge: { readonly id: EdgeId; readonly x: number; readonly y: number } | null;
  /** Why the last wire was not drawn, at the place where it was let go. */
  readonly refusal: { readonly reason: string; readonly x: number; readonly y: number } | null;
}

export const useCanvasStore = create<CanvasState>()(() => ({
  reachableTargets: null,
  dropEdge: null,
  hoverEdge: null,
  refusal: null,
}));

export function setDropEdge(dropEdge: EdgeId | null): void {
  if (useCanvasStore.getState().dropEdge !== dropEdge) useCanvasStore.setState({ dropEdge });
}

let refusalTimer: ReturnType<typeof setTimeout> | undefined;
const refusalShownMs = 3500;

/** Says beside the pointer why a wire snapped back, until the next press or a few seconds have passed. */
export function refuse(reason: string, x: number, y: number): void {
  const forget = () => {
    clearTimeout(refusalTimer);
    window.removeEventListener('pointerdown', forget, true);
    window.removeEventListener('keydown', forget, true);
    useCanvasStore.setState({ refusal: null });
  };
  clearTimeout(refusalTimer);
  useCanvasStore.setState({ refusal: { reason, x, y } });
  refusalTimer = setTimeout(forget, refusalShownMs);
  window.addEventListener('pointerdown', forget, true);
  window.addEventListener('keydown', forget, true);
}
