// Samples that are in training and test alike. They are looked for once the first samples are shown: that may take a while.
import { useCallback, useEffect, useState } from 'react';
import type { DataConfig } from '../../shared/data/config';
import type { Problem } from '../../shared/result';
import { api } from '../api';
import { type SplitFacts, readsByItself } from './useSplitFacts';
import { type TaskProgress, useTask } from '../screens/useTask';

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

/** Looks by itself once the split's facts are there; for large sets, or after it was cancelled, when asked. */
export function useEqualSamples(data: DataConfig, facts: SplitFacts | null): EqualSamples {
  const ready = facts !== null;
  const { running, progress, run, cancel } = useTask();
  const [known, setKnown] = useState<{ readonly data: DataConfig; readonly problems: readonly Problem[] } | null>(null);
  const look = useCallback(
    () =>
      void run((taskId) => api.call('compareParts', { taskId, data })).then((answer) => {
        if (answer.ok) setKnown({ data, problems: answer.value });
        else if (answer.problem.code !== 'cancelled') setKnown({ data, problems: [answer.problem] });
      }),
    [run, data],
  );
  useEffect(() => {
    if (ready) look();
    return cancel;
  }, [ready, look, cancel]);
  const isKnown = known?.data === data;
  return {
    found: isKnown ? known.problems : [],
    running,
    progress,
    offered: !running && !isKnown && (ready || !readsByItself(data)),
    look,
    cancel,
  };
}
