// The course of the learning rate over a training that has not begun, for its small curve.
import { findOptimizer, optimizerValues } from '../../shared/choices/optimizers';
import { type EpochFigures, findSchedule, learningRateAt } from '../../shared/choices/schedules';
import type { DataSpec } from '../../shared/data/spec';
import { splitCounts } from '../../shared/data/split';
import type { ProjectDocument } from '../../shared/network/document';
import type { TrainingConfig } from '../../shared/run/training';

export interface RatePoint {
  /** Epochs done, with fractions. */
  readonly epoch: number;
  readonly rate: number;
}

/** Batches of an epoch; 1 as long as there is no data. */
export function stepsPerEpoch(document: ProjectDocument, data: DataSpec | null): number {
  if (document.data === null || data === null) return 1;
  const samples = splitCounts(data.sampleCount, document.data.split).train;
  return Math.max(1, Math.ceil(samples / document.training.batchSize));
}

/**
 * At most `count` points from the first step to the last. A schedule that looks back is shown as if the loss never got
 * better after the first epoch.
 */
export function ratePoints(training: TrainingConfig, steps: number, count = 160): readonly RatePoint[] {
  const optimizer = findOptimizer(training.optimizer);
  const base = Number(optimizer ? optimizerValues(optimizer, training.optimizerParams)['learningRate'] : 0.001);
  const totalSteps = steps * training.epochs;
  const places = Math.min(count, totalSteps);
  // Such a schedule changes by whole epochs, and looking back over a great many of them takes time.
  const looksBack = findSchedule(training.schedule.id)?.looksBack === true;
  const flat: EpochFigures = { train: { loss: 1 }, validation: { loss: 1 } };
  return Array.from({ length: places }, (_, place) => {
    const step = places === 1 ? 0 : Math.round((place * (totalSteps - 1)) / (places - 1));
    const epoch = Math.floor(step / steps);
    const epochs = looksBack ? Array.from({ length: Math.min(epoch, 5000) }, () => flat) : [];
    const moment = { step, epoch, stepsPerEpoch: steps, totalSteps, epochs };
    return { epoch: step / steps, rate: learningRateAt(training.schedule, base, moment) };
  });
}
