// Dragging a layer from the palette onto the canvas with the browser's own drag and drop.
import type { DragEvent } from 'react';

/** Browsers lower the case of types and hide their contents until the drop. */
export const layerDragType = 'application/x-layerloom-layer';

let dragged: string | null = null;

export function startLayerDrag(event: DragEvent, kind: string): void {
  dragged = kind;
  event.dataTransfer.setData(layerDragType, kind);
  event.dataTransfer.effectAllowed = 'copy';
  document.documentElement.toggleAttribute('data-dragging-layer', true);
}

export function endLayerDrag(): void {
  dragged = null;
  document.documentElement.removeAttribute('data-dragging-layer');
}

/** The kind being dragged in this window; null when the drag comes from elsewhere. */
export function draggedLayer(): string | null {
  return dragged;
}
