// Which wires lead past other layers, for what draws or finds them.
import type { Edge, EdgeId, Network } from '../../shared/network/document';
import { shortcutsOf, wiringOf } from '../../shared/network/graph';

/** Wires are immutable: what follows from them is worked out once, and not at every edit of a layer. */
const known = new WeakMap<readonly Edge[], ReadonlySet<EdgeId>>();

export function shortcutsIn(network: Network): ReadonlySet<EdgeId> {
  let found = known.get(network.edges);
  if (!found) known.set(network.edges, (found = shortcutsOf(wiringOf(network))));
  return found;
}
