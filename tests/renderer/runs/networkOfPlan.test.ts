// A kept run's network comes back whole: compiled again it is the same plan.
import { describe, expect, it } from 'vitest';
import { networkOfPlan } from '../../../renderer/runs/networkOfPlan';
import type { DataSpec } from '../../../shared/data/spec';
import { addNode, connect } from '../../../shared/network/edits';
import { analyze } from '../../../shared/network/analyze';
import { emptyDocument } from '../../../shared/samples';
import { orderedSources, edgesInto } from '../../../shared/network/graph';
import { findLayer } from '../../../shared/layers';
import type { Network } from '../../../shared/network/document';
import type { Plan } from '../../../shared/run/plan';
import { spec } from '../../../shared/shape';
import { defaultTraining } from '../../../shared/run/training';

/** Input → two branches → Concatenate → Output: wires whose order counts. */
function branched(): Network {
  let network: Network = { nodes: [], edges: [] };
  const ids: Record<string, string> = {};
  for (const [name, kind] of [
    ['in', 'input'],
    ['a', 'dense'],
    ['b', 'dense'],
    ['join', 'concatenate'],
    ['out', 'output'],
  ] as const) {
    const added = addNode(network, kind, { x: 0, y: 0 });
    network = added.network;
    ids[name] = added.id;
  }
  for (const [from, to, port] of [
    ['in', 'a', 'input'],
    ['in', 'b', 'input'],
    ['b', 'join', findLayer('concatenate')!.inputs[0]!.name],
    ['a', 'join', findLayer('concatenate')!.inputs[0]!.name],
    ['join', 'out', 'input'],
  ] as const)
    network = connect(network, ids[from]!, ids[to]!, port);
  return network;
}

describe('the network of a plan', () => {
  it('has the same layers, wires and their order', () => {
    const network = branched();
    const analysis = analyze({ ...emptyDocument('d', 'd'), network });
    const plan: Plan = {
      layers: analysis.order.map((id) => {
        const node = analysis.wiring.nodes.get(id)!;
        return {
          id,
          kind: node.kind,
          name: node.name,
          params: node.params,
          inputs: orderedSources(findLayer(node.kind)!.inputs, edgesInto(analysis.wiring, id)) as string[],
          output: spec([1]),
        };
      }),
      inputs: [],
      outputs: [],
      data: null as never,
      spec: {} as DataSpec,
      training: defaultTraining,
    };
    const restored = networkOfPlan(plan);
    expect(new Set(restored.nodes.map((node) => node.name))).toEqual(new Set(network.nodes.map((node) => node.name)));
    const wires = (of: Network) => of.edges.map(({ source, target, port }) => `${source}>${target}.${port}`);
    expect([...wires(restored)].sort()).toEqual([...wires(network)].sort());
    const join = network.nodes.find((node) => node.kind === 'concatenate')!.id;
    const order = (of: Network) => of.edges.filter((edge) => edge.target === join).map((edge) => edge.source);
    expect(order(restored)).toEqual(order(network));
    // No two layers on one spot.
    expect(new Set(restored.nodes.map(({ position }) => `${position.x},${position.y}`)).size).toBe(5);
  });
});
