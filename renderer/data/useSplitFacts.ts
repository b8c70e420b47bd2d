// What the split really gives: counts per part and what columns have to do with the target, as the engine finds them.
import { useEffect, useMemo, useState } from 'react';
import type { DataConfig } from '../../shared/data/config';
import { describeData } from '../../shared/data/describe';
import type { DataPreview } from '../../shared/data/shown';
import { api } from '../api';

/** Larger sets are read for this only when somebody looks at their samples. */
const mostSamples = 300_000;
const settleMs = 400;

export type SplitFacts = Pick<DataPreview, 'parts' | 'relations'>;

/** Whether these data are few enough to be read without being asked to. */
export function readsByItself(data: DataConfig): boolean {
  const { sampleCount } = describeData(data);
  return sampleCount > 0 && sampleCount <= mostSamples;
}

/** Null until they are known, and for sets that are too large to be read for it. */
export function useSplitFacts(data: DataConfig): SplitFacts | null {
  const [facts, setFacts] = useState<{ readonly data: DataConfig; readonly facts: SplitFacts } | null>(null);
  const known = useMemo(() => readsByItself(data), [data]);
  useEffect(() => {
    if (!known) return undefined;
    let gone = false;
    const timer = setTimeout(() => {
      void api.call('previewData', { data, part: 'all', offset: 0, limit: 1 }).then((answer) => {
        if (!gone && answer.ok) setFacts({ data, facts: answer.value });
      });
    }, settleMs);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [data, known]);
  return facts !== null && facts.data === data ? facts.facts : null;
}
