// Which wires may be drawn, and which layers fit behind another: answers with reasons, before anything changes.
import { findLayer, layers } from '../layers';
import type { LayerContext, LayerDefinition } from '../layers/layer';
import { defaultsOf } from '../params';
import type { Analysis } from './analyze';
import type { NodeId } from './document';
import { reachable } from './graph';

export type Validity = { readonly valid: true } | { readonly valid: false; readonly reason: string };

const valid: Validity = { valid: true };
const refuse = (reason: string): Validity => ({ valid: false, reason });

/**
 * Whether a wire from `source` to a port of `target` may be drawn. Shapes that do not fit are refused unless the
 * layer knows a one-click remedy: then the wire is drawn and the remedy is offered on the node.
 */
export function checkConnection(analysis: Analysis, source: NodeId, target: NodeId, port: string): Validity {
  const from = analysis.wiring.nodes.get(source);
  const to = analysis.wiring.nodes.get(target);
  if (!from || !to) return refuse('Drop the wire on a layer.');
  if (source === target) return refuse('A layer cannot feed itself.');
  const fromDefinition = findLayer(from.kind);
  const definition = findLayer(to.kind);
  if (fromDefinition?.role === 'output') return refuse('An Output is where the network ends: nothing can follow it.');
  if (!definition) return refuse(`This version does not know the layer "${to.kind}".`);
  if (definition.inputs.length === 0)
    return refuse(`${definition.title} is where data comes in: nothing can be wired into it.`);
  const entry = definition.inputs.find((candidate) => candidate.name === port);
  if (!entry) return refuse(`${definition.title} has no input called "${port}".`);
  if (analysis.wiring.incoming.get(target)?.some((edge) => edge.source === source && edge.port === port))
    return refuse('These two are already wired.');
  if (reachable(analysis.wiring, [target], 'forward').has(source))
    return refuse(`${to.name} already comes before ${from.name}: this wire would make a circle.`);
  const given = analysis.specs.get(source);
  if (given && definition.inputs.length === 1 && !entry.many) {
    const outcome = definition.inferShape([given], to.params as never, contextOf(analysis));
    if (!outcome.ok && !outcome.problem.fixes?.length) return refuse(outcome.problem.message);
  }
  return valid;
}

/** Definitions that accept what `source` gives, with their default parameters; merges fit anything. */
export function fittingLayers(analysis: Analysis, source: NodeId): readonly LayerDefinition[] {
  const given = analysis.specs.get(source);
  const context = contextOf(analysis);
  return layers.filter((definition) => {
    const port = definition.inputs[0];
    if (!port || definition.role === 'input') return false;
    if (!given || port.many || definition.role === 'output') return true;
    return (
      definition.inputs.length === 1 &&
      definition.inferShape([given], defaultsOf(definition.params) as never, context).ok
    );
  });
}

function contextOf(analysis: Analysis): LayerContext {
  return { data: analysis.data, layer: findLayer };
}
