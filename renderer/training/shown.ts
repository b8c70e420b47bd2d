// Which run the training screen shows: the one in progress or just ended, else the newest kept one.
import { useMemo } from 'react';
import type { RunState } from '../../shared/run/state';
import { curvesOf, sortRuns, useKeptCurves, useKeptRun, useRecordsStore, type KeptRun } from '../runs/records';
import { useRunStore } from '../stores/runStore';
import type { RunCurves } from './charts/curves';
import { useEvery } from './charts/useEvery';

/** Curves are drawn anew at most this often while batches arrive: ten times a second looks alive and costs little. */
const drawEveryMs = 100;

export interface ShownRun {
  readonly curves: RunCurves;
  /** The run as the store follows it; idle when a kept run is shown. */
  readonly live: RunState;
  readonly kept: KeptRun | undefined;
  readonly plannedEpochs: number;
}

export function useShownRun(): ShownRun | null {
  const live = useRunStore((state) => state.run);
  const series = useRunStore((state) => state.series);
  const batches = useRunStore((state) => state.batches);
  const runs = useRunStore((state) => state.runs);
  const version = useEvery(batches, drawEveryMs);
  const liveId = live.status === 'idle' ? undefined : live.runId;
  const summary = liveId === undefined ? sortRuns(runs)[0] : runs.find((run) => run.id === liveId);
  const kept = useKeptRun(liveId === undefined ? summary : undefined);
  const name = summary?.name ?? '';

  const history = live.status === 'idle' ? undefined : live.history;
  const perEpoch = live.status === 'idle' ? 0 : live.batchesPerEpoch;
  const bestEpoch = live.status === 'idle' ? 0 : live.bestEpoch;
  const curves = useMemo<RunCurves | null>(
    () =>
      liveId === undefined || history === undefined
        ? null
        : { id: liveId, name, series, version, epochs: history, batchesPerEpoch: perEpoch, bestEpoch },
    [liveId, history, name, series, version, perEpoch, bestEpoch],
  );
  if (curves !== null && live.status !== 'idle') return { curves, live, kept: undefined, plannedEpochs: live.epochs };
  if (kept === undefined) return null;
  return { curves: curvesOf(kept), live, kept, plannedEpochs: kept.record.plan.training.epochs };
}

/** Curves of the runs chosen for comparison, without the one shown. */
export function useGhosts(shownId: string | undefined): readonly RunCurves[] {
  const compared = useRecordsStore((state) => state.compared);
  const ids = useMemo(() => compared.filter((id) => id !== shownId), [compared, shownId]);
  return useKeptCurves(ids);
}
