// How many batches go into one call: enough that calls cost nothing beside the steps, few enough that a pause, a stop
// or a figure on the screen never waits long.

/** Aim for the time of one call. */
const TARGET_MS = 40;
const MAX_BATCHES = 512;

export interface Pace {
  /** Batches for the next call. */
  batches(): number;
  /** Told after each call. */
  took(batches: number, ms: number): void;
}

export function createPace(): Pace {
  let batches = 1;
  return {
    batches: () => batches,
    took: (count, ms) => {
      const fitting = Math.floor((count * TARGET_MS) / Math.max(ms, 0.01));
      // The first calls are slow (TensorFlow prepares the graph), so it may grow fast but not at once.
      batches = Math.max(1, Math.min(MAX_BATCHES, fitting, 4 * Math.max(count, batches)));
    },
  };
}
