// One training run from its start to its last event: prepared, trained, answered to while it trains, and put away.
import { join } from 'node:path';
import { runFiles } from '../../../shared/run/runFiles';
import type { RunRequest } from '../../../shared/run/engine';
import type { EngineEvent } from '../../../shared/run/events';
import type { RunRecord } from '../../../shared/run/record';
import { completeTraining } from '../../../shared/run/training';
import type { RunningEngine } from '../backends';
import type { Network } from '../network';
import { toProblem } from '../problems';
import { type HistoryWriter, openHistory } from './batchHistory';
import { createEventBatcher } from './events';
import { type Prepared, discard, prepare } from './preparation';
import { createProgress } from './progress';
import { createRecord } from './record';
import { createRunControl } from './runControl';
import type { RunSurroundings } from './runSurroundings';
import { trainEpochs } from './trainEpochs';

export interface LiveRun {
  readonly engine: RunningEngine;
  readonly network: Network;
  readonly record: RunRecord;
}

export interface Run {
  readonly runId: string;
  readonly folder: string;
  /** The network as it trains, while there is one; between two batches it may be asked for predictions. */
  live(): LiveRun | null;
  /** True once weights.safetensors is there to be read. */
  hasWeights(): boolean;
  pause(): void;
  resume(): void;
  stop(): void;
  /** Settles after the last event; never rejects. */
  readonly done: Promise<void>;
}

/** Starts at once; everything, failures included, arrives as events. */
export function startRun(request: RunRequest, surroundings: RunSurroundings): Run {
  const { runId, folder } = request;
  let { plan } = request;
  const control = createRunControl();
  const events = createEventBatcher(runId, surroundings.send);
  const record = createRecord(request);
  let live: LiveRun | null = null;
  let hasWeights = false;
  /** Brings the network's weights up to date before somebody looks at them. */
  let refresh: (() => void) | null = null;

  async function whole(): Promise<void> {
    const last = await outcome();
    events.push(last);
  }

  /** The run's last event, once everything it held is free again. */
  async function outcome(): Promise<EngineEvent> {
    let prepared: Prepared | null = null;
    let history: HistoryWriter | null = null;
    try {
      plan = { ...plan, training: completeTraining(plan.training) };
      prepared = await prepare({ ...request, plan }, surroundings, control, events, record);
      if (prepared === null) {
        await record.write({ status: 'stopped' });
        return { type: 'finished', reason: 'stopped', bestEpoch: 0, elapsedMs: 0 };
      }
      live = { engine: prepared.engine, network: prepared.network, record: record.now() };
      refresh = prepared.step.pull;
      history = openHistory(join(folder, runFiles.batches), prepared.objective.names, prepared.position.step > 0);
      hasWeights = prepared.best !== null;
      const progress = createProgress({
        folder,
        plan,
        prepared,
        history,
        record,
        weightsWritten: () => (hasWeights = true),
      });
      const { saveAfterMs, saveWithinEpochMs } = surroundings;
      const reason = await trainEpochs({
        plan,
        prepared,
        progress,
        history,
        record,
        events,
        control,
        saveAfterMs,
        saveWithinEpochMs,
        hasWeights: () => hasWeights,
      });
      return { type: 'finished', reason, bestEpoch: record.now().bestEpoch, elapsedMs: record.now().elapsedMs };
    } catch (error) {
      const problem = toProblem(error, 'training');
      // The first problem is the one to be told, even where it cannot be written down.
      await record.write({ status: 'failed', problem }).catch(() => undefined);
      return { type: 'failed', problem };
    } finally {
      live = null;
      refresh = null;
      try {
        history?.close();
      } catch {
        // The disk is full: the figures of the last moments are lost, which the failure above has said.
      }
      prepared?.data.close();
      if (prepared !== null) discard(prepared);
    }
  }

  return {
    runId,
    folder,
    live: () => {
      refresh?.();
      return live;
    },
    hasWeights: () => hasWeights,
    pause: control.pause,
    resume: control.resume,
    stop: control.stop,
    done: whole(),
  };
}
