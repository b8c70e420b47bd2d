// How a text becomes the whole numbers that a network sees: cut into tokens, each looked up in a vocabulary that was
// fitted on the training part. Training, prediction and every export do exactly this, so it leans on nothing.
import type { TextLevel } from './config';
import type { FittedInput } from './fitted';
import { longestPieces, longestWordEver, normalByRules, wordsByRules } from './tokenRules';

export type FittedText = Extract<FittedInput, { readonly modality: 'text' }>;

/** Id of the places behind (or before) a text that is shorter than the network's input. */
export const paddingId = 0;
/** Id of every token that is not in the vocabulary. */
export const unknownId = 1;
/** Id of the vocabulary's first token. */
export const firstTokenId = 2;
/** How the two marks are shown. */
export const paddingMark = '(padding)';
export const unknownMark = '(unknown)';

/** The first two tokens of a vocabulary of texts that are to be written; no text holds them. */
export const startMark = '(start)';
export const endMark = '(end)';
export const startId = firstTokenId;
export const endId = firstTokenId + 1;

/** Words longer than this are cut for the vocabulary: nobody wrote them. */
export const longestWord = 100;
/** Opens the first piece of a word at the subword level, so that pieces within words are told apart. */
export const wordStart = '\u2581';

/**
 * Runs of letters, digits and marks of any script, joined by single apostrophes within ("don't"). Everything else
 * separates. No two parts of the pattern can match the same character, so it takes linear time.
 */
const words = /[\p{L}\p{N}\p{M}]+(?:['\u2019][\p{L}\p{N}\p{M}]+)*/gu;

/** In small letters where asked for. */
function inCase(text: string, lowercase: boolean): string {
  return lowercase ? text.toLowerCase() : text;
}

/** A text as it is before it is cut into tokens. */
export function normalText(text: string, { rules, lowercase }: Pick<FittedText, 'rules' | 'lowercase'>): string {
  return rules === undefined ? inCase(text, lowercase) : normalByRules(text, rules);
}

/** The first `most` words or characters of a text, in order. Lower-casing is Unicode's, before anything is cut. */
export function splitText(
  text: string,
  level: Exclude<TextLevel, 'subword'>,
  lowercase: boolean,
  most: number = Infinity,
): string[] {
  const source = inCase(text, lowercase);
  const tokens: string[] = [];
  if (level === 'character') {
    for (const character of source) {
      if (tokens.length >= most) break;
      tokens.push(character);
    }
    return tokens;
  }
  if (most === Infinity) return (source.match(words) ?? []).map(shortened);
  for (const [word] of source.matchAll(words)) {
    if (tokens.length >= most) break;
    tokens.push(shortened(word));
  }
  return tokens;
}

const shortened = (word: string): string => (word.length > longestWord ? cut(word, longestWord) : word);

/** The first `most` UTF-16 units, without half a character at the end. */
function cut(word: string, most: number): string {
  const last = word.charCodeAt(most - 1);
  return word.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most);
}

/** Orders tokens by how often they came, then by UTF-16 code unit: the same on every machine. */
export function orderTokens(counts: Iterable<readonly [token: string, count: number]>): string[] {
  return [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : a > b ? 1 : 0))
    .map(([token]) => token);
}

const pairKey = (left: string, right: string) => `${left} ${right}`;

/** What a word's pieces are joined from: its characters, the first opened by `wordStart`. */
export function wordPieces(word: string): string[] {
  const characters = Array.from(word);
  characters[0] = wordStart + (characters[0] ?? '');
  return characters;
}

function joinPair(pieces: readonly string[], left: string, right: string): string[] {
  const joined: string[] = [];
  for (let i = 0; i < pieces.length; i++) {
    if (pieces[i] === left && pieces[i + 1] === right) {
      joined.push(left + right);
      i++;
    } else {
      joined.push(pieces[i]!);
    }
  }
  return joined;
}

/** Characters or pieces of a word: of the adjacent pairs the one that was joined first in training is joined, until none is left. */
function joinPieces(characters: string[], ranks: ReadonlyMap<string, number>): string[] {
  let pieces = characters;
  for (;;) {
    let best = Infinity;
    let at = -1;
    for (let i = 0; i + 1 < pieces.length; i++) {
      const rank = ranks.get(pairKey(pieces[i]!, pieces[i + 1]!)) ?? Infinity;
      if (rank < best) [best, at] = [rank, i];
    }
    if (at < 0) return pieces;
    pieces = joinPair(pieces, pieces[at]!, pieces[at + 1]!);
  }
}

