// Where the view stands when a network is opened, fitted in, or led to a layer. Pure.
import type { LayerNode } from '../../shared/network/document';
import { cardSize } from '../stores/networkActions';
import type { Box } from './geometry';
import type { View } from './motion';

interface Size {
  readonly width: number;
  readonly height: number;
}

export const zoomLimits = { least: 0.05, most: 2.5 };
/** A long network opens at its beginning, large enough to read, rather than whole and too small. */
const smallestFirstZoom = 0.6;
const firstMargin = 24;
/** So much of the canvas is filled when all is fitted in. */
const fitShare = 0.88;
/** The tools lie over the lower edge. */
const toolsHeight = 44;
const revealMargin = 24;

/** The whole network where it can be read, else its left end. */
export function firstView(nodes: readonly LayerNode[], { width, height }: Size): View {
  const span = (axis: 'x' | 'y', size: number) => {
    const places = nodes.map(({ position }) => position[axis]);
    const [low, high] = places.reduce(([a, b], at) => [Math.min(a, at), Math.max(b, at)], [Infinity, -Infinity]);
    return { low: low!, size: high! - low! + size };
  };
  const x = span('x', cardSize.width);
  const y = span('y', cardSize.height);
  const whole = Math.min(1, (width - 2 * firstMargin) / x.size, (height - 2 * firstMargin) / y.size);
  const zoom = Math.max(smallestFirstZoom, whole);
  const left = whole < zoom ? firstMargin : (width - x.size * zoom) / 2;
  return { x: left - x.low * zoom, y: Math.max(firstMargin, (height - y.size * zoom) / 2) - y.low * zoom, zoom };
}

/** All that is in the box, above the tools. */
export function wholeView(box: Box, { width, height }: Size): View {
  const free = height - toolsHeight;
  const [wide, high] = [box.right - box.left, box.bottom - box.top];
  const zoom = Math.max(zoomLimits.least, Math.min(1, (width * fitShare) / wide, (free * fitShare) / high));
  return { x: (width - wide * zoom) / 2 - box.left * zoom, y: (free - high * zoom) / 2 - box.top * zoom, zoom };
}

/** How far the view moves, in window pixels, to show the card; only as far as it takes: a canvas that jumps loses its reader. */
export function shiftToShow(
  card: Box,
  { x, y, zoom }: View,
  { width, height }: Size,
): readonly [byX: number, byY: number] {
  const shift = (low: number, high: number, size: number) => {
    if (high - low > size - 2 * revealMargin || low < revealMargin) return Math.max(0, revealMargin - low);
    return Math.min(0, size - revealMargin - high);
  };
  return [
    shift(x + card.left * zoom, x + card.right * zoom, width),
    shift(y + card.top * zoom, y + card.bottom * zoom, height),
  ];
}
