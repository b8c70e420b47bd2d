// The network of a kept run, back as a document's network: places are made anew, everything else is exact.
import { findLayer } from '../../shared/layers';
import type { Edge, Network } from '../../shared/network/document';
import { columnStep } from '../../shared/network/edits';
import type { Plan } from '../../shared/run/plan';

const rowStep = 140;

/** Layers stand in columns by their distance from the inputs. */
export function networkOfPlan(plan: Plan): Network {
  const column = new Map<string, number>();
  const rows = new Map<number, number>();
  const edges: Edge[] = [];
  const nodes = plan.layers.map((layer) => {
    const at = Math.max(-1, ...layer.inputs.map((input) => column.get(input) ?? 0)) + 1;
    const row = rows.get(at) ?? 0;
    column.set(layer.id, at);
    rows.set(at, row + 1);
    const ports = findLayer(layer.kind)?.inputs ?? [];
    for (const [place, source] of layer.inputs.entries()) {
      // A port that takes many wires takes all that are left; others one each, in their order.
      const port = ports[Math.min(place, ports.length - 1)];
      edges.push({ id: `e${edges.length + 1}`, source, target: layer.id, port: port?.name ?? 'input' });
    }
    return {
      id: layer.id,
      kind: layer.kind,
      name: layer.name,
      params: layer.params,
      position: { x: at * columnStep, y: row * rowStep },
      ...(layer.shares === undefined ? {} : { shares: layer.shares }),
      ...(layer.frozen === true ? { frozen: true as const } : {}),
    };
  });
  return { nodes, edges };
}
