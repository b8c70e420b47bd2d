// Asks the engine for an answer as inputs change: a moment after the last change, never two questions at once, and the
// newest always gets its answer.
import { useEffect, useRef, useState } from 'react';
import type { Problem } from '../../shared/result';
import type { Decoding } from '../../shared/run/decode';
import type { PredictInput, Prediction } from '../../shared/run/prediction';
import { api } from '../api';

export type Inputs = { readonly [source: string]: PredictInput };

export interface Answer {
  readonly prediction: Prediction | null;
  readonly problem: Problem | null;
  /** The answer shown is not yet that of the inputs shown. */
  readonly busy: boolean;
}

const nothing: Answer = { prediction: null, problem: null, busy: false };

export function usePrediction(runId: string, inputs: Inputs | null, decoding?: Decoding, settleMs = 150): Answer {
  const [answer, setAnswer] = useState<Answer>(nothing);
  const asking = useRef(false);
  const next = useRef<{
    readonly runId: string;
    readonly inputs: Inputs;
    readonly decoding?: Decoding | undefined;
  } | null>(null);

  useEffect(() => {
    if (inputs === null) {
      next.current = null;
      setAnswer(nothing);
      return;
    }
    next.current = { runId, inputs, ...(decoding === undefined ? {} : { decoding }) };
    setAnswer((before) => ({ ...before, busy: true }));
    const ask = async () => {
      if (asking.current) return;
      asking.current = true;
      try {
        while (next.current !== null) {
          const question = next.current;
          const result = await api.call('predict', question);
          if (next.current !== question) continue;
          next.current = null;
          setAnswer(
            result.ok
              ? { prediction: result.value, problem: null, busy: false }
              : { prediction: null, problem: result.problem, busy: false },
          );
        }
      } finally {
        asking.current = false;
      }
    };
    const timer = setTimeout(() => void ask(), settleMs);
    return () => clearTimeout(timer);
  }, [runId, inputs, decoding, settleMs]);

  return answer;
}
