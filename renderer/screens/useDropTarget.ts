// A place on a screen that takes a dropped file itself. The window's own drop place sees that it was taken by the
// default being prevented (renderer/shell/FileDrop.tsx), which is why the events travel on.
import { useState, type DragEvent } from 'react';

/**
 * Attributes for the element; `data-over` is there while something hangs over it. `take` gets the first file, all, and what
 * was dropped as a whole, which can be asked only at once.
 */
export function useDropTarget(take: (file: File, all: readonly File[], dropped: DataTransfer) => void) {
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
      const files = [...event.dataTransfer.files];
      if (files[0]) take(files[0], files, event.dataTransfer);
    },
  };
}
