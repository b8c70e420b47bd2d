// The pace of drawing: training sets the pace, the window keeps up.
import { useEffect, useRef, useState } from 'react';

/** The latest value, taken over at most once in `ms` and only when the screen is about to be drawn. */
export function useEvery<T>(value: T, ms: number): T {
  const [shown, setShown] = useState(value);
  const latest = useRef(value);
  const last = useRef(-Infinity);
  const waiting = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  latest.current = value;
  useEffect(() => {
    if (Object.is(value, shown) || timer.current !== undefined || waiting.current !== 0) return;
    const wait = Math.max(0, last.current + ms - performance.now());
    timer.current = setTimeout(() => {
      timer.current = undefined;
      waiting.current = requestAnimationFrame(() => {
        waiting.current = 0;
        last.current = performance.now();
        setShown(latest.current);
      });
    }, wait);
  }, [value, shown, ms]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
      cancelAnimationFrame(waiting.current);
      waiting.current = 0;
    },
    [],
  );
  return shown;
}
