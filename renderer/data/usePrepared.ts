// Real samples of the training part and the preprocessing fitted on it, to show what the steps do.
import { useEffect, useState } from 'react';
import type { DataConfig } from '../../shared/data/config';
import type { FittedPreprocessing } from '../../shared/data/fitted';
import type { Problem } from '../../shared/result';
import type { PreviewRow } from '../../shared/data/shown';
import { api } from '../api';

/** Larger tables are read for this only when asked. */
const mostRows = 300_000;
const samples = 500;
const settleMs = 250;

export interface Prepared {
  readonly rows: readonly PreviewRow[];
  readonly fitted: FittedPreprocessing | null;
  readonly problem: Problem | null;
  /** Nothing is read until somebody asks. */
  readonly waiting: boolean;
  readonly show: () => void;
}

export function usePrepared(data: DataConfig): Prepared {
  const [asked, setAsked] = useState(false);
  const [state, setState] = useState<Pick<Prepared, 'rows' | 'fitted' | 'problem'>>({
    rows: [],
    fitted: null,
    problem: null,
  });
  const waiting = !asked && (data.table?.rowCount ?? 0) > mostRows;
  useEffect(() => {
    if (waiting) return undefined;
    let gone = false;
    const timer = setTimeout(() => {
      void api.call('previewData', { data, part: 'train', offset: 0, limit: samples }).then((answer) => {
        if (gone) return;
        setState((before) =>
          answer.ok
            ? { rows: answer.value.rows, fitted: answer.value.fitted ?? null, problem: null }
            : { ...before, problem: answer.problem },
        );
      });
    }, settleMs);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [data, waiting]);
  return { ...state, waiting, show: () => setAsked(true) };
}
