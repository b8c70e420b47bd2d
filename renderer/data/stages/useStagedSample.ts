// A sample of the training part behind each stage, asked of the engine anew whenever the data or what is looked at change.
import { useEffect, useState } from 'react';
import type { DataConfig } from '../../../shared/data/config';
import type { StagedSample } from '../../../shared/data/stages/stage';
import type { Problem } from '../../../shared/result';
import { api } from '../../api';

/** Quick changes of the data ask once, when they are over. */
const settleMs = 150;

interface Staged {
  /** Of what was asked before, until there is an answer. */
  readonly sample: StagedSample | null;
  readonly problem: Problem | null;
  readonly waits: boolean;
}

export function useStagedSample(data: DataConfig, source: string, place: number, draw: number): Staged {
  const [staged, setStaged] = useState<Staged>({ sample: null, problem: null, waits: true });
  useEffect(() => {
    let gone = false;
    setStaged((before) => ({ ...before, waits: true }));
    const timer = setTimeout(() => {
      void api.call('stageSample', { data, source, place, draw }).then((answer) => {
        if (gone) return;
        setStaged((before) =>
          answer.ok
            ? { sample: answer.value, problem: null, waits: false }
            : { ...before, problem: answer.problem, waits: false },
        );
      });
    }, settleMs);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [data, source, place, draw]);
  return staged;
}
