// What lies under the pointer, and who gets a card because of it.
import type { FocusEvent, PointerEvent } from 'react';
import type { EdgeId } from '../../../shared/network/document';
import type { Point } from '../../../shared/network/edits';
import { useDocumentStore } from '../../stores/documentStore';
import { selectNodes } from '../../stores/uiStore';
import { useCanvasStore } from '../canvasStore';
import { drawAllUpTo } from '../drawn';
import { layerAt, wireAt } from '../geometry';
import type { Sheet } from './sheet';

/** Where the pointer is on the canvas, for pasting under it. */
let pointer: Point | null = null;

/** On the sheet; null while it is elsewhere. */
export function lastPointer(): Point | null {
  return pointer;
}

/** The wire at a place of the window, seen through cards that lie above it. */
function edgeAt(x: number, y: number): EdgeId | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const id = element.closest<SVGElement>('.react-flow__edge')?.dataset['id'];
    if (id !== undefined) return id;
  }
  return null;
}

/** The wire at a place of the window, whether it has been drawn as such or in the picture of all. */
export function anyEdgeAt({ motion, heightOf, toSheet, touch }: Sheet, x: number, y: number): EdgeId | null {
  const seen = edgeAt(x, y);
  const { document: project, analysis } = useDocumentStore.getState();
  if (seen !== null || !project || !analysis || project.network.nodes.length <= drawAllUpTo) return seen;
  const reach = Math.max(10, 10 / motion.current().zoom);
  const direction = project.view?.direction ?? 'right';
  const edge = wireAt(project.network, analysis.wiring, heightOf, direction, toSheet({ x, y }), reach);
  if (edge) touch([edge.source, edge.target]);
  return edge?.id ?? null;
}

/** Whatever the pointer comes near gets a card that one can take hold of. */
function touchAt(sheet: Sheet, x: number, y: number): void {
  const { document: project, analysis } = useDocumentStore.getState();
  if (!project || !analysis || project.network.nodes.length <= drawAllUpTo) return;
  const card = layerAt(project.network.nodes, sheet.heightOf, sheet.toSheet({ x, y }));
  if (card === undefined) anyEdgeAt(sheet, x, y);
  else sheet.touch([card]);
}

export function pointingGestures(sheet: Sheet) {
  const { motion, toSheet } = sheet;
  return {
    onFocus: (event: FocusEvent) => {
      const id = (event.target as HTMLElement).dataset['id'];
      if (id !== undefined && event.target.matches('.react-flow__node:focus-visible')) selectNodes([id]);
    },
    onPointerDown: () => {
      // What begins here reckons with the view as it stands.
      if (motion.moving()) motion.settle();
    },
    onPointerMove: (event: PointerEvent) => {
      pointer = toSheet({ x: event.clientX, y: event.clientY });
      const connecting = useCanvasStore.getState().reachableTargets !== null;
      if (event.buttons !== 0 && !connecting) return;
      if (motion.moving() || !(event.target as Element).classList.contains('react-flow__pane')) return;
      touchAt(sheet, event.clientX, event.clientY);
    },
    onPointerLeave: () => {
      pointer = null;
    },
  };
}
