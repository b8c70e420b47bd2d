// A run as the host follows it: what it is, what it has told, and what a person asked of it.
import type { TeacherPlace } from '../../../shared/run/engine';
import type { EngineEvent } from '../../../shared/run/events';
import type { Plan } from '../../../shared/run/plan';

/** What is settled before a run begins. */
export interface RunFacts {
  readonly runId: string;
  readonly name: string;
  readonly folder: string;
  readonly plan: Plan;
  /** The run whose weights it started from. */
  readonly from: string | undefined;
  readonly teacher: TeacherPlace | undefined;
}

export interface Followed extends RunFacts {
  /** Batches are left out. */
  readonly events: EngineEvent[];
  ended: boolean;
  /** The person pressed pause, stop: an engine that comes back must know. */
  paused: boolean;
  stopping: boolean;
}

export function follow(facts: RunFacts): Followed {
  return { ...facts, events: [], ended: false, paused: false, stopping: false };
}

export function remember(run: Followed, event: EngineEvent): void {
  if (event.type === 'batch') return;
  const before = run.events[run.events.length - 1];
  // Only the newest of several phases in a row matters, and an endless run must not fill the memory with them.
  if (event.type === 'phase' && before?.type === 'phase') run.events.pop();
  run.events.push(event);
  if (event.type === 'paused') run.paused = true;
  if (event.type === 'resumed') run.paused = false;
  if (event.type === 'finished' || event.type === 'failed') run.ended = true;
}

/** The end of a run that was stopped while its engine could not say so itself. */
export function stoppedEvent({ events }: Followed): EngineEvent {
  const epochs = events.filter((event) => event.type === 'epoch');
  const best = epochs.filter((event) => event.best);
  return {
    type: 'finished',
    reason: 'stopped',
    bestEpoch: best[best.length - 1]?.epoch ?? 0,
    elapsedMs: epochs[epochs.length - 1]?.elapsedMs ?? 0,
  };
}
