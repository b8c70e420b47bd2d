// Runs as the window knows them: the one in progress (reduceRun), every figure of its batches, and the list of all runs.
import { create } from 'zustand';
import type { EventMessage } from '../../shared/run/events';
import type { RunSummary } from '../../shared/run/record';
import { idle, reduceRun, startingRun, type RunState } from '../../shared/run/state';
import { appendFigures, emptySeries, type Series } from './series';

interface RunStoreState {
  readonly run: RunState;
  /** Figures of every batch of the run shown. The object is changed in place; `batches` says how far it has come. */
  readonly series: Series;
  readonly batches: number;
  readonly runs: readonly RunSummary[];
}

export const useRunStore = create<RunStoreState>()(() => ({ run: idle, series: emptySeries(), batches: 0, runs: [] }));

/** Starts following a run from its beginning. */
export function followRun(runId: string): void {
  useRunStore.setState({ run: startingRun(runId), series: emptySeries(), batches: 0 });
}

/** Starts following a run whose past figures are known (after a reload of the window). */
export function rejoinRun(run: RunState, series: Series): void {
  useRunStore.setState({ run, series, batches: series.length });
}

export function forgetRun(): void {
  useRunStore.setState({ run: idle, series: emptySeries(), batches: 0 });
}

/** One message of events: one update of the store, however many batches it tells of. */
export function receiveEvents(message: EventMessage): void {
  const state = useRunStore.getState();
  const { series } = state;
  if (state.run.status === 'idle' || state.run.runId !== message.runId) return;
  let run: RunState = state.run;
  for (const event of message.events) {
    run = reduceRun(run, event);
    if (event.type === 'batch') appendFigures(series, event.step, event.figures);
  }
  useRunStore.setState({ run, batches: series.length });
}

/** The list as it is now. A run that has ended and was deleted since is not the one in progress any more. */
export function setRuns(runs: readonly RunSummary[]): void {
  const { run, runs: before } = useRunStore.getState();
  useRunStore.setState({ runs });
  if (run.status !== 'finished' && run.status !== 'failed') return;
  const listed = (all: readonly RunSummary[]) => all.some(({ id }) => id === run.runId);
  if (listed(before) && !listed(runs)) forgetRun();
}
