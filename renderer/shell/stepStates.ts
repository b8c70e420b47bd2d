// What each step has to say for itself: done, needs attention, running, or waiting for an earlier one.
import { hasWeights, type RunSummary } from '../../shared/run/record';
import type { RunState } from '../../shared/run/state';
import type { Analysis } from '../../shared/network/analyze';
import type { ProjectDocument } from '../../shared/network/document';
import type { WorkStep } from '../stores/uiStore';

export type StepState =
  { readonly kind: 'todo' | 'done' | 'running' | 'waiting' } | { readonly kind: 'attention'; readonly count: number };

/** Pure, so that a test can walk a beginner's way through it. */
export function stepStates(
  document: ProjectDocument | null,
  analysis: Analysis | null,
  run: RunState,
  runs: readonly RunSummary[],
): { readonly [S in WorkStep]: StepState } {
  const wrong = analysis?.problems.filter((problem) => problem.severity === 'error') ?? [];
  const errors = wrong.length;
  const inData = document?.data ? wrong.filter((problem) => problem.code.startsWith('data.')).length : 0;
  const inNetwork = wrong.filter((problem) => !problem.code.startsWith('data.')).length;
  const trained = runs.some(hasWeights);
  const busy = run.status === 'starting' || run.status === 'running' || run.status === 'paused';
  const empty = (document?.network.nodes.length ?? 0) === 0;
  const later: StepState = { kind: trained ? 'todo' : 'waiting' };
  return {
    data: inData > 0 ? { kind: 'attention', count: inData } : { kind: document?.data ? 'done' : 'todo' },
    network: empty ? { kind: 'todo' } : inNetwork > 0 ? { kind: 'attention', count: inNetwork } : { kind: 'done' },
    train: busy
      ? { kind: 'running' }
      : run.status === 'failed'
        ? { kind: 'attention', count: 1 }
        : trained
          ? { kind: 'done' }
          : { kind: errors > 0 || empty || !document?.data ? 'waiting' : 'todo' },
    evaluate: later,
    predict: later,
    export: later,
  };
}
