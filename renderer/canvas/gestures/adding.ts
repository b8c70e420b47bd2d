// Putting layers on the canvas: by double click, or dragged from the palette, onto a wire too.
import type { DragEvent, MouseEvent } from 'react';
import { findLayer } from '../../../shared/layers';
import { draggedLayer, layerDragType } from '../../palette/drag';
import { addLayer, cardSize } from '../../stores/networkActions';
import { openMenu } from '../../stores/uiStore';
import { setDropEdge, useCanvasStore } from '../canvasStore';
import type { Sheet } from './sheet';
import { anyEdgeAt } from './pointing';

export function addingGestures(sheet: Sheet) {
  const { toSheet } = sheet;
  return {
    onDoubleClick: (event: MouseEvent) => {
      if (!(event.target as Element).classList.contains('react-flow__pane')) return;
      const { clientX: x, clientY: y } = event;
      const at = toSheet({ x, y });
      openMenu({
        type: 'add',
        place: { type: 'at', position: { x: at.x - cardSize.width / 2, y: at.y - 21 } },
        at: { x, y },
      });
    },
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(layerDragType)) return;
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = 'copy';
      const kind = draggedLayer();
      const fits = kind === null || findLayer(kind)?.role === 'hidden';
      setDropEdge(fits ? anyEdgeAt(sheet, event.clientX, event.clientY) : null);
    },
    onDragLeave: () => setDropEdge(null),
    onDrop: (event: DragEvent) => {
      const kind = event.dataTransfer.getData(layerDragType);
      if (!findLayer(kind)) return;
      event.preventDefault();
      event.stopPropagation();
      const { dropEdge } = useCanvasStore.getState();
      setDropEdge(null);
      const at = toSheet({ x: event.clientX, y: event.clientY });
      addLayer(
        kind,
        dropEdge !== null
          ? { type: 'edge', edge: dropEdge }
          : { type: 'at', position: { x: at.x - cardSize.width / 2, y: at.y - cardSize.height / 2 } },
      );
    },
  };
}
