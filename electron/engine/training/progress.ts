// A run's position while it trains, its best weights, and what of both is on the disk.
import { join } from 'node:path';
import { writeAtomically } from '../files';
import { runFiles } from '../../../shared/run/runFiles';
import { takeWeights } from '../network';
import type { Plan } from '../../../shared/run/plan';
import type { RunStatus } from '../../../shared/run/record';
import { writeSafetensors } from '../../../shared/run/safetensors';
import type { HistoryWriter } from './batchHistory';
import { type RunPosition, writeCheckpoint } from './checkpoint';
import type { Prepared } from './preparation';
import type { RecordKeeper } from './record';

export interface ProgressOf {
  readonly folder: string;
  readonly plan: Plan;
  readonly prepared: Prepared;
  readonly history: HistoryWriter;
  readonly record: RecordKeeper;
  /** The best weights have been written. */
  weightsWritten(): void;
}

export interface Progress {
  position(): RunPosition;
  moveTo(position: RunPosition): void;
  /** Counts the time up to now in the position. */
  settleTime(): void;
  /** What passed since the time was settled is not counted. */
  skipTime(): void;
  /** The weights as they were pulled last are the best so far; they are on the disk after the next save. */
  keepWeights(): void;
  hasBest(): boolean;
  /** True when the last save is at least this old. Large networks take long to write: a twentieth of the time at most. */
  saveIsDue(afterMs: number): boolean;
  save(status: RunStatus): Promise<void>;
}

export function createProgress({ folder, plan, prepared, history, record, weightsWritten }: ProgressOf): Progress {
  const { network, step } = prepared;
  let { position, best } = prepared;
  let unwritten = false;
  let savedAt = performance.now();
  let savingMs = 0;
  let countedAt = performance.now();
  const settleTime = () => {
    const now = performance.now();
    position = { ...position, elapsedMs: position.elapsedMs + now - countedAt };
    countedAt = now;
  };
  return {
    position: () => position,
    moveTo: (next) => {
      position = next;
    },
    settleTime,
    skipTime: () => {
      countedAt = performance.now();
    },
    keepWeights: () => {
      best = takeWeights(network);
      unwritten = true;
    },
    hasBest: () => best !== null,
    saveIsDue: (afterMs) => performance.now() - savedAt >= Math.max(afterMs, 20 * savingMs),
    async save(status) {
      const startedAt = performance.now();
      settleTime();
      history.flush();
      if (unwritten && best !== null) {
        await writeAtomically(join(folder, runFiles.weights), writeSafetensors(best));
        unwritten = false;
        weightsWritten();
      }
      step.pull();
      await writeCheckpoint(folder, plan, {
        position,
        weights: takeWeights(network),
        best,
        optimizer: step.learner.take(),
      });
      await record.write({
        status,
        epochs: position.epochs,
        bestEpoch: position.bestEpoch,
        elapsedMs: Math.round(position.elapsedMs),
      });
      savedAt = performance.now();
      savingMs = savedAt - startedAt;
    },
  };
}
