// What set-up tells the person who waits for it. Everything goes to stderr, so that stdout stays the program's own.

/** Prints one plain line. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Says what is about to happen, does it, and says how long it took. An error passes through.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(what, work) {
  const begin = Date.now();
  say(`• ${what} …`);
  try {
    return await work();
  } finally {
    say(`  ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  }
}
