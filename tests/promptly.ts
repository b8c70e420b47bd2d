// Times that the app promises, as a test may hold them on a machine that does much else meanwhile. What the app really
// takes is measured on a quiet machine (docs/performance.md, docs/data.md).

/** Milliseconds within which a test expects what is promised within `ms`. */
export const promptly = (ms: number): number => 5 * ms;