export interface Token {
  readonly text: string;
  readonly id: number;
}

export interface TextEncoder {
  /** A text's tokens as the network sees them, without padding: the first `length`. */
  tokens(text: string): readonly Token[];
  /** Writes a text's ids, padding included, into `out` from `offset` on. */
  encode(text: string, out: { [index: number]: number }, offset: number): void;
}

/** A text input's look-up tables, made once. */
export function textEncoder(input: FittedText): TextEncoder {
  const { level, lowercase, length, padding, vocabulary, merges = [], rules, start = false } = input;
  const ids = new Map(vocabulary.map((token, place) => [token, place + firstTokenId]));
  const ranks = new Map(merges.map(([left, right], rank) => [pairKey(left, right), rank]));
  /** Words come again and again; their pieces are remembered up to a number. */
  const remembered = new Map<string, readonly string[]>();
  const pieces = (word: string): readonly string[] => {
    const found = remembered.get(word);
    if (found !== undefined) return found;
    const made = cutWord(word);
    if (remembered.size < 50_000) remembered.set(word, made);
    return made;
  };
  const cutWord = (word: string): readonly string[] => {
    switch (rules?.pieces) {
      case 'longest':
        return (
          longestPieces(word, (piece) => ids.has(piece), wordStart, rules.longestWord ?? longestWordEver) ?? [
            unknownMark,
          ]
        );
      case 'plainPairs':
        return joinPieces(Array.from(word), ranks);
      default:
        return joinPieces(wordPieces(word), ranks);
    }
  };
  const cutUp = (text: string): readonly string[] =>
    start ? [vocabulary[0] ?? startMark, ...cutText(text)].slice(0, length) : cutText(text);
  const cutText = (text: string): readonly string[] => {
    if (level !== 'subword')
      return rules ? wordsByRules(text, rules, length) : splitText(text, level, lowercase, length);
    const all: string[] = [];
    const words = rules ? wordsByRules(text, rules, length) : splitText(text, 'word', lowercase, length);
    for (const word of words) {
      all.push(...pieces(word));
      if (all.length >= length) break;
    }
    return all.slice(0, length);
  };
  const idOf = (token: string) => ids.get(token) ?? unknownId;
  return {
    tokens: (text) => cutUp(text).map((token) => ({ text: token, id: idOf(token) })),
    encode: (text, out, offset) => {
      const tokens = cutUp(text);
      const before = padding === 'before' ? length - tokens.length : 0;
      for (let i = 0; i < length; i++) {
        const token = tokens[i - before];
        out[offset + i] = token === undefined ? paddingId : idOf(token);
      }
    },
  };
}

/**
 * What a network is to write at every place of a text that opens with the mark of the start: the token after it, and the
 * mark of the end after the last, where there is room. Written into `out` from `offset` on, padding included.
 */
export function nextTokens(
  tokens: readonly Token[],
  length: number,
  out: { [index: number]: number },
  offset: number,
): void {
  for (let i = 0; i < length; i++) {
    out[offset + i] = i + 1 < tokens.length ? tokens[i + 1]!.id : i + 1 === tokens.length ? endId : paddingId;
  }
}

/** Tokens as a text again: characters side by side, words with spaces between, pieces where their words begin. */
export function joinTokens(tokens: readonly string[], level: TextLevel): string {
  if (level === 'character') return tokens.join('');
  if (level === 'word') return tokens.join(' ');
  return tokens.join('').split(wordStart).join(' ').trim();
}

/** Codes of a text that is to be written, without padding and marks. */
export function tokensOf(codes: ArrayLike<number>): readonly number[] {
  return Array.from(codes).filter((code) => code !== paddingId && code !== startId && code !== endId);
}

/** Codes as the text they stand for. */
export function textOfCodes(input: FittedText, codes: readonly number[]): string {
  return joinTokens(
    codes.map((code) => input.vocabulary[code - firstTokenId] ?? '\ufffd'),
    input.level,
  );
}

const encoders = new WeakMap<FittedText, TextEncoder>();

/** A text as float32 whole numbers, [length]. */
export function encodeText(input: FittedText, text: string): Float32Array {
  let encoder = encoders.get(input);
  if (encoder === undefined) {
    encoder = textEncoder(input);
    encoders.set(input, encoder);
  }
  const out = new Float32Array(input.length);
  encoder.encode(text, out, 0);
  return out;
}
