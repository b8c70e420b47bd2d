// Lengths and times of many files: asked for one by one with a promise each, they take ten times as long.
import { lstatSync } from 'node:fs';
import { breathe } from '../problem';
import type { Job } from './job';

/** For each path its length in bytes and the time of its last change in milliseconds; NaN where it is gone. */
export type FileFacts = Float64Array;

export const fileFactsJob: Job<{ readonly paths: readonly string[] }, FileFacts> = {
  run: async ({ paths }, watch) => {
    const facts = new Float64Array(2 * paths.length).fill(NaN);
    for (const [i, path] of paths.entries()) {
      if (i % 200 === 199) await breathe();
      if (watch.aborted()) break;
      try {
        const { size, mtimeMs } = lstatSync(path);
        facts.set([size, mtimeMs], 2 * i);
      } catch {
        // A file that vanishes in between is simply not there.
      }
    }
    return facts;
  },
  transfer: (facts) => [facts.buffer as ArrayBuffer],
};
