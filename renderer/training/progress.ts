// How far a run has come, as one number for bars and the taskbar and as words for people.
import type { RunState } from '../../shared/run/state';

/** True while a run is going on, paused or not. */
export function isActive(run: RunState): run is Extract<RunState, { status: 'starting' | 'running' | 'paused' }> {
  return run.status === 'starting' || run.status === 'running' || run.status === 'paused';
}

/** 0 to 1 for a run in progress (what the dock and the taskbar show); null when none is. */
export function runProgress(run: RunState): number | null {
  if (!isActive(run)) return null;
  const total = run.epochs * run.batchesPerEpoch;
  return total === 0 ? 0 : Math.min(1, run.step / total);
}
