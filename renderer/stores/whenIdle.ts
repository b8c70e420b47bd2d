// Work that can wait until the window has nothing else to do.

/** Runs it in the next idle moment, or once `withinMs` are over. Returns how to call it off. */
export function whenIdle(work: () => void, withinMs?: number): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(work, withinMs === undefined ? {} : { timeout: withinMs });
    return () => cancelIdleCallback(handle);
  }
  // Safari, and jsdom.
  const timer = setTimeout(work, 1);
  return () => clearTimeout(timer);
}
