// Keeps every edit safe on the host's disk, two thirds of a second later at most, so that not even a crash loses work.
import type { ProjectDocument } from '../../shared/network/document';
import type { Problem } from '../../shared/result';
import { api } from '../api';
import { useDocumentStore } from './documentStore';
import { whenIdle } from './whenIdle';
import { whenLeft } from './whenLeft';

const keepAfterMs = 400;
/** Handing over a large document takes a while: between two keys rather than on one, but no later than this. */
const idleWithinMs = 250;

/** Starts keeping; `onProblem` hears of it when the host cannot. Returns the off switch. */
export function keepEdits(onProblem: (problem: Problem) => void): () => void {
  let waiting: ProjectDocument | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const document = waiting;
    waiting = null;
    if (document === null) return;
    void api.call('keepEdits', { document }).then((answer) => {
      if (!answer.ok) onProblem(answer.problem);
    });
  };

  const off = useDocumentStore.subscribe((state, before) => {
    if (state.document === before.document) return;
    // The host has what it has just opened or written; a project that is left has no more edits to come.
    if (state.document === null || state.document.id !== before.document?.id) {
      if (waiting !== null) flush();
      return;
    }
    waiting = state.document;
    timer ??= setTimeout(() => whenIdle(flush, idleWithinMs), keepAfterMs);
  });
  const stay = whenLeft(flush);
  return () => {
    off();
    flush();
    stay();
  };
}
