// Long work that a person can watch and cancel, by the id they gave it.
import type { EngineEvents } from '../../shared/run/engine';
import { throwProblem } from './problems';

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
            if (controller.signal.aborted) throwProblem('cancelled', 'Cancelled.', { severity: 'hint' });
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
