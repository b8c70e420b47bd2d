// How long work will still take, by how far it has come.

export interface Pace {
  readonly total: number;
  /** Where this stretch of work was seen first. */
  readonly done: number;
  readonly at: number;
}

/** Work of another length, or that begins anew, is another stretch. */
export function followPace(before: Pace | null, done: number, total: number, now: number): Pace {
  return before !== null && before.total === total && before.done <= done ? before : { total, done, at: now };
}

/** Shorter looks than this say nothing of the rest. */
const leastMs = 1500;
const leastShare = 0.02;

/** Milliseconds that are left if it goes on as so far; null while that cannot be said. */
export function remainingMs(pace: Pace, done: number, now: number): number | null {
  const [passed, covered] = [now - pace.at, done - pace.done];
  if (passed < leastMs || covered < leastShare * pace.total) return null;
  return (passed * Math.max(0, pace.total - done)) / covered;
}
