// Notices a project that brings the app down: after two starts that did not get as far as showing it, the next one
// shows the start screen instead.
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { readTextIfThere, writeFileAtomic } from './atomicFile';

export interface Starts {
  /** Call before a project is opened at start; false when it failed twice in a row and should be left alone. */
  mayOpen(project: string): Promise<boolean>;
  /** The window shows the project. */
  succeeded(): Promise<void>;
}

const allowedFailures = 2;

export function createStarts(userData: string): Starts {
  const path = join(userData, 'opening.json');
  let pending = false;
  return {
    async mayOpen(project) {
      let failures = 0;
      try {
        const before = JSON.parse((await readTextIfThere(path, 100_000)) ?? 'null') as {
          project?: unknown;
          failures?: unknown;
        } | null;
        if (before?.project === project && typeof before.failures === 'number') failures = before.failures;
      } catch {
        // A damaged record is no record.
      }
      const may = failures < allowedFailures;
      pending = may;
      // Once it was left alone, opening it by hand starts the count again.
      await writeFileAtomic(path, JSON.stringify({ project, failures: may ? failures + 1 : 0 })).catch(() => undefined);
      return may;
    },
    async succeeded() {
      if (!pending) return;
      pending = false;
      await unlink(path).catch(() => undefined);
    },
  };
}
