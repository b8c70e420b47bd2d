// Deleting a run with a way back: it leaves the list at once, and the disk once nobody has called it back.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunSummary } from '../../shared/run/record';
import { api } from '../api';
import { setRuns, useRunStore } from '../stores/runStore';
import { showMessage, showProblem } from '../ui/showProblem';
import { forgetKept } from './records';

/** A deleted run is gone for good once this time is over; until then it can be brought back. */
const undoMs = 6000;

interface RunRemoval {
  /** Ids of runs on their way out. */
  readonly leaving: ReadonlySet<string>;
  remove(run: RunSummary): void;
}

export function useRunRemoval(): RunRemoval {
  const { t } = useTranslation();
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set());
  const remove = (run: RunSummary) => {
    setLeaving((before) => new Set(before).add(run.id));
    let kept = false;
    const stay = () => {
      kept = true;
      setLeaving((before) => new Set([...before].filter((id) => id !== run.id)));
    };
    showMessage(t('runs.deleted', { name: run.name }), { title: t('runs.undo'), run: stay });
    setTimeout(() => {
      if (kept) return;
      void api.call('deleteRun', { runId: run.id }).then((answer) => {
        if (!answer.ok) {
          stay();
          showProblem(answer.problem);
          return;
        }
        forgetKept(run.id);
        setRuns(useRunStore.getState().runs.filter((entry) => entry.id !== run.id));
      });
    }, undoMs);
  };

  return { leaving, remove };
}
