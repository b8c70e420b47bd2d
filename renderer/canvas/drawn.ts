// Which layers of a large network get a card of their own. The others are drawn as one picture (Picture.tsx), which costs
// the same for a hundred as for a thousand.
import type { NodeId } from '../../shared/network/document';
import type { Wiring } from '../../shared/network/graph';
import { cardBox, overlaps, wireBox, wireEnds, type Box, type HeightOf } from './geometry';

/** Up to this many layers all have cards: nothing is gained by leaving some out. */
export const drawAllUpTo = 120;
/** More than this in view are too small to read: then the picture is better. */
const cardsInView = 150;
const cardsInAll = 240;

export interface Choice {
  /** Most wanted first. Empty from far away. */
  readonly ids: readonly NodeId[];
  /** So many of them, the first ones, are in view. */
  readonly inView: number;
  /** The view shows so much that only the picture is drawn. */
  readonly overview: boolean;
}

/**
 * Layers in `view`, nearest to its middle first; then those in `around` (a margin, so that a pan finds them ready) and
 * the ends of wires that cross the view, as far as the number allows.
 */
export function chooseDrawn(wiring: Wiring, heightOf: HeightOf, view: Box, around: Box): Choice {
  const middle = { x: (view.left + view.right) / 2, y: (view.top + view.bottom) / 2 };
  const found: { readonly id: NodeId; readonly far: number }[] = [];
  const near: { readonly id: NodeId; readonly far: number }[] = [];
  for (const node of wiring.nodes.values()) {
    const box = cardBox(node, heightOf);
    if (!overlaps(box, around)) continue;
    const far = Math.hypot((box.left + box.right) / 2 - middle.x, (box.top + box.bottom) / 2 - middle.y);
    (overlaps(box, view) ? found : near).push({ id: node.id, far });
  }
  if (found.length > cardsInView) return { ids: [], inView: 0, overview: true };
  const byDistance = (a: { readonly far: number }, b: { readonly far: number }) => a.far - b.far;
  const ids = new Set<NodeId>();
  for (const { id } of found.sort(byDistance)) ids.add(id);
  for (const list of wiring.outgoing.values()) {
    for (const edge of list) {
      if (ids.size >= cardsInAll) break;
      if (ids.has(edge.source) && ids.has(edge.target)) continue;
      const ends = wireEnds(edge, wiring, heightOf, 'right');
      if (ends && overlaps(wireBox(ends), view)) ids.add(edge.source).add(edge.target);
    }
  }
  for (const { id } of near.sort(byDistance)) {
    if (ids.size >= cardsInAll) break;
    ids.add(id);
  }
  return { ids: [...ids], inView: found.length, overview: false };
}
