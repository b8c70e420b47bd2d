// A place on a screen that takes a dropped file itself. The window's own drop place sees that it was taken by the
// default being prevented (renderer/shell/FileDrop.tsx), which is why the events travel on.
import { useState, type DragEvent } from 'react';

/** Attributes for the element; `data-over` is there while something hangs over it. Of several files the first counts. */
export function useDropTarget(take: (file: File) => void) {
  const [over, setOver] = useState(false);
  return {
    'data-over': over || undefined,
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      const [file] = event.dataTransfer.files;
      if (file) take(file);
    },
  };
}
