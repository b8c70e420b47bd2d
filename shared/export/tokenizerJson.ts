// A text input's tokens as a tokenizer.json (Hugging Face tokenizers): the same numbers for the same text, padding included.
import { ownCharacters, ownSigma, ownWords } from '../data/tokenizerParts';
import { type NormalStep, type TokenRules, longestWordEver } from '../data/tokenRules';
import { type FittedText, firstTokenId, paddingId, paddingMark, unknownId, unknownMark, wordStart } from '../data/text';
import type { RunRecord } from '../run/record';
import type { ExportFile } from './format';

/** Opens pieces within words: no word of ours holds it. */
const inside = '##';

const bert = (own: object) => ({
  type: 'BertNormalizer',
  clean_text: false,
  handle_chinese_chars: false,
  strip_accents: false,
  lowercase: false,
  ...own,
});

const normalizers: { readonly [S in NormalStep]: object } = {
  clean: bert({ clean_text: true }),
  chinese: bert({ handle_chinese_chars: true }),
  nfc: { type: 'NFC' },
  nfd: { type: 'NFD' },
  nfkc: { type: 'NFKC' },
  nfkd: { type: 'NFKD' },
  stripAccents: bert({ strip_accents: true }),
  stripMarks: { type: 'StripAccents' },
  lowercase: { type: 'Lowercase' },
};

const preTokenizers: { readonly [W in TokenRules['words']]: object } = {
  blanks: { type: 'WhitespaceSplit' },
  marks: { type: 'Whitespace' },
  bert: { type: 'BertPreTokenizer' },
};

function normalizerOf({ rules, lowercase }: FittedText): object | null {
  const own = lowercase ? [ownSigma, normalizers.lowercase] : [];
  const parts = rules === undefined ? own : rules.normal.map((step) => normalizers[step]);
  return parts.length === 0 ? null : { type: 'Sequence', normalizers: parts };
}

/** A piece as the file names it: pieces within words are marked there, and not those that open them. */
function named(piece: string): string {
  return piece.startsWith(wordStart) ? piece.slice(wordStart.length) : inside + piece;
}

function modelOf({ level, vocabulary, merges = [], rules }: FittedText): object {
  const marked = level === 'subword' && rules?.pieces !== 'plainPairs';
  const name = marked ? named : (piece: string) => piece;
  const vocab = Object.fromEntries([
    [paddingMark, paddingId],
    [unknownMark, unknownId],
    ...vocabulary.map((token, place) => [name(token), firstTokenId + place] as const),
  ]);
  if (level !== 'subword') return { type: 'WordLevel', vocab, unk_token: unknownMark };
  const prefix = { continuing_subword_prefix: marked ? inside : null };
  if (rules?.pieces === 'longest')
    return {
      type: 'WordPiece',
      unk_token: unknownMark,
      ...prefix,
      max_input_chars_per_word: rules.longestWord ?? longestWordEver,
      vocab,
    };
  return {
    type: 'BPE',
    dropout: null,
    unk_token: unknownMark,
    ...prefix,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: false,
    vocab,
    merges: merges.map((pair) => pair.map(name)),
  };
}

/** Opens a text with the vocabulary's first token. */
function startOf({ start, vocabulary }: FittedText): object | null {
  const [mark] = vocabulary;
  return start !== true || mark === undefined
    ? null
    : {
        type: 'TemplateProcessing',
        single: [{ SpecialToken: { id: mark, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
        pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
        special_tokens: { [mark]: { id: mark, ids: [firstTokenId], tokens: [mark] } },
      };
}

/**
 * The file's content; null where a token has the name of a mark. What comes out otherwise, as words of more than 100
 * characters where ours are cut, is listed in docs/data.md.
 */
export function tokenizerJson(input: FittedText): object | null {
  if (input.vocabulary.some((token) => token === paddingMark || token === unknownMark)) return null;
  const { level, length, padding, rules } = input;
  const side = padding === 'before' ? 'Left' : 'Right';
  const own = level === 'character' ? ownCharacters : ownWords;
  return {
    version: '1.0',
    truncation: { direction: 'Right', max_length: length, strategy: 'LongestFirst', stride: 0 },
    padding: {
      strategy: { Fixed: length },
      direction: side,
      pad_to_multiple_of: null,
      pad_id: paddingId,
      pad_type_id: 0,
      pad_token: paddingMark,
    },
    added_tokens: [],
    normalizer: normalizerOf(input),
    pre_tokenizer: rules === undefined ? own : preTokenizers[rules.words],
    post_processor: startOf(input),
    decoder:
      level === 'subword' && rules?.pieces !== 'plainPairs'
        ? { type: 'WordPiece', prefix: inside, cleanup: false }
        : null,
    model: modelOf(input),
  };
}

/**
 * An export's files with a tokenizer.json for every text input, beside the preprocessing.json that says the same; numbered
 * in the inputs' order where there are several.
 */
export function withTokenizers(
  files: readonly ExportFile[],
  { plan, preprocessing }: RunRecord,
): readonly ExportFile[] {
  const beside = files.find(({ path }) => /(?:^|\/)preprocessing\.json$/.test(path));
  if (beside === undefined) return files;
  const texts = plan.inputs.flatMap(({ source }) => {
    const input = preprocessing.inputs[source];
    return input?.modality === 'text' ? [input] : [];
  });
  const tokenizers = texts.flatMap((input, place) => {
    const content = tokenizerJson(input);
    const name = texts.length === 1 ? 'tokenizer.json' : `tokenizer-${place + 1}.json`;
    const path = beside.path.replace(/preprocessing\.json$/, name);
    return content === null ? [] : [{ path, text: `${JSON.stringify(content)}\n` }];
  });
  return [...files, ...tokenizers];
}
