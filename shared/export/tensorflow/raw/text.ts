// A text inside the graph: cut into words, characters or word pieces as shared/data/text.ts does, each looked up in the
// vocabulary, cut and padded.
import { type FittedText, longestWord, paddingId, startId } from '../../../data/text';
import type { Words } from '../../rawSample';
import { dataTypes } from '../graphDef';
import type { RawGraph, Wire } from './graph';
import { characterIds, wordIds } from './lookUp';
import { pieceIds } from './pieces';
import type { Preparation, Refusal } from './preparation';
import { lettersOf, objectionToRules, wordsOf } from './tokens';

/** Ids of the first tokens of each text, [batch, length], padding behind them. */
const levels: { readonly [L in FittedText['level']]: (g: RawGraph, text: Wire, input: FittedText) => Wire } = {
  word(g, text, input) {
    const tokens = wordsOf(g, text, input);
    const there = g.ask('NotEqual', tokens, g.text(''));
    return g.select(there, wordIds(g, tokens, input.vocabulary), g.int(paddingId));
  },
  character(g, text, input) {
    // With rules of its own such a text is cut into words, as text.ts does.
    if (input.rules !== undefined) return levels.word(g, text, input);
    const points = lettersOf(g, text, input);
    const there = g.ask('NotEqual', points, g.int(-1));
    return g.select(there, characterIds(g, points, input.vocabulary), g.int(paddingId));
  },
  subword: pieceIds,
};

/** Texts [batch] as ids [batch, length]. */
function textNodes(g: RawGraph, given: Wire, input: FittedText): Wire {
  const { level, length, padding, start = false } = input;
  let ids = levels[level](g, given, input);
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

const units = { word: 'words', character: 'characters', subword: 'word pieces' } as const;

export function prepareText(input: FittedText): Preparation | Refusal {
  const { level, rules, vocabulary } = input;
  const next = 'Choose words or characters in the data step and train again';
  const objection = rules === undefined ? null : objectionToRules(rules);
  if (objection !== null) return { because: objection, next };
  if (level === 'subword' && rules?.pieces === 'longest')
    return {
      because: 'is cut into the longest pieces that are known (WordPiece), and TensorFlow has no operation for it',
      next,
    };
  if (vocabulary.length === 0)
    return { because: 'is text of which no word is known', next: 'Train on texts with words' };
  return {
    arguments: [
      {
        type: dataTypes.string,
        shape: [-1],
        takes: `texts in UTF-8; the first ${input.length} ${units[level]} of each are seen${rules !== undefined && level === 'subword' ? `, and words of more than ${longestWord} characters may be cut into smaller pieces than in the app` : ''}`,
        example: 'tf.constant(["a text"])',
        given: (value) => ({ type: dataTypes.string, shape: [1], values: [(value as Words).text] }),
      },
    ],
    nodes: (g, [given]) => textNodes(g, given!, input),
  };
}
