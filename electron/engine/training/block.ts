// Several batches in one piece, as they are read and as a compiled step takes them: full batches of one size, or one
// smaller batch alone (an epoch's last).
import type { Batch, BatchArray } from '../data/dataset';

export interface Block {
  /** All samples, batch after batch. */
  readonly samples: Batch;
  readonly batchSize: number;
  /** Batches in it: at least one. */
  readonly count: number;
  /** The batches one by one, without copies. */
  batches(): Iterable<Batch>;
}

/** The sizes of batch that `samples` samples fall into. */
export function batchSizes(samples: number, batchSize: number): readonly number[] {
  const rest = samples % batchSize;
  return [...(samples >= batchSize ? [batchSize] : []), ...(rest > 0 ? [rest] : [])];
}

/** `samples.size` must be a multiple of `batchSize`, or less than it. */
export function createBlock(samples: Batch, fullBatch: number): Block {
  const batchSize = Math.min(fullBatch, samples.size);
  const count = samples.size / batchSize;
  const part = (values: Float32Array, index: number): Float32Array => {
    const length = values.length / count;
    return values.subarray(index * length, (index + 1) * length);
  };
  return {
    samples,
    batchSize,
    count,
    *batches() {
      for (let index = 0; index < count; index++) {
        yield {
          size: batchSize,
          inputs: Object.fromEntries(
            Object.entries(samples.inputs).map(([name, array]): [string, BatchArray] => [
              name,
              { shape: [batchSize, ...array.shape.slice(1)], values: part(array.values, index) },
            ]),
          ),
          targets: Object.fromEntries(
            Object.entries(samples.targets).map(([name, values]) => [name, part(values, index)]),
          ),
        };
      }
    },
  };
}
