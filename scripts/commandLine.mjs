// What a script is told on the command line: words, `--name`, `--name VALUE`, `--name A,B`.
export const words = process.argv.slice(2);

/** Whether `--name` is said. */
export const has = (name) => words.includes(name);

/**
 * The word after `--name`; `standard` where that is not said.
 * @template {string | undefined} T
 * @param {string} name
 * @param {T} standard
 * @returns {string | T}
 */
export function option(name, standard) {
  const at = words.indexOf(name);
  return at < 0 ? standard : (words[at + 1] ?? '');
}

/** The words after `--name`, parted by commas; none where it is not said. */
export const listed = (name) => option(name, '').split(',').filter(Boolean);

/** Ends the script with 2 where a word is not among those known. */
export function holdKnown(asked, known, what) {
  const unknown = asked.filter((one) => !known.includes(one));
  if (unknown.length === 0) return;
  console.error(`No ${what} is called ${unknown.join(', ')}. There are ${known.join(', ')}.`);
  process.exit(2);
}
