// Batches in order, one read ahead while the step before it runs.
import type { Batch, OpenedData } from './data/dataset';
import { throwProblem } from './problems';

export interface Feed {
  /** The next batch; the one after it is on its way by then. */
  next(): Promise<Batch>;
  /** Nothing more is read. */
  close(): void;
}

/** Batches of `samples` in order from batch `first`; the last one may be smaller. */
export function createFeed(
  data: Pick<OpenedData, 'batch'>,
  samples: Uint32Array,
  batchSize: number,
  first: number,
): Feed {
  let start = first * batchSize;
  let ahead: Promise<Batch> | null = null;
  const read = (): Promise<Batch> | null => {
    if (start >= samples.length) return null;
    const wanted = data.batch(samples.slice(start, start + batchSize));
    start += batchSize;
    // A failure is told to whoever asks for this batch; until then it is nobody's.
    wanted.catch(() => undefined);
    return wanted;
  };
  return {
    next: async () => {
      const batch = await (ahead ?? read() ?? throwProblem('data.end', 'There are no more samples to read.'));
      ahead = read();
      return batch;
    },
    close: () => {
      ahead = null;
      start = samples.length;
    },
  };
}
