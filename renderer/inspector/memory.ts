// How much memory training will need, before it starts: an estimate on the safe side of what tfjs and TensorFlow hold.
import type { Analysis } from '../../shared/network/analyze';
import { sizeOf } from '../../shared/shape';

const bytesPerNumber = 4;
/** Weights, their gradients, and the two moments that Adam keeps for each. */
const copiesOfWeights = 4;
/** Every layer's output is kept for the way back, where its gradient is as large. */
const copiesOfOutputs = 2;

/**
 * Bytes for weights and for the outputs of one batch. Sizes that differ from sample to sample are left out, so that
 * the true number may be higher where there are any.
 */
export function estimateMemory(analysis: Analysis, batchSize: number): number {
  let outputs = 0;
  for (const spec of analysis.specs.values()) outputs += sizeOf(spec.shape) ?? 0;
  const { trainable, fixed } = analysis.totals;
  return bytesPerNumber * (copiesOfWeights * trainable + fixed + copiesOfOutputs * outputs * batchSize);
}
