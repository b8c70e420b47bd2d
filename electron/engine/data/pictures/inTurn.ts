// Many pieces of work, some at a time: enough to keep every thread busy, few enough that their files fit into the memory.
import { Aborted } from '../workers/pool';

export interface Turns {
  /** Once it is aborted nothing more is begun, and the answer is a rejection with `Aborted`. */
  readonly signal?: AbortSignal | undefined;
  readonly atOnce?: number;
}

/** Answers in the order of `items`; rejects with the first failure. */
export async function mapInTurn<T, U>(
  items: ArrayLike<T>,
  work: (item: T) => Promise<U>,
  { signal, atOnce = 16 }: Turns = {},
): Promise<readonly U[]> {
  const all = Array.from<U>({ length: items.length });
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) {
      if (signal?.aborted === true) throw new Aborted();
      all[i] = await work(items[i]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return all;
}
