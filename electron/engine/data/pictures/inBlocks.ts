// Many files looked at one after the other in blocks: within a block side by side, so that threads have work; block after
// block, so that what was found decides what comes next in the same way on every machine.
import { type Watch, breathe, checkCancelled, throttledProgress } from '../problem';
import { orCancelled } from '../workers/orCancelled';
import { Aborted } from '../workers/pool';

const usualBlock = 32;

/** `work` gets the places of a block. Throws a DataError at once where the work was cancelled. */
export async function inBlocks(
  count: number,
  watch: Watch,
  message: string,
  work: (places: readonly number[]) => Promise<void>,
  blockSize = usualBlock,
): Promise<void> {
  const report = throttledProgress(watch, count, message);
  for (let first = 0; first < count; first += blockSize) {
    checkCancelled(watch);
    const places = Array.from({ length: Math.min(blockSize, count - first) }, (_, i) => first + i);
    await orCancelled(watch, work(places));
    report(first + places.length);
    await breathe();
  }
}

/** What became of each piece of work, in order; those that were cancelled or stopped with a DataError end all. */
export async function outcomes<T>(work: readonly Promise<T>[]): Promise<readonly (T | Error)[]> {
  return Promise.all(
    work.map((each) =>
      each.catch((error: unknown) => {
        if (!(error instanceof Error) || error instanceof Aborted || error.name === 'DataError') throw error;
        return error;
      }),
    ),
  );
}
