// Reads the run store at a person's pace: a run may tell of twenty epochs a second, a screen need not be drawn for each.
import { useEffect, useRef, useState } from 'react';
import { useRunStore } from '../stores/runStore';

type RunStore = ReturnType<typeof useRunStore.getState>;

/**
 * A part of the run store, taken over at most once in `ms()` milliseconds, when the screen is about to be drawn. The
 * last state always arrives. `selectNow` names what must not wait (a change of it is taken over at once).
 */
export function useRunEvery<T>(
  select: (state: RunStore) => T,
  ms: () => number,
  selectNow: (state: RunStore) => unknown = () => null,
): T {
  const [value, setValue] = useState(() => select(useRunStore.getState()));
  const latest = useRef({ select, ms, selectNow });
  latest.current = { select, ms, selectNow };
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;
    let last = -Infinity;
    let urgent = latest.current.selectNow(useRunStore.getState());
    const take = () => {
      timer = undefined;
      frame = 0;
      last = performance.now();
      // A function in the store would be called by setState; states here are plain data.
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
      timer = setTimeout(
        () => {
          timer = undefined;
          frame = requestAnimationFrame(take);
        },
        Math.max(0, last + latest.current.ms() - performance.now()),
      );
    };
    take();
    const off = useRunStore.subscribe(onChange);
    return () => {
      off();
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  }, []);
  return value;
}
