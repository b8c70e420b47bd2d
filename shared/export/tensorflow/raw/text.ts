// A text inside the graph: cut into words or characters as shared/data/text.ts does, each looked up in the vocabulary, cut
// and padded. A table of TensorFlow's own would need a start; a sorted list of hashes needs none, and the word found is compared.
import { firstTokenId, type FittedText, longestWord, paddingId, startId, unknownId } from '../../../data/text';
import type { Words } from '../../rawSample';
import { utf8 } from '../../text';
import { dataTypes } from '../graphDef';
import type { RawGraph, Wire } from './graph';
import type { Preparation, Refusal } from './preparation';
import { sipHash } from './sipHash';

/** A word as text.ts has it, or any other character, which stands between words. */
const wordOrOther = "([\\p{L}\\p{N}\\p{M}]+(?:['\\x{2019}][\\p{L}\\p{N}\\p{M}]+)*)|(?s:.)";

/** Hashes below this are whole numbers that a double holds. */
const buckets = 2 ** 52;

/** Ragged tokens as [batch, length]: cut, and `none` behind the last. */
function squared(
  g: RawGraph,
  tokens: Wire,
  rows: readonly Wire[],
  kinds: readonly string[],
  none: Wire,
  length: number,
): Wire {
  return g.make('RaggedTensorToTensor', [g.ints([-1, length]), tokens, none, ...rows], tokens.type, {
    T: { type: tokens.type },
    Tindex: { type: dataTypes.int64 },
    Tshape: { type: dataTypes.int32 },
    num_row_partition_tensors: { int: rows.length },
    row_partition_types: { texts: kinds },
  });
}

/** The first words of each text, [batch, length], empty texts behind them. */
function wordsOf(g: RawGraph, text: Wire, length: number): Wire {
  const apart = g.replace(text, wordOrOther, '\\1 ');
  const places = g.make('StringSplitV2', [apart, g.text('')], dataTypes.int64, { maxsplit: { int: -1 } });
  const found: Wire = { output: `${places.output}:1`, type: dataTypes.string };
  const counts: Wire = { output: `${places.output}:2`, type: dataTypes.int64 };
  const cut = g.make('Substr', [found, g.int(0), g.int(longestWord)], dataTypes.string, {
    T: { type: dataTypes.int32 },
    unit: { text: 'UTF8_CHAR' },
  });
  const rows = [g.gather(counts, g.int(0), 0), g.gather(places, g.int(0), 1)];
  return squared(g, cut, rows, ['FIRST_DIM_SIZE', 'VALUE_ROWIDS'], g.text(''), length);
}

/** The first code points of each text, [batch, length], -1 behind them. */
function charactersOf(g: RawGraph, text: Wire, length: number): Wire {
  const splits = g.make('UnicodeDecode', [text], dataTypes.int64, {
    input_encoding: { text: 'UTF-8' },
    errors: { text: 'replace' },
    replacement_char: { int: 0xfffd },
    replace_control_characters: { bool: false },
    Tsplits: { type: dataTypes.int64 },
  });
  const points: Wire = { output: `${splits.output}:1`, type: dataTypes.int32 };
  return squared(g, points, [splits], ['ROW_SPLITS'], g.int(-1), length);
}

interface Entry<T> {
  readonly token: T;
  /** By which entries stand in order. */
  readonly key: number;
  readonly id: number;
}

/** What a look-up needs of its entries as constants. */
interface Constants<T> {
  readonly keys: (keys: readonly number[]) => Wire;
  readonly tokens: (tokens: readonly T[]) => Wire;
}

/** Ids of tokens [batch, length] by their keys; `unknownId` for those that are none of the entries. */
function lookUp<T>(
  g: RawGraph,
  { tokens, keys, length }: { readonly tokens: Wire; readonly keys: Wire; readonly length: number },
  entries: readonly Entry<T>[],
  constants: Constants<T>,
): Wire {
  const sorted = [...entries].sort((a, b) => a.key - b.key);
  const line = g.reshape(constants.keys(sorted.map(({ key }) => key)), [1, -1]);
  const place = g.make('LowerBound', [line, g.reshape(keys, [1, -1])], dataTypes.int32, {
    T: { type: keys.type },
    out_type: { type: dataTypes.int32 },
  });
  const within = g.reshape(g.apply('Minimum', place, g.int(sorted.length - 1)), [-1, length]);
  const found = g.gather(constants.tokens(sorted.map(({ token }) => token)), within, 0);
  const ids = g.ints(sorted.map(({ id }) => id));
  return g.select(g.ask('Equal', found, tokens), g.gather(ids, within, 0), g.int(unknownId));
}

