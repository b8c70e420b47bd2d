// Word pieces learned from words: byte-pair encoding, step by step, so that whoever learns many can tell how far it is and
// stop. Counts of pairs are kept up to date as pieces are joined; nothing is ever counted a second time.
import { orderTokens, wordPieces } from './text';

export interface LearnedPieces {
  /** The most frequent characters, then pieces in the order in which they were joined. */
  readonly vocabulary: readonly string[];
  readonly merges: readonly (readonly [string, string])[];
}

/** Words that are looked at between two reports. */
const wordsPerStep = 4096;
const bitsOfPiece = 2 ** 26;

/** Pieces by number, and back. */
class PieceNames {
  readonly texts: string[] = [];
  private readonly numbers = new Map<string, number>();

  number(text: string): number {
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.texts.length;
      this.numbers.set(text, number);
      this.texts.push(text);
    }
    return number;
  }
}

/** How often each pair of pieces is adjacent, in which words, and which pair is the most frequent. */
class PairCounts {
  readonly left: number[] = [];
  readonly right: number[] = [];
  readonly counts: number[] = [];
  /** Words that held the pair at some time; a word may come several times. */
  readonly words: number[][] = [];
  /** What decides among equally frequent pairs. */
  private readonly keys: string[] = [];
  private readonly numbers = new Map<number, number>();
  /** A heap of pairs, the most frequent first. An entry whose count is no longer true is put right when it comes up. */
  private readonly heap: { readonly pair: number; readonly count: number }[] = [];
  private readonly raised = new Set<number>();
  private readonly names: PieceNames;

  constructor(names: PieceNames) {
    this.names = names;
  }

  add(left: number, right: number, by: number, word: number): void {
    const key = left * bitsOfPiece + right;
    let pair = this.numbers.get(key);
    if (pair === undefined) {
      pair = this.counts.length;
      this.numbers.set(key, pair);
      this.left.push(left);
      this.right.push(right);
      this.counts.push(0);
      this.words.push([]);
      this.keys.push(`${this.names.texts[left]!} ${this.names.texts[right]!}`);
    }
    this.counts[pair]! += by;
    if (by < 0) return;
    const words = this.words[pair]!;
    if (words[words.length - 1] !== word) words.push(word);
    this.raised.add(pair);
  }

  /** Takes the pair that is adjacent most often, at least twice; of equals the first by code unit. -1 if there is none. */
  take(): number {
    for (const pair of this.raised) this.push(pair);
    this.raised.clear();
    for (;;) {
      const top = this.pop();
      if (top === undefined) return -1;
      if (this.counts[top.pair] === top.count) return top.pair;
      this.push(top.pair);
    }
  }

  private before(a: { pair: number; count: number }, b: { pair: number; count: number }): boolean {
    return a.count > b.count || (a.count === b.count && this.keys[a.pair]! < this.keys[b.pair]!);
  }

  private push(pair: number): void {
    const { heap } = this;
    const entry = { pair, count: this.counts[pair]! };
    if (entry.count < 2) return;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  private pop(): { readonly pair: number; readonly count: number } | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.before(heap[child + 1]!, heap[child]!)) child++;
      if (!this.before(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}

/** Joins every `left` `right` of a word to `joined`, from its beginning on, and keeps the counts true. */
function joinIn(word: Int32Array, at: number, times: number, pairs: PairCounts, pair: number, joined: number) {
  const [left, right] = [pairs.left[pair]!, pairs.right[pair]!];
  let length = 0;
  for (let i = 0; i < word.length; i++) {
    if (word[i] !== left || word[i + 1] !== right) {
      word[length++] = word[i]!;
      continue;
    }
    pairs.add(left, right, -times, at);
    if (length > 0) {
      pairs.add(word[length - 1]!, left, -times, at);
      pairs.add(word[length - 1]!, joined, times, at);
    }
    if (i + 2 < word.length) {
      pairs.add(right, word[i + 2]!, -times, at);
      pairs.add(joined, word[i + 2]!, times, at);
    }
    word[length++] = joined;
    i++;
  }
  return length === word.length ? word : word.slice(0, length);
}

/**
 * Byte-pair encoding as Sennrich, Haddow and Birch (2016) describe it, over characters: starting from each word's
 * characters (the first opened by "▁"), the pair that is adjacent most often is joined, again and again, until there
 * are `size` different pieces or no pair comes twice. Of equally frequent pairs the first by code unit is taken. Words
 * enter with their counts, so time depends on different words, not on texts. Yields now and then how many pieces there
 * are.
 */
export function* learnPieces(
  counts: Iterable<readonly [token: string, count: number]>,
  size: number,
): Generator<number, LearnedPieces, undefined> {
  const names = new PieceNames();
  const pairs = new PairCounts(names);
  const single = new Map<string, number>();
  const times: number[] = [];
  const words: Int32Array[] = [];
  let looked = 0;
  for (const [text, count] of counts) {
    const pieces = wordPieces(text);
    for (const piece of pieces) single.set(piece, (single.get(piece) ?? 0) + count);
    const word = Int32Array.from(pieces, (piece) => names.number(piece));
    for (let i = 0; i + 1 < word.length; i++) pairs.add(word[i]!, word[i + 1]!, count, words.length);
    times.push(count);
    words.push(word);
    if (++looked % wordsPerStep === 0) yield 0;
  }
  const vocabulary = orderTokens(single).slice(0, size);
  const known = new Set(vocabulary);
  const merges: (readonly [string, string])[] = [];
  while (vocabulary.length < size) {
    const pair = pairs.take();
    if (pair < 0) break;
    const [left, right] = [names.texts[pairs.left[pair]!]!, names.texts[pairs.right[pair]!]!];
    merges.push([left, right]);
    if (!known.has(left + right)) {
      known.add(left + right);
      vocabulary.push(left + right);
    }
    const joined = names.number(left + right);
    const places = pairs.words[pair]!;
    pairs.words[pair] = [];
    for (const place of places) {
      words[place] = joinIn(words[place]!, place, times[place]!, pairs, pair, joined);
      if (++looked % wordsPerStep === 0) yield vocabulary.length;
    }
  }
  return { vocabulary, merges };
}

/** `learnPieces` in one go. */
export function fitPieces(counts: Iterable<readonly [token: string, count: number]>, size: number): LearnedPieces {
  const learning = learnPieces(counts, size);
  for (;;) {
    const step = learning.next();
    if (step.done === true) return step.value;
  }
}
