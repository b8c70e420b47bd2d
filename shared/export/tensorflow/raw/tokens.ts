// Texts cut inside a graph: into words by our own pattern or by the rules of a tokenizer.json, as far as TensorFlow
// has operations for them, or into code points. The same as shared/data/text.ts and tokenRules.ts.
import { type FittedText, longestWord } from '../../../data/text';
import type { NormalStep, TokenRules } from '../../../data/tokenRules';
import { dataTypes } from '../graphDef';
import type { RawGraph, Wire } from './graph';

/** A word as text.ts has it, or any other character, which stands between words. */
const wordOrOther = "([\\p{L}\\p{N}\\p{M}]+(?:['\\x{2019}][\\p{L}\\p{N}\\p{M}]+)*)|(?s:.)";
/** Unicode's White_Space. */
const space =
  '[\\t\\n\\x0b\\f\\r \\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}]';
const control = '[\\p{Cc}\\p{Cf}\\p{Co}\\x{fffd}]';
const chinese =
  '[\\x{4e00}-\\x{9fff}\\x{3400}-\\x{4dbf}\\x{20000}-\\x{2a6df}\\x{2a700}-\\x{2b73f}\\x{2b740}-\\x{2b81f}\\x{2b920}-\\x{2ceaf}\\x{f900}-\\x{faff}\\x{2f800}-\\x{2fa1f}]';

/** Alphabetic, M, Nd, Pc and Join_Control: what is alphabetic beyond L and Nl are marks, and letters in circles and squares. */
const wordCharacters =
  '[\\p{L}\\p{Nl}\\p{M}\\p{Nd}\\p{Pc}\\x{200c}\\x{200d}\\x{24b6}-\\x{24e9}\\x{1f130}-\\x{1f149}\\x{1f150}-\\x{1f169}\\x{1f170}-\\x{1f189}]';

type Change = ((g: RawGraph, text: Wire) => Wire) | null;

const lower = (g: RawGraph, text: Wire): Wire =>
  g.make('StringLower', [text], text.type, { encoding: { text: 'utf-8' } });

/** What is done to a text first; null where TensorFlow has no operation for it. */
const normal: { readonly [S in NormalStep]: Change } = {
  clean: (g, text) => g.replace(g.replace(g.replace(text, '[\\t\\n\\r]', ' '), control, ''), space, ' '),
  chinese: (g, text) => g.replace(text, `(${chinese})`, ' \\1 '),
  nfc: null,
  nfd: null,
  nfkc: null,
  nfkd: null,
  stripAccents: null,
  stripMarks: (g, text) => g.replace(text, '\\p{M}', ''),
  // Character by character: a capital sigma becomes the same one at a word's end as well.
  lowercase: (g, text) => lower(g, g.replace(text, '\\x{3a3}', '\u03c3')),
};

/** Blanks between words. */
const apart: { readonly [W in TokenRules['words']]: (g: RawGraph, text: Wire) => Wire } = {
  blanks: (g, text) => g.replace(text, space, ' '),
  marks: (g, text) => g.replace(g.replace(text, `(${wordCharacters}+)`, ' \\1 '), space, ' '),
  bert: (g, text) => g.replace(g.replace(text, '([\\p{P}$+<=>^`|~])', ' \\1 '), space, ' '),
};

/** Why these rules cannot be carried out in a graph, to follow a subject; null where they can. */
export function objectionToRules(rules: TokenRules): string | null {
  const step = rules.normal.find((each) => normal[each] === null);
  return step === undefined
    ? null
    : `is changed by its tokenizer in a way that TensorFlow has no operation for (${step})`;
}

/** Ragged tokens as a full table: cut at its sizes, and `none` behind the last. */
export function squared(
  g: RawGraph,
  tokens: Wire,
  rows: { readonly wires: readonly Wire[]; readonly kinds: readonly string[] },
  none: Wire,
  sizes: readonly number[],
): Wire {
  return g.make('RaggedTensorToTensor', [g.ints(sizes), tokens, none, ...rows.wires], tokens.type, {
    T: { type: tokens.type },
    Tindex: { type: dataTypes.int64 },
    Tshape: { type: dataTypes.int32 },
    num_row_partition_tensors: { int: rows.wires.length },
    row_partition_types: { texts: rows.kinds },
  });
}

/** The first words of each text, [batch, length], empty texts behind them. */
export function wordsOf(g: RawGraph, text: Wire, { rules, lowercase, length }: FittedText): Wire {
  const changed = (rules?.normal ?? []).reduce((x, step) => normal[step]!(g, x), text);
  const spaced =
    rules === undefined
      ? g.replace(lowercase ? lower(g, text) : text, wordOrOther, '\\1 ')
      : apart[rules.words](g, changed);
  const places = g.make('StringSplitV2', [spaced, g.text('')], dataTypes.int64, { maxsplit: { int: -1 } });
  const found: Wire = { output: `${places.output}:1`, type: dataTypes.string };
  const counts: Wire = { output: `${places.output}:2`, type: dataTypes.int64 };
  const cut =
    rules === undefined
      ? g.make('Substr', [found, g.int(0), g.int(longestWord)], dataTypes.string, {
          T: { type: dataTypes.int32 },
          unit: { text: 'UTF8_CHAR' },
        })
      : found;
  const wires = [g.gather(counts, g.int(0), 0), g.gather(places, g.int(0), 1)];
  return squared(g, cut, { wires, kinds: ['FIRST_DIM_SIZE', 'VALUE_ROWIDS'] }, g.text(''), [-1, length]);
}

/** The first code points of each text, [batch, length] (-1: as many as the longest has), -1 behind them. */
export function charactersOf(g: RawGraph, text: Wire, length: number): Wire {
  const splits = g.make('UnicodeDecode', [text], dataTypes.int64, {
    input_encoding: { text: 'UTF-8' },
    errors: { text: 'replace' },
    replacement_char: { int: 0xfffd },
    replace_control_characters: { bool: false },
    Tsplits: { type: dataTypes.int64 },
  });
  const points: Wire = { output: `${splits.output}:1`, type: dataTypes.int32 };
  return squared(g, points, { wires: [splits], kinds: ['ROW_SPLITS'] }, g.int(-1), [-1, length]);
}

/** The first characters of texts as they are read at the level of characters. */
export function lettersOf(g: RawGraph, text: Wire, { lowercase, length }: FittedText): Wire {
  return charactersOf(g, lowercase ? lower(g, text) : text, length);
}
