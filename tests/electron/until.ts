// Waiting for what another process does.

/** Ends when it is so, and fails after a minute: the longest that is waited for, a whole training, takes seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
