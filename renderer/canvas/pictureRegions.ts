// Which part of the sheet the picture of a large network covers, and how finely. Pure.
import type { NodeId } from '../../shared/network/document';
import type { Wiring } from '../../shared/network/graph';
import { cardBox, overlaps, shownBox, type Box, type HeightOf } from './geometry';
import type { Size, View } from './motion';

/** Not more than this is painted at once: 16 MB. */
const mostPixels = 4_000_000;
/** While a zoom goes on, or ahead of one: little enough to be painted between two frames, all of the network. */
const mostOfWhole = 800_000;
const air = 12;

export function around(world: Box): Box {
  return { left: world.left - air, top: world.top - air, right: world.right + air, bottom: world.bottom + air };
}

function areaOf(box: Box): number {
  return (box.right - box.left) * (box.bottom - box.top);
}

/** Pixels per canvas pixel at which the whole network is painted in passing; no more than the screen has. */
export function wholeScale(world: Box, sharpest: number): number {
  return Math.min(sharpest, Math.sqrt(mostOfWhole / areaOf(around(world))));
}

/** What both have in common, or null. */
export function common(box: Box, world: Box): Box | null {
  const left = Math.max(box.left, world.left);
  const top = Math.max(box.top, world.top);
  const right = Math.min(box.right, world.right);
  const bottom = Math.min(box.bottom, world.bottom);
  return left < right && top < bottom ? { left, top, right, bottom } : null;
}

/** The view with some margin when all of it has cards, else the view, else nothing. */
export function readyBox(
  wiring: Wiring,
  heightOf: HeightOf,
  drawn: ReadonlySet<NodeId>,
  view: View,
  { width, height }: Size,
): Box | null {
  for (const margin of [250, 100, 0]) {
    const box = shownBox(view, width, height, margin);
    let all = true;
    for (const node of wiring.nodes.values()) {
      if (drawn.has(node.id) || !overlaps(cardBox(node, heightOf), box)) continue;
      all = false;
      break;
    }
    if (all) return box;
  }
  return null;
}

/** The whole network where that is not too much to paint, else what is shown and as much around it as there is room for. */
export function regionFor(world: Box, shown: Box, scale: number): Box | null {
  const whole = around(world);
  const pixels = (box: Box) => areaOf(box) * scale * scale;
  if (pixels(whole) <= mostPixels) return whole;
  const grow = Math.max(0, (Math.sqrt(mostPixels / pixels(shown)) - 1) / 2);
  const [wide, high] = [(shown.right - shown.left) * grow, (shown.bottom - shown.top) * grow];
  return common(
    { left: shown.left - wide, top: shown.top - high, right: shown.right + wide, bottom: shown.bottom + high },
    whole,
  );
}
