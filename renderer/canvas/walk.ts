// The layer that an arrow key leads to.
import { edgesInto, edgesOutOf, type Wiring } from '../../shared/network/graph';
import type { Direction as Flow, NodeId } from '../../shared/network/document';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** What an arrow means in a network that flows down: as if it were turned to flow to the right. */
const turned = { left: 'up', right: 'down', up: 'left', down: 'right' } as const;

/**
 * Along the flow arrows follow wires (the straightest one where there are several), across it they lead to the nearest
 * card. Undefined where there is nothing further.
 */
export function walk(wiring: Wiring, from: NodeId, key: Direction, flow: Flow = 'right'): NodeId | undefined {
  const direction = flow === 'down' ? turned[key] : key;
  const start = wiring.nodes.get(from)?.position;
  if (!start) return undefined;
  const best = (ids: Iterable<NodeId>, cost: (dx: number, dy: number) => number): NodeId | undefined => {
    let winner: NodeId | undefined;
    let lowest = Infinity;
    for (const id of ids) {
      const at = wiring.nodes.get(id)?.position;
      if (!at || id === from) continue;
      const [dx, dy] = [at.x - start.x, at.y - start.y];
      const price = flow === 'down' ? cost(dy, dx) : cost(dx, dy);
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
