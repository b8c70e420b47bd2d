// A project or a model that is being opened, or a project that is being saved: how far it is, and a way to end it. What is
// over in a moment is not shown.
import { create } from 'zustand';
import { ok, type Result } from '../../shared/result';
import { api } from '../api';
import { followProgress, newTaskId, type TaskProgress } from '../screens/useTask';
import { closeDialog, openDialog, useUiStore } from '../stores/uiStore';

interface FileWork {
  readonly taskId: string | null;
  /** What goes on, while the work itself has not said it yet. */
  readonly title: string;
  readonly progress: TaskProgress | null;
}

const none: FileWork = { taskId: null, title: '', progress: null };
export const useFileWork = create<FileWork>()(() => none);

const shownAfterMs = 400;

function hide(taskId: string): void {
  if (useFileWork.getState().taskId !== taskId) return;
  useFileWork.setState(none);
  if (useUiStore.getState().dialog === 'fileWork') closeDialog();
}

/** The work's answer; null where it was cancelled. The window rests while it goes on for more than a moment. */
export async function asFileWork<T>(
  title: string,
  work: (taskId: string) => Promise<Result<T>>,
): Promise<Result<T | null>> {
  const taskId = newTaskId();
  useFileWork.setState({ taskId, title, progress: null });
  const off = followProgress(taskId, (progress) => {
    if (useFileWork.getState().taskId === taskId) useFileWork.setState({ progress });
  });
  const show = setTimeout(() => {
    if (useFileWork.getState().taskId === taskId && useUiStore.getState().dialog === 'none') openDialog('fileWork');
  }, shownAfterMs);
  const answer = await work(taskId);
  clearTimeout(show);
  off();
  hide(taskId);
  return !answer.ok && answer.problem.code === 'cancelled' ? ok(null) : answer;
}

/** Ends the work that is shown. Should it be done all the same by then, its answer counts. */
export function cancelFileWork(): void {
  const { taskId } = useFileWork.getState();
  if (taskId === null) return;
  hide(taskId);
  void api.call('cancel', { taskId });
}
