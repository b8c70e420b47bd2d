// How a tokenizer.json (Hugging Face tokenizers) cuts a text, as far as we do exactly that: what is done to the text first,
// what counts as a word, and how words become pieces. Training, prediction and every export do this, so it leans on nothing.

/**
 * clean: control characters leave, white space becomes blanks. chinese: blanks around Chinese characters. stripAccents:
 * NFD, then without non-spacing marks. stripMarks: without any marks. lowercase: character by character.
 */
export type NormalStep =
  'clean' | 'chinese' | 'nfc' | 'nfd' | 'nfkc' | 'nfkd' | 'stripAccents' | 'stripMarks' | 'lowercase';

export interface TokenRules {
  /** What is done to a text first, in this order. */
  readonly normal: readonly NormalStep[];
  /**
   * blanks: runs between white space. marks: runs of word characters, and runs of all else but white space. bert: runs
   * between white space, every punctuation mark alone.
   */
  readonly words: 'blanks' | 'marks' | 'bert';
  /**
   * Subword level. pairs: byte-pair encoding, a word's first piece told apart by "▁". plainPairs: not told apart.
   * longest: from the left the longest piece that is known, told apart as well; a word that cannot be put together is
   * unknown as a whole.
   */
  readonly pieces: 'pairs' | 'plainPairs' | 'longest';
  /** For `longest`: words of more characters are unknown; absent: of more than `longestWordEver`. */
  readonly longestWord?: number;
}

/** Characters of a word at most: cutting one into pieces takes time with the square of them. */
export const longestWordEver = 1000;

// White space and control as Rust and BERT have them: tab and line ends are white space first.
const control = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\uFFFD]/gu;
const space = /\p{White_Space}/gu;
const chinese =
  /[\u{4E00}-\u{9FFF}\u{3400}-\u{4DBF}\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\u{F900}-\u{FAFF}\u{2F800}-\u{2FA1F}]/gu;

const steps: { readonly [S in NormalStep]: (text: string) => string } = {
  clean: (text) =>
    text
      .replace(/[\t\n\r]/gu, ' ')
      .replace(control, '')
      .replace(space, ' '),
  chinese: (text) => text.replace(chinese, ' $& '),
  nfc: (text) => text.normalize('NFC'),
  nfd: (text) => text.normalize('NFD'),
  nfkc: (text) => text.normalize('NFKC'),
  nfkd: (text) => text.normalize('NFKD'),
  stripAccents: (text) => text.normalize('NFD').replace(/\p{Mn}/gu, ''),
  stripMarks: (text) => text.replace(/\p{M}/gu, ''),
  // Not the whole text at once: a sigma stays the same at a word's end.
  lowercase: (text) => Array.from(text, (character) => character.toLowerCase()).join(''),
};

const words: { readonly [W in TokenRules['words']]: RegExp } = {
  blanks: /\P{White_Space}+/gu,
  marks:
    /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/gu,
  bert: /[\p{P}$+<=>^`|~]|[^\p{P}$+<=>^`|~\p{White_Space}]+/gu,
};

/** A text as it is before it is cut. */
export function normalByRules(text: string, { normal }: TokenRules): string {
  return normal.reduce((changed, step) => steps[step](changed), text);
}

/** The first `most` words of a text. */
export function wordsByRules(text: string, rules: TokenRules, most: number): string[] {
  const found: string[] = [];
  for (const [word] of normalByRules(text, rules).matchAll(words[rules.words])) {
    if (found.length >= most) break;
    found.push(word);
  }
  return found;
}

/**
 * WordPiece: from the left the longest piece that is known, the first one opened by `opening`; null where no piece fits
 * or the word is longer than `longestWord` characters.
 */
export function longestPieces(
  word: string,
  isKnown: (piece: string) => boolean,
  opening: string,
  longestWord: number,
): readonly string[] | null {
  const characters = Array.from(word);
  if (characters.length > longestWord) return null;
  const pieces: string[] = [];
  for (let from = 0; from < characters.length;) {
    let to = characters.length;
    const piece = () => (from === 0 ? opening : '') + characters.slice(from, to).join('');
    while (to > from && !isKnown(piece())) to--;
    if (to === from) return null;
    pieces.push(piece());
    from = to;
  }
  return pieces;
}
