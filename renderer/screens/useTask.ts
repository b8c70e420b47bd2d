// Work of the host that takes a while: under way or not, how far, and a way to end it.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Events } from '../../shared/ipc';
import { api } from '../api';

export type TaskProgress = Omit<Events['progress'], 'taskId'>;

let count = 0;
const start = Math.random().toString(36).slice(2, 10);

/** An id for a task, unlike that of any other window. */
export function newTaskId(): string {
  return `task-${start}-${++count}`;
}

/** Follows one task's progress; returns the off switch. */
export function followProgress(taskId: string, listener: (progress: TaskProgress) => void): () => void {
  return api.on('progress', ({ taskId: of, ...progress }) => {
    if (of === taskId) listener(progress);
  });
}

export interface Task {
  readonly running: boolean;
  readonly progress: TaskProgress | null;
  /** Runs the work under a fresh task id. A newer call takes the older one's place and cancels it. */
  run<T>(work: (taskId: string) => Promise<T>): Promise<T>;
  cancel(): void;
}

export function useTask(): Task {
  const [taskId, setTaskId] = useState<string | null>(null);
  const [progress, setProgress] = useState<TaskProgress | null>(null);
  const current = useRef<string | null>(null);

  const cancel = useCallback(() => {
    if (current.current !== null) void api.call('cancel', { taskId: current.current });
  }, []);

  const run = useCallback(
    async <T>(work: (taskId: string) => Promise<T>): Promise<T> => {
      cancel();
      const id = newTaskId();
      current.current = id;
      setTaskId(id);
      setProgress(null);
      const off = followProgress(id, setProgress);
      try {
        return await work(id);
      } finally {
        off();
        if (current.current === id) {
          current.current = null;
          setTaskId(null);
        }
      }
    },
    [cancel],
  );

  // Work that nobody waits for any more is ended.
  useEffect(() => cancel, [cancel]);
  return { running: taskId !== null, progress, run, cancel };
}