/** A key under which no two words have one hash, and the hashes. */
function hashed(words: readonly string[]): { readonly key: number; readonly hashes: readonly number[] } {
  for (let key = 1; ; key++) {
    const hashes = words.map((word) => Number(sipHash(utf8(word), [BigInt(key), BigInt(key)]) % BigInt(buckets)));
    if (new Set(hashes).size === new Set(words).size) return { key, hashes };
  }
}

function wordIds(g: RawGraph, tokens: Wire, vocabulary: readonly string[], length: number): Wire {
  const { key, hashes } = hashed(vocabulary);
  const keys = g.make('StringToHashBucketStrong', [tokens], dataTypes.int64, {
    num_buckets: { int: buckets },
    key: { ints: [key, key] },
  });
  const entries = vocabulary.map((token, i) => ({ token, key: hashes[i]!, id: i + firstTokenId }));
  const constants = {
    keys: (all: readonly number[]) => g.longs(all),
    tokens: (all: readonly string[]) => g.texts(all),
  };
  return lookUp(g, { tokens, keys, length }, entries, constants);
}

function characterIds(g: RawGraph, tokens: Wire, vocabulary: readonly string[], length: number): Wire {
  // The marks of start and end are more than a character: no text holds them.
  const entries = vocabulary.flatMap((token, i) => {
    const point = token.codePointAt(0) ?? -1;
    return Array.from(token).length === 1 ? [{ token: point, key: point, id: i + firstTokenId }] : [];
  });
  const ints = (all: readonly number[]) => g.ints(all);
  return lookUp(g, { tokens, keys: tokens, length }, entries, { keys: ints, tokens: ints });
}

/** Texts [batch] as ids [batch, length]. */
function textNodes(g: RawGraph, given: Wire, input: FittedText): Wire {
  const { level, lowercase, length, padding, vocabulary, start = false } = input;
  const text = lowercase ? g.make('StringLower', [given], given.type, { encoding: { text: 'utf-8' } }) : given;
  const words = level === 'word';
  const tokens = words ? wordsOf(g, text, length) : charactersOf(g, text, length);
  const known = words ? wordIds(g, tokens, vocabulary, length) : characterIds(g, tokens, vocabulary, length);
  const there = g.ask('NotEqual', tokens, words ? g.text('') : g.int(-1));
  let ids = g.select(there, known, g.int(paddingId));
  if (start) {
    const first = g.pad(
      g.slice(ids, [0, 0], [-1, 0]),
      [
        [0, 0],
        [1, 0],
      ],
      g.int(startId),
    );
    ids = g.slice(g.concat([first, ids], 1), [0, 0], [-1, length]);
  }
  if (padding === 'after') return ids;
  const count = g.reduce('Sum', g.cast(g.ask('NotEqual', ids, g.int(paddingId)), dataTypes.int32), 1, true);
  const places = g.ints(
    Array.from({ length }, (_, i) => i - length),
    [1, length],
  );
  const from = g.apply('AddV2', places, count);
  const moved = g.gather(ids, g.apply('Maximum', from, g.int(0)), 1, 1);
  return g.select(g.ask('GreaterEqual', from, g.int(0)), moved, g.int(paddingId));
}

export function prepareText(input: FittedText): Preparation | Refusal {
  const { level, rules, vocabulary } = input;
  const next = 'Retrain with words or characters in place of it';
  if (level === 'subword')
    return { because: 'is cut into word pieces, which takes a loop over each word, and this graph has none', next };
  if (rules !== undefined)
    return {
      because:
        'is cut by rules, as those of a tokenizer.json or of tagged text, and TensorFlow has no operations for Unicode normal forms and alphabets',
      next,
    };
  if (vocabulary.length === 0)
    return { because: 'is text of which no word is known', next: 'Train on texts with words' };
  return {
    arguments: [
      {
        type: dataTypes.string,
        shape: [-1],
        takes: `texts in UTF-8; the first ${input.length} ${level === 'word' ? 'words' : 'characters'} of each are seen`,
        example: 'tf.constant(["a text"])',
        given: (value) => ({ type: dataTypes.string, shape: [1], values: [(value as Words).text] }),
      },
    ],
    nodes: (g, [given]) => textNodes(g, given!, input),
  };
}
