// The layer that an arrow key leads to.
import { edgesInto, edgesOutOf, type Wiring } from '../../shared/network/graph';
import type { NodeId } from '../../shared/network/document';

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * Left and right follow wires (the straightest one where there are several), up and down lead to the nearest card
 * above or below. Undefined where there is nothing further.
 */
export function walk(wiring: Wiring, from: NodeId, direction: Direction): NodeId | undefined {
  const start = wiring.nodes.get(from)?.position;
  if (!start) return undefined;
  const best = (ids: Iterable<NodeId>, cost: (dx: number, dy: number) => number): NodeId | undefined => {
    let winner: NodeId | undefined;
    let lowest = Infinity;
    for (const id of ids) {
      const at = wiring.nodes.get(id)?.position;
      if (!at || id === from) continue;
      const price = cost(at.x - start.x, at.y - start.y);
      if (price < lowest) {
        lowest = price;
        winner = id;
      }
    }
    return winner;
  };
  const straight = (_dx: number, dy: number) => Math.abs(dy);
  switch (direction) {
    case 'right':
      return best(
        edgesOutOf(wiring, from).map((edge) => edge.target),
        straight,
      );
    case 'left':
      return best(
        edgesInto(wiring, from).map((edge) => edge.source),
        straight,
      );
    case 'up':
      return best(wiring.nodes.keys(), (dx, dy) => (dy < -10 ? Math.abs(dx) * 2 - dy : Infinity));
    case 'down':
      return best(wiring.nodes.keys(), (dx, dy) => (dy > 10 ? Math.abs(dx) * 2 + dy : Infinity));
  }
}
