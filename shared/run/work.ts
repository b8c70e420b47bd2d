// How much a network computes, estimated from its plan: for choosing how to run it before it runs.
import { findLayer } from '../layers';
import { type TensorSpec, sizeOf } from '../shape';
import type { Plan, PlanLayer } from './plan';

/** What a run computes in every step: its network, and the one that it learns from, if any. */
export interface Work {
  readonly plan: Plan;
  readonly teacher?: { readonly plan: Plan } | undefined;
}

/** Threads that the native engine uses: one beats all where operations are so small that sharing them out costs more. */
export type Threads = 'one' | 'all';

/** Multiply-adds of one operation above which a second thread pays (measured: docs/performance.md). */
const SHARED_OUT = 20_000_000;

/** Places at which a layer applies its weights: pixels, steps; 1 for plain features. Sizes that are not known count 1. */
function places({ shape }: TensorSpec): number {
  return shape.slice(0, -1).reduce<number>((product, size) => product * (size ?? 1), 1);
}

/**
 * Multiply-adds of each of the layer's weights for one sample, forward: numbers in a weight times the places where it is
 * applied. Exact for dense and convolutional layers, an estimate for others.
 */
export function layerWork(plan: Plan, layer: PlanLayer): { readonly perPlace: number; readonly places: number } {
  const definition = findLayer(layer.kind);
  if (definition === undefined) return { perPlace: 0, places: 1 };
  const inputs = layer.inputs.map((id) => plan.layers.find((other) => other.id === id)!.output);
  const context = { data: plan.spec, layer: findLayer };
  const weights = definition.weights(inputs, layer.params as never, context);
  const kernels = weights.filter(({ shape }) => shape.length > 1);
  const perPlace = kernels.reduce((sum, { shape }) => sum + (sizeOf(shape) ?? 0), 0);
  if (definition.kind === 'embedding') return { perPlace: 0, places: 1 };
  return { perPlace, places: Math.max(places(layer.output), inputs.length === 0 ? 1 : places(inputs[0]!)) };
}

/** Multiply-adds of the largest single operation in a forward pass over a batch. Steps of recurrence come one by one. */
export function largestOperation(plan: Plan, batchSize: number): number {
  const sizes = plan.layers.map((layer) => {
    const { perPlace, places: all } = layerWork(plan, layer);
    return perPlace * (findLayer(layer.kind)?.family === 'recurrent' ? 1 : all);
  });
  return batchSize * Math.max(0, ...sizes);
}

export function threadsFor({ plan, teacher }: Work): Threads {
  const { batchSize } = plan.training;
  const networks = teacher === undefined ? [plan] : [plan, teacher.plan];
  return networks.some((network) => largestOperation(network, batchSize) > SHARED_OUT) ? 'all' : 'one';
}
