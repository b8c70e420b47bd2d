// What of a tokenizer.json is refused, and that the message names it.
import { expect, it } from 'vitest';
import { readTokenizer } from '../../../shared/data/tokenizerFile';
import { tokenizerJson } from '../../../shared/export/tokenizerJson';

const vocab = { '[UNK]': 0, a: 1, b: 2, ab: 3 };
const model = { type: 'BPE', unk_token: '[UNK]', vocab, merges: [['a', 'b']] };
const file = { normalizer: null, pre_tokenizer: { type: 'Whitespace' }, added_tokens: [], model };
const bpe = (more: object) => ({ ...file, model: { ...model, ...more } });
/** Sequences within sequences. */
const deep = (levels: number): object =>
  levels === 0 ? { type: 'NFC' } : { type: 'Sequence', normalizers: [deep(levels - 1)] };

it('reads what it can', () => {
  expect(readTokenizer(file)).toMatchObject({
    ok: true,
    value: {
      level: 'subword',
      vocabulary: ['a', 'b', 'ab'],
      merges: [['a', 'b']],
      rules: { words: 'marks', pieces: 'plainPairs' },
    },
  });
});

it('reads what is written of words without a limit of their own', () => {
  const text = {
    modality: 'text',
    level: 'subword',
    lowercase: false,
    vocabulary: ['\u2581a', 'b'],
    length: 4,
    padding: 'after',
  };
  const rules = { normal: [], words: 'blanks', pieces: 'longest' };
  const written = tokenizerJson({ ...text, rules } as never);
  expect(readTokenizer(written)).toMatchObject({
    ok: true,
    value: { vocabulary: text.vocabulary, rules: { ...rules, longestWord: 1000 } },
  });
});

it.each<readonly [what: string, file: unknown, says: string]>([
  ['no object', [1, 2], 'no "model"'],
  ['null', null, 'no "model"'],
  ['a model that is text', { model: 'x' }, 'no "model"'],
  ['a model without a type', { ...file, model: { vocab, unk_token: '[UNK]' } }, 'no type'],
  ['Unigram', { ...file, model: { type: 'Unigram', unk_id: 0, vocab: [['a', -1]] } }, '"Unigram"'],
  ['bytes', { ...file, pre_tokenizer: { type: 'ByteLevel' } }, '"ByteLevel"'],
  ['no pre-tokenizer', { ...file, pre_tokenizer: null }, 'pre-tokenizer'],
  ['a normalizer of another kind', { ...file, normalizer: { type: 'Precompiled' } }, '"Precompiled"'],
  ['normalizers without end', { ...file, normalizer: deep(5000) }, 'sequence of normalizers'],
  ['byte fallback', bpe({ byte_fallback: true }), '"byte_fallback"'],
  ['fused unknowns', bpe({ fuse_unk: true }), '"fuse_unk"'],
  ['an added word', { ...file, added_tokens: [{ id: 4, content: 'layer loom', special: false }] }, '"layer loom"'],
  ['no vocabulary', bpe({ vocab: undefined }), 'no "vocab"'],
  ['an empty one', bpe({ vocab: {} }), 'empty'],
  ['a missing id', bpe({ vocab: { ...vocab, ab: 9 } }), 'no token has the id 3'],
  ['an id twice', bpe({ vocab: { ...vocab, ab: 2 } }), 'have the same id, 2'],
  ['an id that is no number', bpe({ vocab: { ...vocab, ab: 'x' } }), '"ab" has no id'],
  ['an id beyond all bounds', bpe({ vocab: { ...vocab, ab: 1e300 } }), '"ab" has no id'],
  ['nothing for unknown tokens', bpe({ unk_token: null }), 'unk_token'],
  ['an inherited name for unknown tokens', bpe({ unk_token: 'constructor' }), 'unk_token'],
  ['a merge of an inherited name', bpe({ merges: [['constructor', 'a']] }), 'names "constructor"'],
  ['words of no length', bpe({ type: 'WordPiece', max_input_chars_per_word: 0 }), 'from 1 to 1000'],
  ['words without end', bpe({ type: 'WordPiece', max_input_chars_per_word: 1e9 }), 'from 1 to 1000'],
  ['a merge with itself and nothing', bpe({ merges: [['a', '']] }), 'merge 1 is no pair'],
  ['a merge of three', bpe({ merges: ['a b c'] }), 'merge 1 is no pair'],
  ['a merge that leads out', bpe({ merges: [['b', 'a']] }), 'names "ba"'],
  [
    'a merge twice',
    bpe({
      merges: [
        ['a', 'b'],
        ['a', 'b'],
      ],
    }),
    'merge 2 repeats',
  ],
  ['merges that are no list', bpe({ merges: {} }), 'no list of "merges"'],
])('%s', (_what, given, says) => {
  const read = readTokenizer(given);
  expect(read).toMatchObject({ ok: false, problem: { code: 'data.tokenizer' } });
  if (!read.ok) expect(read.problem.message).toContain(says);
});
