// What the window knows of the run in progress: one union, changed only by `reduceRun`.
import type { Problem } from '../result';
import type { EngineEvent, EngineInfo } from './events';
import type { EpochRecord } from './record';

interface Progress {
  readonly runId: string;
  readonly engine: EngineInfo | null;
  readonly message: string;
  readonly phase: 'preparing' | 'training' | 'validating' | 'saving';
  readonly epochs: number;
  readonly batchesPerEpoch: number;
  readonly samples: { readonly train: number; readonly validation: number; readonly test: number };
  readonly parameters: number;
  readonly epoch: number;
  readonly step: number;
  readonly history: readonly EpochRecord[];
  readonly bestEpoch: number;
  readonly samplesPerSecond: number;
  /** Share of the last epoch's time, 0 to 1, spent waiting for samples; null before the first epoch's end. */
  readonly dataWait: number | null;
  /** Milliseconds of training up to the last epoch's end. */
  readonly elapsedMs: number;
}

export type RunState =
  | { readonly status: 'idle' }
  | ({ readonly status: 'starting' | 'running' | 'paused' } & Progress)
  | ({ readonly status: 'finished'; readonly reason: 'completed' | 'stopped' | 'earlyStopping' } & Progress)
  | ({ readonly status: 'failed'; readonly problem: Problem } & Progress);

export const idle: RunState = { status: 'idle' };

export function startingRun(runId: string): RunState {
  return {
    status: 'starting',
    runId,
    engine: null,
    message: 'Preparing',
    phase: 'preparing',
    epochs: 0,
    batchesPerEpoch: 0,
    samples: { train: 0, validation: 0, test: 0 },
    parameters: 0,
    epoch: 0,
    step: 0,
    history: [],
    bestEpoch: 0,
    samplesPerSecond: 0,
    dataWait: null,
    elapsedMs: 0,
  };
}

/** Every number of every batch is kept elsewhere (runStore's series); here only what the controls and tiles show. */
export function reduceRun(state: RunState, event: EngineEvent): RunState {
  if (state.status === 'idle') return state;
  switch (event.type) {
    case 'started':
      return {
        ...state,
        status: 'running',
        // A fresh account: the epochs before a checkpoint are told again.
        history: [],
        bestEpoch: 0,
        epoch: 0,
        step: event.step ?? 0,
        engine: event.engine,
        epochs: event.epochs,
        batchesPerEpoch: event.batchesPerEpoch,
        samples: event.samples,
        parameters: event.parameters,
      };
    case 'phase':
      return { ...state, phase: event.phase, message: event.message };
    case 'batch':
      return { ...state, epoch: event.epoch, step: event.step };
    case 'epoch':
      return {
        ...state,
        epoch: event.epoch,
        step: event.step,
        elapsedMs: event.elapsedMs,
        samplesPerSecond: event.samplesPerSecond,
        dataWait: event.samplesPerSecond > 0 ? event.dataWait : null,
        bestEpoch: event.best ? event.epoch : state.bestEpoch,
        history: [
          ...state.history,
          {
            epoch: event.epoch,
            step: event.step,
            train: event.train,
            validation: event.validation,
            elapsedMs: event.elapsedMs,
          },
        ],
      };
    case 'warning':
      return state;
    case 'paused':
      return { ...state, status: 'paused' };
    case 'resumed':
      return { ...state, status: 'running' };
    case 'finished':
      return {
        ...state,
        status: 'finished',
        reason: event.reason,
        bestEpoch: event.bestEpoch,
        elapsedMs: event.elapsedMs,
      };
    case 'failed':
      return { ...state, status: 'failed', problem: event.problem };
  }
}
