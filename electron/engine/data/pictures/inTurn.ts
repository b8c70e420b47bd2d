// Many pieces of work, some at a time: enough to keep every thread busy, few enough that their files fit into the memory.

const atOnce = 16;

/** Answers in the order of `items`; rejects with the first failure. */
export async function mapInTurn<T, U>(items: ArrayLike<T>, work: (item: T) => Promise<U>): Promise<readonly U[]> {
  const all = Array.from<U>({ length: items.length });
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) all[i] = await work(items[i]!);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return all;
}
