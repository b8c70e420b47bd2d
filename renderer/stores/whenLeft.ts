// The moments at which a person may be about to leave the window: what waits to be written is written then.

/** Calls `flush` whenever the window is left, hidden or loaded anew. Returns the off switch. */
export function whenLeft(flush: () => void): () => void {
  window.addEventListener('blur', flush);
  window.addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', flush);
  return () => {
    window.removeEventListener('blur', flush);
    window.removeEventListener('pagehide', flush);
    document.removeEventListener('visibilitychange', flush);
  };
}
