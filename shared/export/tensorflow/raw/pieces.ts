// Words cut into pieces inside a graph: byte-pair encoding as shared/data/text.ts has it. All words at once, one pair of each
// joined per round, and as many rounds as the longest word can need: written out, because not every server and converter
// reads a loop.
import { firstTokenId, type FittedText, longestWord, paddingId, unknownId, wordStart } from '../../../data/text';
import { dataTypes } from '../graphDef';
import type { RawGraph, Wire } from './graph';
import { characterIds, placesIn } from './lookUp';
import { charactersOf, squared, wordsOf } from './tokens';

/** Codes of pieces within the rounds: nothing, a character that no pair has, the first piece. */
const [nothing, other, firstPiece] = [0, unknownId, 2];

/** One place behind each word. */
const oneMore = [
  [0, 0],
  [0, 1],
] as const;

interface Pairs {
  /** Ascending, of left · codes + right. */
  readonly keys: Wire;
  /** Of each key: when it was joined in training, and the code of what it became. */
  readonly ranks: Wire;
  readonly joined: Wire;
  readonly count: number;
  readonly codes: number;
}

function pairsOf(
  g: RawGraph,
  merges: readonly (readonly [string, string])[],
  codeOf: ReadonlyMap<string, number>,
): Pairs {
  const codes = codeOf.size + firstPiece;
  const code = (piece: string) => codeOf.get(piece)!;
  const entries = new Map(
    merges.map(([left, right], rank) => [code(left) * codes + code(right), { rank, joined: code(left + right) }]),
  );
  const sorted = [...entries].sort(([a], [b]) => a - b);
  return {
    keys: g.longs(sorted.map(([key]) => key)),
    ranks: g.ints(sorted.map(([, { rank }]) => rank)),
    joined: g.longs(sorted.map(([, { joined }]) => joined)),
    count: sorted.length,
    codes,
  };
}

/** One pair of every word joined: the same one as in the round before while there is any, else the one joined first in training. */
function round(g: RawGraph, pieces: Wire, pairs: Pairs, before: Wire | null, places: Wire) {
  const none = g.int(2 ** 30);
  const next = g.slice(g.pad(pieces, oneMore, g.longs([nothing], [])), [0, 1], [-1, -1]);
  const key = g.apply('AddV2', g.apply('Mul', pieces, g.longs([pairs.codes], [])), next);
  const place = placesIn(g, pairs.keys, key, pairs.count - 1);
  const known = g.ask('Equal', g.gather(pairs.keys, place, 0), key);
  const ranks = g.select(known, g.gather(pairs.ranks, place, 0), none);
  const least = g.reduce('Min', ranks, 1, true);
  const again = before === null ? null : g.whether('Any', g.ask('Equal', ranks, before), 1, true);
  const rank = before === null || again === null ? least : g.select(again, before, least);
  const chosen = g.logical('LogicalAnd', g.ask('Equal', ranks, rank), known);
  const at = g.reduce('Min', g.select(chosen, places, none), 1, true);
  const behind = g.select(g.ask('Less', places, at), pieces, next);
  const joined = g.select(g.ask('Equal', places, at), g.gather(pairs.joined, place, 0), behind);
  return { pieces: joined, rank };
}

/** The first pieces of each text as ids, [batch, length], padding behind them. */
export function pieceIds(g: RawGraph, text: Wire, input: FittedText): Wire {
  const { length, vocabulary, merges = [], rules } = input;
  const opening = rules?.pieces === 'plainPairs' ? '' : wordStart;
  const all = [...new Set([...vocabulary, ...merges.flatMap(([left, right]) => [left, right, left + right])])];
  const codeOf = new Map(all.map((piece, i) => [piece, i + firstPiece]));
  const words = g.reshape(wordsOf(g, text, input), [-1]);
  const points = charactersOf(g, words, -1);
  const there = g.ask('NotEqual', points, g.int(-1));
  const places = g.make('Range', [g.int(0), g.size(points, 1), g.int(1)], dataTypes.int32, {
    Tidx: { type: dataTypes.int32 },
  });
  const opened = characterIds(g, points, all, { opening, first: firstPiece });
  const inner = characterIds(g, points, all, { first: firstPiece });
  const codes = g.select(g.ask('Equal', places, g.int(0)), opened, inner);
  // Keys of pairs are wider than their pieces.
  let pieces = g.cast(g.select(there, codes, g.int(nothing)), dataTypes.int64);
  if (merges.length > 0) {
    const pairs = pairsOf(g, merges, codeOf);
    let before: Wire | null = null;
    for (let i = 1; i < longestWord; i++) ({ pieces, rank: before } = round(g, pieces, pairs, before, places));
  }
  const known = new Map(vocabulary.map((token, i) => [token, i + firstTokenId]));
  const ids = g.ints([paddingId, other, ...all.map((piece) => known.get(piece) ?? unknownId)]);
  return flattened(g, g.gather(ids, pieces, 0), g.size(text, 0), length);
}

/** Ids of words, [batch · length, any], as ids of texts, [batch, length], without the gaps behind each word. */
function flattened(g: RawGraph, ids: Wire, batch: Wire, length: number): Wire {
  const used = g.ask('NotEqual', ids, g.int(paddingId));
  const where = g.make('Where', [used], dataTypes.int64, { T: { type: dataTypes.bool } });
  const tokens = g.make('GatherNd', [ids, where], dataTypes.int32, {
    Tparams: { type: dataTypes.int32 },
    Tindices: { type: dataTypes.int64 },
  });
  const texts = g.apply('FloorDiv', g.gather(where, g.int(0), 1), g.cast(g.int(length), dataTypes.int64));
  const wires = [g.cast(batch, dataTypes.int64), texts];
  return squared(g, tokens, { wires, kinds: ['FIRST_DIM_SIZE', 'VALUE_ROWIDS'] }, g.int(paddingId), [-1, length]);
}
