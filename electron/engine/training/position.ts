// How far a run has come: what a batch and an epoch do to it. Pure; a checkpoint holds it.
import type { Figures } from '../../../shared/run/events';
import type { EpochRecord } from '../../../shared/run/record';
import type { RunPosition } from './checkpoint';
import { type FigureSums, addSums } from './objective';

/** Before the first batch; `zero` are sums over no samples. */
export function startPosition(zero: FigureSums): RunPosition {
  return {
    epoch: 1,
    batch: 0,
    step: 0,
    sums: zero,
    epochs: [],
    bestEpoch: 0,
    bestLoss: null,
    referenceLoss: null,
    epochsWithout: 0,
    elapsedMs: 0,
  };
}

export function afterBatch(position: RunPosition, sums: FigureSums): RunPosition {
  return {
    ...position,
    batch: position.batch + 1,
    step: position.step + 1,
    sums: addSums(position.sums, sums),
  };
}

export interface EpochOutcome {
  readonly train: Figures;
  readonly validation: Figures | null;
  /** Before which the next epoch begins. */
  readonly zero: FigureSums;
  /** Weights of earlier epochs are not to be kept, however good they were. */
  readonly outdoes: boolean;
  /** The loss says nothing about how good the weights are: the last are kept. */
  readonly keepsLast: boolean;
  /** What counts as better for early stopping. */
  readonly minDelta: number;
}

/** The loss that says which epoch is the best: on samples that training does not see, where there are any. */
export function monitoredLoss({ train, validation }: Pick<EpochOutcome, 'train' | 'validation'>): number {
  return validation?.['loss'] ?? train['loss']!;
}

/** Ends the position's epoch. `isBest`: its weights are those to be kept. */
export function afterEpoch(
  position: RunPosition,
  outcome: EpochOutcome,
): { readonly position: RunPosition; readonly entry: EpochRecord; readonly isBest: boolean } {
  const { epoch, bestLoss, referenceLoss } = position;
  const { train, validation, outdoes } = outcome;
  const loss = monitoredLoss(outcome);
  const isBest = outcome.keepsLast || outdoes || bestLoss === null || loss < bestLoss;
  const improved = outdoes || referenceLoss === null || loss < referenceLoss - outcome.minDelta;
  const entry = { epoch, step: position.step, train, validation, elapsedMs: Math.round(position.elapsedMs) };
  return {
    entry,
    isBest,
    position: {
      ...position,
      epoch: epoch + 1,
      batch: 0,
      sums: outcome.zero,
      epochs: [...position.epochs, entry],
      ...(isBest ? { bestEpoch: epoch, bestLoss: loss } : {}),
      ...(improved ? { referenceLoss: loss, epochsWithout: 0 } : { epochsWithout: position.epochsWithout + 1 }),
    },
  };
}
