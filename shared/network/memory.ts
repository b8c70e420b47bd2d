// How much memory training will need, before it starts: an estimate of what TensorFlow holds, rather too high than too low.
import { findOptimizer, optimizerValues } from '../choices/optimizers';
import { type Problem, fail } from '../result';
import type { TrainingConfig } from '../run/training';
import { sizeOf, product } from '../shape';
import type { Analysis } from './analyze';
import { keptResults } from './graph';

const bytesPerNumber = 4;
/** Every layer's output is kept for the way back, where its gradient is as large. */
const copiesOfOutputs = 2;
/** An engine that does nothing yet: TensorFlow itself, and room for blocks of samples. */
const engineBytes = 600 * 2 ** 20;
/** Share of the machine's memory that a training may take before it is said; the rest is everybody else's. */
const fairShare = 0.7;

/**
 * Bytes for weights, their gradients, what the optimizer remembers of each, and the outputs of one batch. Sizes that
 * differ from sample to sample are left out, so that the true number may be higher where there are any.
 */
export function estimateMemory(
  analysis: Analysis,
  { batchSize, optimizer, optimizerParams }: Pick<TrainingConfig, 'batchSize' | 'optimizer' | 'optimizerParams'>,
): number {
  let outputs = 0;
  const kept = keptResults(analysis.flat.wiring, (id) => (analysis.parameters.get(id)?.trainable ?? 0) > 0);
  for (const [id, spec] of analysis.specs) if (kept.has(id)) outputs += sizeOf(spec.shape) ?? 0;
  const { trainable, fixed } = analysis.totals;
  const definition = findOptimizer(optimizer);
  // What it remembers of a weight grows with the weight or is a single number; a large weight tells.
  const slots =
    definition === undefined
      ? 2
      : definition
          .slots(optimizerValues(definition, optimizerParams) as never, [1000])
          .reduce((sum, { shape }) => sum + product(shape) / 1000, 0);
  const copiesOfWeights = 2 + slots;
  return bytesPerNumber * (copiesOfWeights * trainable + fixed + copiesOfOutputs * outputs * batchSize);
}

/** A warning when training will hardly fit into `machineBytes` of memory, with a smaller batch where that helps. */
export function checkMemory(analysis: Analysis, training: TrainingConfig, machineBytes: number): Problem | null {
  const room = fairShare * machineBytes - engineBytes;
  const needed = estimateMemory(analysis, training);
  if (needed <= room) return null;
  const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GB`;
  const said = `Training this network needs about ${gigabytes(needed + engineBytes)}; this machine has ${gigabytes(machineBytes)}, which other programs use too. It may become very slow or stop.`;
  let batchSize = training.batchSize;
  while (batchSize > 1 && estimateMemory(analysis, { ...training, batchSize }) > room) batchSize >>= 1;
  const helps = estimateMemory(analysis, { ...training, batchSize }) <= room;
  return {
    ...fail(
      'training.memory',
      helps
        ? `${said} With ${batchSize} ${batchSize === 1 ? 'sample' : 'samples'} in a batch it needs about ${gigabytes(estimateMemory(analysis, { ...training, batchSize }) + engineBytes)}.`
        : `${said} A smaller batch is not enough: use fewer or narrower layers.`,
      helps
        ? { fixes: [{ type: 'setTraining', title: `Set the batch to ${batchSize}`, values: { batchSize } }] }
        : { fixes: [{ type: 'goTo', title: 'Change the network', step: 'network' }] },
    ).problem,
    severity: 'warning',
  };
}
