// Waiting for what another process, or work that nobody awaits, does.

/** Ends when it is so, and fails after a minute: the longest that is waited for, a whole training, takes seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
