// The parts of a tokenizer.json that say what our own tokenizers do, as written and as known again when read.

/** Our words: runs of letters, digits and marks, joined by single apostrophes within; all else leaves. */
export const ownWords = {
  type: 'Split',
  pattern: { Regex: "[\\p{L}\\p{N}\\p{M}]+(?:['\u2019][\\p{L}\\p{N}\\p{M}]+)*" },
  behavior: 'Removed',
  invert: true,
};

/** One character after the other. */
export const ownCharacters = {
  type: 'Split',
  pattern: { Regex: '[\\s\\S]' },
  behavior: 'Isolated',
  invert: false,
};

const cased = '\\p{Cased}';
const ignored = '\\p{Case_Ignorable}';

/**
 * Unicode's lower case writes a sigma at a word's end in a way of its own (Final_Sigma); the Lowercase normalizer does not.
 * Up to four signs that do not count may stand between it and the letter before.
 */
export const ownSigma = {
  type: 'Replace',
  pattern: {
    Regex: `(?<=${[0, 1, 2, 3, 4].map((signs) => cased + ignored.repeat(signs)).join('|')})\u03a3(?!${ignored}*${cased})`,
  },
  content: '\u03c2',
};
