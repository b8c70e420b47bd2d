// Samples that are in training and test alike, as a screen shows them: found, being looked for, or to be asked for.
import { useEffect } from 'react';
import type { DataConfig } from '../../shared/data/config';
import type { Problem } from '../../shared/result';
import type { TaskProgress } from '../screens/useTask';
import { cancelEqualSamples, lookForEqualSamples, lookOnce, useEqualSamplesStore } from './equalSamples';
import { readsByItself } from './useSplitFacts';

export interface EqualSamples {
  /** What is to be said of them; nothing as long as nobody knows. */
  readonly found: readonly Problem[];
  readonly running: boolean;
  readonly progress: TaskProgress | null;
  /** Whether nobody has looked, and nothing will unless asked. */
  readonly offered: boolean;
  look(): void;
  cancel(): void;
}

const nothing: readonly Problem[] = [];

/** Looks by itself once `ready`; for large sets, or after it was cancelled, when asked. */
export function useEqualSamples(data: DataConfig, ready: boolean): EqualSamples {
  const state = useEqualSamplesStore();
  useEffect(() => {
    if (ready) lookOnce(data);
  }, [ready, data]);
  const isOwn = state.data === data;
  const running = isOwn && state.taskId !== null;
  const found = isOwn ? state.found : null;
  return {
    found: found ?? nothing,
    running,
    progress: running ? state.progress : null,
    offered: !running && found === null && (isOwn || !readsByItself(data)),
    look: () => void lookForEqualSamples(data),
    cancel: cancelEqualSamples,
  };
}

/** What is found of the document's data, for a screen that only says so: looked for unless the set is large or `busy`. */
export function useSharedSamples(data: DataConfig | null, busy: boolean): readonly Problem[] {
  const found = useEqualSamplesStore((state) => (data !== null && state.data === data ? state.found : null));
  useEffect(() => {
    if (data !== null && !busy && readsByItself(data)) lookOnce(data);
  }, [data, busy]);
  return found ?? nothing;
}
