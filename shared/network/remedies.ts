// Better remedies than a layer can think of alone: an Output knows what it needs, the graph knows which layer to change.
import { answerShapes, endFor } from '../choices/defaults';
import type { DataSpec, TargetSpec } from '../data/spec';
import type { LayerDefinition } from '../layers/layer';
import type { Fix, Problem } from '../result';
import type { TensorSpec } from '../shape';
import type { LayerNode, NodeId } from './document';
import { edgesInto, type Wiring } from './graph';

interface Surroundings {
  readonly wiring: Wiring;
  readonly specs: ReadonlyMap<NodeId, TensorSpec>;
  readonly data: DataSpec | null;
  readonly layer: (kind: string) => LayerDefinition | undefined;
}

/** The one layer that feeds this node; undefined when none or several do. */
export function feederOf(wiring: Wiring, id: NodeId): LayerNode | undefined {
  const edges = edgesInto(wiring, id);
  return edges.length === 1 ? wiring.nodes.get(edges[0]!.source) : undefined;
}

/** The target that an Output names, or the data's first. */
export function targetOf(data: DataSpec | null, output: LayerNode): TargetSpec | undefined {
  return data === null
    ? undefined
    : (data.targets[String(output.params['target'] ?? '')] ?? Object.values(data.targets)[0]);
}

/** Puts remedies that change the layer before an Output ahead of the Output's own. */
export function withBetterFixes(problem: Problem, output: LayerNode, around: Surroundings): Problem {
  const last = feederOf(around.wiring, output.id);
  const target = targetOf(around.data, output);
  if (!last || !target || around.layer(last.kind)?.params['units']?.type !== 'int') return problem;
  const { units, activation } = endFor(target);
  const fixes: Fix[] = [];
  const rank = around.specs.get(last.id)?.shape.length;
  if (rank === answerShapes(target)[0]!.length) {
    const hasActivation = around.layer(last.kind)?.params['activation'] !== undefined;
    fixes.push({
      type: 'setParams',
      title: `Set units of ${last.name} to ${units}`,
      node: last.id,
      params: hasActivation ? { units, activation } : { units },
    });
  } else if (answerShapes(target)[0]!.length === 1)
    fixes.push({ type: 'insertBefore', title: `Insert Flatten before ${last.name}`, kind: 'flatten', node: last.id });
  return { ...problem, fixes: [...fixes, ...(problem.fixes ?? [])] };
}
