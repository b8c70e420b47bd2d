// Long work that a person can watch and cancel, by the id they gave it: the engine's and the host's alike.
import type { EngineEvents } from '../../shared/run/engine';
import { fail } from '../../shared/result';
import { ProblemError } from './problemError';

export { ProblemError } from './problemError';

const PROGRESS_MS = 100;

export interface Task {
  readonly signal: AbortSignal;
  /** Sent at most ten times a second, and when done. Throws once the task is cancelled. */
  progress(done: number, total: number, message: string): void;
}

export interface Tasks {
  run<T>(taskId: string, body: (task: Task) => Promise<T>): Promise<T>;
  /** Unknown ids are nothing. */
  cancel(taskId: string): void;
}

const tellCancelled = (): never => {
  throw new ProblemError(fail('cancelled', 'Cancelled.', { severity: 'hint' }).problem);
};

/** What the work gives; throws at once when the signal is aborted, though the work may go on to its own end. */
export async function unlessCancelled<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (signal === undefined) return work;
  let stopWaiting: () => void = () => undefined;
  const cancelled = new Promise<null>((resolve) => {
    stopWaiting = () => resolve(null);
    if (signal.aborted) stopWaiting();
    signal.addEventListener('abort', stopWaiting, { once: true });
  });
  try {
    const first = await Promise.race([work.then((value) => ({ value })), cancelled]);
    return first === null ? tellCancelled() : first.value;
  } finally {
    signal.removeEventListener('abort', stopWaiting);
  }
}

export function createTasks(send: (payload: EngineEvents['progress']) => void): Tasks {
  const running = new Map<string, AbortController>();
  return {
    run: async (taskId, body) => {
      const controller = new AbortController();
      running.set(taskId, controller);
      let sentAt = Number.NEGATIVE_INFINITY;
      try {
        return await body({
          signal: controller.signal,
          progress: (done, total, message) => {
            if (controller.signal.aborted) tellCancelled();
            const now = performance.now();
            if (now - sentAt < PROGRESS_MS && done < total) return;
            sentAt = now;
            send({ taskId, done, total, message });
          },
        });
      } finally {
        if (running.get(taskId) === controller) running.delete(taskId);
      }
    },
    cancel: (taskId) => running.get(taskId)?.abort(),
  };
}
