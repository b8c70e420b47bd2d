// Reads the run store at a person's pace: a run may tell of twenty epochs a second, a screen need not be drawn for each.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useRunStore } from '../stores/runStore';

type RunStore = ReturnType<typeof useRunStore.getState>;

/** Drawing may take this share of the window's time, however slow the machine is. */
const drawingShare = 0.25;

/**
 * A part of the run store, taken over at most once in `ms` milliseconds (less often where drawing it takes long), when
 * the screen is about to be drawn. The last state always arrives. A change of what `selectNow` gives does not wait.
 */
export function useRunEvery<T>(
  select: (state: RunStore) => T,
  ms: number,
  selectNow: (state: RunStore) => unknown = () => null,
): T {
  const [value, setValue] = useState(() => select(useRunStore.getState()));
  const latest = useRef({ select, ms, selectNow });
  const takenAt = useRef<number | null>(null);
  const cost = useRef(0);
  useLayoutEffect(() => {
    latest.current = { select, ms, selectNow };
    // Everything below has been drawn by now: that is what taking over a state costs.
    if (takenAt.current !== null) cost.current = performance.now() - takenAt.current;
    takenAt.current = null;
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;
    let last = -Infinity;
    let urgent = latest.current.selectNow(useRunStore.getState());
    const take = () => {
      timer = undefined;
      frame = 0;
      last = performance.now();
      takenAt.current = last;
      setValue(() => latest.current.select(useRunStore.getState()));
    };
    const onChange = () => {
      const now = latest.current.selectNow(useRunStore.getState());
      if (!Object.is(now, urgent)) {
        urgent = now;
        clearTimeout(timer);
        cancelAnimationFrame(frame);
        take();
        return;
      }
      if (timer !== undefined || frame !== 0) return;
      const wait = Math.max(latest.current.ms, cost.current / drawingShare);
      timer = setTimeout(
        () => {
          timer = undefined;
          frame = requestAnimationFrame(take);
        },
        Math.max(0, last + wait - performance.now()),
      );
    };
    const off = useRunStore.subscribe(onChange);
    // What happened between the first drawing and now.
    onChange();
    return () => {
      off();
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  }, []);
  return value;
}
