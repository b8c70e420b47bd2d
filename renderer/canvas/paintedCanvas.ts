// A canvas element over a part of the sheet: painted once, then moved and stretched with the view.
import { drawPicture, type PictureOf } from './drawPicture';
import { contains, type Box } from './geometry';
import type { View } from './motion';

export interface PaintedCanvas {
  /** All of this part of the sheet is on it. */
  covers(box: Box): boolean;
  /** It was painted from these; at this scale, where one is given. */
  shows(inputs: readonly unknown[], scale?: number): boolean;
  /** `inputs`: what the painting depends on, to be known again. */
  paint(of: PictureOf, inputs: readonly unknown[]): void;
  /** Follows the view; null: out of sight. */
  place(view: View | null): void;
}

/** A layer that is hidden goes, and costs a frame when it comes back; one that is elsewhere only moves. */
const outOfSight = 'translateX(-200000px)';

export function createPaintedCanvas(element: HTMLCanvasElement): PaintedCanvas {
  let region: Box | null = null;
  let scale = 0;
  let from: readonly unknown[] = [];
  let transform = '';
  return {
    covers: (box) => region !== null && contains(region, box),
    shows: (inputs, at = scale) =>
      region !== null && at === scale && inputs.length === from.length && inputs.every((each, n) => each === from[n]),
    paint(of, inputs) {
      ({ region, scale } = of);
      from = inputs;
      element.width = Math.max(1, Math.ceil((of.region.right - of.region.left) * scale));
      element.height = Math.max(1, Math.ceil((of.region.bottom - of.region.top) * scale));
      drawPicture(element, of);
    },
    place(view) {
      const next =
        view === null || region === null
          ? outOfSight
          : `translate(${view.x + region.left * view.zoom}px, ${view.y + region.top * view.zoom}px) scale(${view.zoom / scale})`;
      if (next === transform) return;
      transform = next;
      element.style.transform = next;
    },
  };
}
