// Draws the data map: a dot for each sample, the chosen ones above the others, and the lasso.
import type { DataMap } from '../../shared/data/shown';
import { classToken } from '../ui/classColours';
import { toScreen, type Point, type View } from './mapGeometry';

export interface DrawnMap {
  readonly map: DataMap;
  /** The class of each point, -1 where the target is a number, -2 where it is left out. */
  readonly labels: readonly number[];
  readonly view: View;
  readonly width: number;
  readonly height: number;
  readonly chosen: ReadonlySet<number>;
  /** The lasso as far as it is drawn. */
  readonly line: readonly Point[];
  /** The point under the pointer, or -1. */
  readonly over: number;
}

const radius = 3;

/** A colour between two others, both "#rrggbb". */
function between(from: string, to: string, share: number): string {
  const part = (colour: string, at: number) => parseInt(colour.slice(at, at + 2), 16);
  return `rgb(${[1, 3, 5].map((at) => Math.round(part(from, at) + share * (part(to, at) - part(from, at)))).join(',')})`;
}

/** The colour of each point: its class's, or between cold and warm where the target is a number. */
function fillOf({ map, labels }: DrawnMap, colour: (token: string) => string): (place: number) => string {
  const low = map.targets.reduce((a, b) => Math.min(a, b), Infinity);
  const high = map.targets.reduce((a, b) => Math.max(a, b), -Infinity);
  return (place) => {
    const label = labels[place]!;
    if (label !== -1 || map.classes !== undefined) return colour(classToken(label));
    if (map.targets.length === 0) return colour('--family-core');
    const share = high > low ? (map.targets[place]! - low) / (high - low) : 0;
    return between(colour('--family-core'), colour('--family-activation'), share);
  };
}

/** `colour` reads one by its variable's name. `dense`: pixels of the canvas for each of the screen's. */
export function drawMap(
  context: CanvasRenderingContext2D,
  drawn: DrawnMap,
  colour: (name: string) => string,
  dense: number,
): void {
  const { map, labels, view, width, height, chosen, line, over } = drawn;
  const { canvas } = context;
  canvas.width = Math.round(width * dense);
  canvas.height = Math.round(height * dense);
  context.scale(dense, dense);
  context.clearRect(0, 0, width, height);
  const fill = fillOf(drawn, colour);
  const stroke = (token: string, lineWidth: number) => {
    context.strokeStyle = colour(token);
    context.lineWidth = lineWidth;
    context.stroke();
  };
  const circle = (place: number, size: number): boolean => {
    const [x, y] = toScreen(view, [map.x[place]!, map.y[place]!]);
    if (x < -size || y < -size || x > width + size || y > height + size) return false;
    context.beginPath();
    context.arc(x, y, size, 0, 2 * Math.PI);
    return true;
  };
  const dot = (place: number) => {
    if (!circle(place, radius)) return;
    if (labels[place] === -2) {
      stroke('--ink-faint', 1);
      return;
    }
    context.fillStyle = fill(place);
    context.globalAlpha = chosen.size > 0 && !chosen.has(place) ? 0.25 : 0.8;
    context.fill();
    context.globalAlpha = 1;
    if (chosen.has(place)) stroke('--ink', 1);
  };
  map.x.forEach((_, place) => {
    if (!chosen.has(place)) dot(place);
  });
  chosen.forEach(dot);
  if (over >= 0 && circle(over, radius + 3)) stroke('--ink', 1.5);
  if (line.length > 1) {
    context.beginPath();
    line.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
    context.closePath();
    context.globalAlpha = 0.12;
    context.fillStyle = colour('--accent');
    context.fill();
    context.globalAlpha = 1;
    stroke('--accent', 1.5);
  }
}
