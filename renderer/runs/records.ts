// Records and curves of kept runs, asked for once and remembered: for charts, comparisons and the screens that work on
// a trained network.
import { useEffect } from 'react';
import { create } from 'zustand';
import type { Problem } from '../../shared/result';
import { hasWeights, type RunRecord, type RunSummary } from '../../shared/run/record';
import { api } from '../api';
import { useRunStore } from '../stores/runStore';
import type { Series } from '../stores/series';
import { useUiStore } from '../stores/uiStore';
import type { RunCurves } from '../training/charts/curves';
import { seriesOf } from '../training/follow';

export interface KeptRun {
  readonly record: RunRecord;
  /** Figures of every batch; null where they could not be read. */
  readonly series: Series | null;
}

interface RecordsState {
  readonly kept: ReadonlyMap<string, KeptRun>;
  readonly problems: ReadonlyMap<string, Problem>;
  /** Runs drawn as ghosts behind the one shown. */
  readonly compared: readonly string[];
}

export const useRecordsStore = create<RecordsState>()(() => ({ kept: new Map(), problems: new Map(), compared: [] }));

const asked = new Set<string>();

async function ask(runId: string): Promise<void> {
  if (asked.has(runId)) return;
  asked.add(runId);
  const [record, history] = await Promise.all([api.call('getRun', { runId }), api.call('getRunHistory', { runId })]);
  asked.delete(runId);
  useRecordsStore.setState((state) =>
    record.ok
      ? {
          kept: new Map(state.kept).set(runId, {
            record: record.value,
            series: history.ok ? seriesOf(history.value) : null,
          }),
        }
      : { problems: new Map(state.problems).set(runId, record.problem) },
  );
}

/** The record and curves of a kept run; undefined while they are being read. Asked for again when the run has moved on. */
export function useKeptRun(summary: RunSummary | undefined): KeptRun | undefined {
  const kept = useRecordsStore((state) => (summary ? state.kept.get(summary.id) : undefined));
  const id = summary?.id;
  const stale =
    summary !== undefined &&
    (kept === undefined || kept.record.epochs.length !== summary.epochs || kept.record.status !== summary.status);
  useEffect(() => {
    if (id !== undefined && stale) void ask(id);
  }, [id, stale]);
  return kept;
}

/** Curves of several kept runs, in the order asked for; those still being read are left out. */
export function useKeptCurves(ids: readonly string[]): readonly RunCurves[] {
  const kept = useRecordsStore((state) => state.kept);
  useEffect(() => {
    for (const id of ids) if (!useRecordsStore.getState().kept.has(id)) void ask(id);
  }, [ids]);
  return ids.flatMap((id) => {
    const run = kept.get(id);
    return run ? [curvesOf(run)] : [];
  });
}

const curvesByRun = new WeakMap<KeptRun, RunCurves>();

export function curvesOf(run: KeptRun): RunCurves {
  const known = curvesByRun.get(run);
  if (known) return known;
  const { record, series } = run;
  const [first] = record.epochs;
  const curves: RunCurves = {
    id: record.id,
    name: record.name,
    series,
    version: series?.length ?? 0,
    epochs: record.epochs,
    batchesPerEpoch: first ? first.step / first.epoch : 0,
    bestEpoch: record.bestEpoch,
  };
  curvesByRun.set(run, curves);
  return curves;
}

/** Draws a run behind the one shown, or no longer. */
export function toggleCompared(id: string): void {
  useRecordsStore.setState(({ compared }) => ({
    compared: compared.includes(id) ? compared.filter((entry) => entry !== id) : [...compared, id],
  }));
}

/** Lets go of a run that was deleted. */
export function forgetKept(id: string): void {
  useRecordsStore.setState((state) => {
    const kept = new Map(state.kept);
    kept.delete(id);
    return { kept, compared: state.compared.filter((entry) => entry !== id) };
  });
}

const newestFirst = (a: RunSummary, b: RunSummary) => b.createdAt.localeCompare(a.createdAt);

/** All runs, the newest first. */
export function sortRuns(runs: readonly RunSummary[]): readonly RunSummary[] {
  return [...runs].sort(newestFirst);
}

/** Runs that can predict, newest first, and the one that Evaluate, Predict and Export work on. */
export function useTrainedRuns(): { readonly runs: readonly RunSummary[]; readonly chosen: RunSummary | undefined } {
  const all = useRunStore((state) => state.runs);
  const chosenRun = useUiStore((state) => state.chosenRun);
  const runs = sortRuns(all).filter(hasWeights);
  return { runs, chosen: runs.find((run) => run.id === chosenRun) ?? runs[0] };
}
