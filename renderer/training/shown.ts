// Which run the training screen shows: the one in progress or just ended, else the newest kept one.
import { useMemo } from 'react';
import type { RunState } from '../../shared/run/state';
import { curvesOf, sortRuns, useKeptCurves, useKeptRun, useRecordsStore, type KeptRun } from '../runs/records';
import { useRunStore } from '../stores/runStore';
import type { RunCurves } from './charts/curves';
import { isActive } from './progress';
import { useRunEvery } from './useRunEvery';

/** Ten times a second looks alive. */
const drawEveryMs = 100;

/** The run that the screen is about, without its figures: changes when a run starts, ends or is forgotten. */
export interface ShownRun {
  /** The run as the store follows it; idle when a kept run is shown. */
  readonly live: RunState;
  readonly kept: KeptRun | undefined;
}

export function useShownRun(): ShownRun | null {
  const id = useRunStore((state) => (state.run.status === 'idle' ? undefined : state.run.runId));
  // Its end is shown in full; while it goes on, only that it does.
  const ended = useRunStore((state) =>
    state.run.status === 'finished' || state.run.status === 'failed' ? state.run : undefined,
  );
  const newest = useRunStore((state) => (id === undefined ? sortRuns(state.runs)[0] : undefined));
  const kept = useKeptRun(newest);
  return useMemo(() => {
    if (id !== undefined) return { live: ended ?? useRunStore.getState().run, kept: undefined };
    return kept === undefined ? null : { live: { status: 'idle' }, kept };
  }, [id, ended, kept]);
}

/** The curves of the run shown, as often as the machine can draw them with ease; null when there is no run. */
export function useShownCurves(shown: ShownRun): { readonly curves: RunCurves; readonly plannedEpochs: number } {
  const state = useRunEvery(
    (store) => store,
    drawEveryMs,
    (store) => store.run.status,
  );
  const { run, series, batches, runs } = state;
  return useMemo(() => {
    if (shown.kept) {
      return { curves: curvesOf(shown.kept), plannedEpochs: shown.kept.record.epochs.length };
    }
    if (run.status === 'idle') return { curves: nothing, plannedEpochs: 0 };
    const curves: RunCurves = {
      id: run.runId,
      name: runs.find((entry) => entry.id === run.runId)?.name ?? '',
      series,
      version: batches,
      epochs: run.history,
      batchesPerEpoch: run.batchesPerEpoch,
      bestEpoch: run.bestEpoch,
    };
    // A run that has ended has no more to come.
    return { curves, plannedEpochs: isActive(run) ? run.epochs : run.history.length };
  }, [shown.kept, run, series, batches, runs]);
}

const nothing: RunCurves = {
  id: '',
  name: '',
  series: null,
  version: 0,
  epochs: [],
  batchesPerEpoch: 0,
  bestEpoch: 0,
};

/** Curves of the runs chosen for comparison, without the one shown. */
export function useGhosts(shownId: string | undefined): readonly RunCurves[] {
  const compared = useRecordsStore((state) => state.compared);
  const ids = useMemo(() => compared.filter((id) => id !== shownId), [compared, shownId]);
  return useKeptCurves(ids);
}
