// Lines that were drawn, as what they are made of: where the pen went, and how thick it was.
import { type Grey, rgbaToGrey } from './drawing';

export interface Stroke {
  readonly brush: number;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** White lines on black, as handwritten digits are kept. */
export function paintStrokes(context: CanvasRenderingContext2D, strokes: readonly Stroke[]): void {
  const { width, height } = context.canvas;
  context.fillStyle = '#000';
  context.fillRect(0, 0, width, height);
  context.strokeStyle = '#fff';
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const { brush, points } of strokes) {
    context.lineWidth = brush;
    context.beginPath();
    points.forEach(([x, y], at) => (at === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
    // A dot is a line that goes hardly anywhere.
    if (points.length === 1) context.lineTo(points[0]![0] + 0.01, points[0]![1]);
    context.stroke();
  }
}

function contextOf(width: number, height: number): CanvasRenderingContext2D | null {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  return canvas.getContext('2d', { willReadFrequently: true });
}

/** Strokes on a pad of this size as a grey picture; null where there is no canvas to paint on. */
export function greyOfStrokes(strokes: readonly Stroke[], width: number, height: number): Grey | null {
  const context = contextOf(width, height);
  if (context === null) return null;
  paintStrokes(context, strokes);
  return rgbaToGrey(context.getImageData(0, 0, width, height).data, width, height);
}
