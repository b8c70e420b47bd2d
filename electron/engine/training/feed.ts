// Blocks of batches in order, one read ahead while the steps before it run.
import { type Block, createBlock } from './block';
import type { Batch, OpenedData } from '../data/dataset';
import { throwProblem } from '../problems';

export interface Feed {
  /**
   * The next block; the one after it, of at most `batches` batches, is on its way by then. A block holds full batches,
   * or the last and smaller one alone.
   */
  next(batches: number): Promise<Block>;
  /** Nothing more is read. */
  close(): void;
}

/** A block is no larger than this, however fast its batches are. */
const MAX_BLOCK_BYTES = 32 * 2 ** 20;

/**
 * Batches of `samples` in order from batch `first`; the last one may be smaller. With `epoch`, they are for training in
 * that epoch (see OpenedData.batch).
 */
export function createFeed(
  data: Pick<OpenedData, 'batch'>,
  samples: Uint32Array,
  batchSize: number,
  first: number,
  epoch?: number,
): Feed {
  let start = first * batchSize;
  let bytesPerSample = 0;
  let ahead: Promise<Batch> | null = null;
  const read = (batches: number): Promise<Batch> | null => {
    if (start >= samples.length) return null;
    const left = Math.floor((samples.length - start) / batchSize);
    // Before the first batch is seen nobody knows how large a sample is.
    const fitting = bytesPerSample === 0 ? 1 : Math.max(1, Math.floor(MAX_BLOCK_BYTES / (batchSize * bytesPerSample)));
    const count = Math.max(1, Math.min(batches, left, fitting));
    const wanted = data.batch(samples.slice(start, start + count * batchSize), epoch);
    start += count * batchSize;
    // A failure is told to whoever asks for this block; until then it is nobody's.
    wanted.catch(() => undefined);
    return wanted;
  };
  return {
    next: async (batches) => {
      const batch = await (ahead ?? read(batches) ?? throwProblem('data.end', 'There are no more samples to read.'));
      const bytes = Object.values(batch.inputs).reduce((sum, { values }) => sum + values.byteLength, 0);
      bytesPerSample = Math.max(4, bytes / batch.size);
      ahead = read(batches);
      return createBlock(batch, batchSize);
    },
    close: () => {
      ahead = null;
      start = samples.length;
    },
  };
}
