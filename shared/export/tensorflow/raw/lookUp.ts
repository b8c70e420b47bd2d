// Tokens looked up inside a graph. A table of TensorFlow's own would have to be filled at a start; a list of sorted keys needs
// none: the place of a key in it is found by halves, and what stands there is compared.
import { firstTokenId, unknownId } from '../../../data/text';
import { utf8 } from '../../text';
import { dataTypes } from '../graphDef';
import type { RawGraph, Wire } from './graph';
import { sipHash } from './sipHash';

/** Hashes below this are whole numbers that a double holds. */
const buckets = 2 ** 52;

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

/** Places of keys in an ascending line of int32 or int64, of the keys' own shape: the first that is not below. */
export function placesIn(g: RawGraph, line: Wire, keys: Wire, last: number): Wire {
  const place = g.make('LowerBound', [g.reshape(line, [1, -1]), g.reshape(keys, [1, -1])], dataTypes.int32, {
    T: { type: keys.type },
    out_type: { type: dataTypes.int32 },
  });
  const shape = g.make('Shape', [keys], dataTypes.int32, {
    T: { type: keys.type },
    out_type: { type: dataTypes.int32 },
  });
  return g.reshape(g.apply('Minimum', place, g.int(last)), shape);
}

/** Ids of tokens by their keys, of any shape; `otherwise` for those that are none of the entries. */
function lookUp<T>(
  g: RawGraph,
  { tokens, keys }: { readonly tokens: Wire; readonly keys: Wire },
  entries: readonly Entry<T>[],
  constants: Constants<T>,
  otherwise: number,
): Wire {
  if (entries.length === 0) return g.int(otherwise);
  const sorted = [...entries].sort((a, b) => a.key - b.key);
  const line = constants.keys(sorted.map(({ key }) => key));
  const place = placesIn(g, line, keys, sorted.length - 1);
  const found = g.gather(constants.tokens(sorted.map(({ token }) => token)), place, 0);
  const ids = g.ints(sorted.map(({ id }) => id));
  return g.select(g.ask('Equal', found, tokens), g.gather(ids, place, 0), g.int(otherwise));
}

/** A key under which no two words have one hash, and the hashes. */
function hashed(words: readonly string[]): { readonly key: number; readonly hashes: readonly number[] } {
  for (let key = 1; ; key++) {
    const hashes = words.map((word) => Number(sipHash(utf8(word), [BigInt(key), BigInt(key)]) % BigInt(buckets)));
    if (new Set(hashes).size === new Set(words).size) return { key, hashes };
  }
}

/** Ids of words, texts of any shape. */
export function wordIds(g: RawGraph, tokens: Wire, vocabulary: readonly string[]): Wire {
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
  return lookUp(g, { tokens, keys }, entries, constants, unknownId);
}

/**
 * Ids of code points of any shape: those of the tokens that are one character behind `opening`, the first one's id being
 * `first`.
 */
export function characterIds(
  g: RawGraph,
  points: Wire,
  tokens: readonly string[],
  { opening = '', first = firstTokenId }: { readonly opening?: string; readonly first?: number } = {},
): Wire {
  const entries = tokens.flatMap((token, i) => {
    const [character, ...more] = Array.from(token.startsWith(opening) ? token.slice(opening.length) : '');
    const point = character?.codePointAt(0);
    return point === undefined || more.length > 0 ? [] : [{ token: point, key: point, id: i + first }];
  });
  const ints = (all: readonly number[]) => g.ints(all);
  return lookUp(g, { tokens: points, keys: points }, entries, { keys: ints, tokens: ints }, unknownId);
}
