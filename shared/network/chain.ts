// Networks written in a line: layers one after the other, and the one that ends them for some data.
import { answerShapes, endFor } from '../choices/defaults';
import type { DataSpec } from '../data/spec';
import type { ParamValues } from '../result';
import type { Network } from './document';
import { addNode, connect } from './edits';
import { foldRanks } from './layout';

/** A layer and its parameters; the rest are defaults. */
export type Step = readonly [kind: string, params?: ParamValues];

/** Layers one after the other, each wired to the one before; a long chain in several rows. */
export function chain(steps: readonly Step[]): Network {
  let network: Network = { nodes: [], edges: [] };
  let before: string | null = null;
  const places = foldRanks(steps.map((_, rank) => ({ id: String(rank), rank, across: 0 })));
  for (const [place, [kind, params]] of steps.entries()) {
    const added = addNode(network, kind, places.get(String(place))!, params);
    network = before === null ? added.network : connect(added.network, before, added.id, 'input');
    before = added.id;
  }
  return network;
}

/** The layer that ends a network for this data: its size and activation follow from the target. */
export function headFor(data: DataSpec): Step {
  const target = Object.values(data.targets)[0];
  if (!target) return ['dense', { units: 1, activation: 'linear' }];
  const { units, activation } = endFor(target);
  return answerShapes(target)[0]!.length === 3
    ? ['conv2d', { filters: units, kernelSize: [1, 1], padding: 'same', activation }]
    : ['dense', { units, activation }];
}
