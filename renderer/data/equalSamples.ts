// The search for what training and test have in common that they should not. It belongs to the data, not to a screen: it
// goes on when the step is left, and ends when the data become others.
import { create } from 'zustand';
import type { DataConfig } from '../../shared/data/config';
import type { Problem } from '../../shared/result';
import { api } from '../api';
import { followProgress, newTaskId, type TaskProgress } from '../screens/useTask';
import { useDocumentStore } from '../stores/documentStore';

interface SearchState {
  /** The data that were searched last, or are. */
  readonly data: DataConfig | null;
  /** Null when no search is under way. */
  readonly taskId: string | null;
  readonly progress: TaskProgress | null;
  /** Null as long as nobody knows: not looked for to the end. */
  readonly found: readonly Problem[] | null;
}

const nothingKnown: SearchState = { data: null, taskId: null, progress: null, found: null };

export const useEqualSamplesStore = create<SearchState>()(() => nothingKnown);

/** Ends the search that is under way, if any; it is not begun again unless asked for. */
export function cancelEqualSamples(): void {
  const { taskId } = useEqualSamplesStore.getState();
  if (taskId === null) return;
  useEqualSamplesStore.setState({ taskId: null, progress: null });
  void api.call('cancel', { taskId });
}

/** Searches these data, in the place of whatever is being searched. */
export async function lookForEqualSamples(data: DataConfig): Promise<void> {
  cancelEqualSamples();
  const taskId = newTaskId();
  const isCurrent = () => useEqualSamplesStore.getState().taskId === taskId;
  useEqualSamplesStore.setState({ data, taskId, progress: null, found: null });
  const offs = [
    followProgress(taskId, (progress) => {
      if (isCurrent()) useEqualSamplesStore.setState({ progress });
    }),
    useDocumentStore.subscribe(({ document }) => {
      if (!isCurrent() || document?.data === data) return;
      cancelEqualSamples();
      // These data may come back by undo: then they are searched.
      useEqualSamplesStore.setState(nothingKnown);
    }),
  ];
  const answer = await api.call('compareParts', { taskId, data });
  for (const off of offs) off();
  if (!isCurrent()) return;
  const found = answer.ok ? answer.value : answer.problem.code === 'cancelled' ? null : [answer.problem];
  useEqualSamplesStore.setState({ taskId: null, progress: null, found });
}

/** Searches these data unless that was done, is under way or was cancelled; what could not be read is tried again. */
export function lookOnce(data: DataConfig): void {
  const { data: searched, found } = useEqualSamplesStore.getState();
  const failed = found?.some(({ severity }) => severity === 'error') === true;
  if (searched !== data || failed) void lookForEqualSamples(data);
}
