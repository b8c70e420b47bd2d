// tokenizer.json against the Python package tokenizers: what we write gives its numbers there, and what it makes is read
// here and gives the same tokens, in TypeScript and in the exported Python.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitPieces } from '../../shared/data/pieces';
import { type FittedText, encodeText, orderTokens, splitText, textEncoder } from '../../shared/data/text';
import { readTokenizer } from '../../shared/data/tokenizerFile';
import { findGenerator } from '../../shared/data/generators';
import { tokenizerJson } from '../../shared/export/tokenizerJson';
import { createRandom } from '../../shared/random';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-tokenizers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const reviews = findGenerator('reviews')!.generate({ count: 200, seed: 5 }).columns['text'] as readonly string[];
const random = createRandom(9);
/** Letters, digits, marks, apostrophes, blanks and signs of several scripts, put together by chance. */
const alphabet = Array.from(
  "aAbBzZ019'’ \n\t.,!?-_~$éßÇñİıΣσςжЖ漢字한글שלםعرب\u0301\u0308😺👩\u200d👧٣²½\u00a0\u200bⓐ\u0000\ufffd",
);
const scrambled = Array.from({ length: 200 }, () =>
  Array.from({ length: 1 + random.integer(40) }, () => alphabet[random.integer(alphabet.length)]).join(''),
);
const texts = [
  ...reviews.slice(0, 60),
  ...scrambled,
  'ΟΔΟΣ ΣΑΣ',
  'unseenword Ünïcödé naïve café',
  'the'.repeat(40),
  '',
];
const length = 24;

function fitted(level: FittedText['level'], more: Partial<FittedText> = {}): FittedText {
  const lowercase = more.lowercase ?? true;
  const counts = new Map<string, number>();
  for (const text of [...reviews, ...scrambled.slice(0, 100)])
    for (const token of splitText(text, level === 'subword' ? 'word' : level, lowercase))
      counts.set(token, (counts.get(token) ?? 0) + 1);
  const learned = level === 'subword' ? fitPieces(counts, 250) : { vocabulary: orderTokens(counts).slice(0, 300) };
  return { modality: 'text', level, lowercase, length, padding: 'after', ...learned, ...more };
}

const ours = {
  words: fitted('word'),
  case: fitted('word', { lowercase: false, padding: 'before' }),
  characters: fitted('character'),
  pieces: fitted('subword'),
  longest: fitted('subword', { rules: { normal: [], words: 'blanks', pieces: 'longest' } }),
  start: fitted('word', { vocabulary: ['(start)', '(end)', 'the', 'a', 'was'], start: true }),
};

/** Tokenizers trained by the package on the same texts: name, then Python that makes one. */
const theirs = {
  bertWordPiece:
    'made(M.WordPiece(unk_token="[UNK]"), N.BertNormalizer(), P.BertPreTokenizer(), T.WordPieceTrainer(vocab_size=300, special_tokens=special))',
  casedWordPiece:
    'made(M.WordPiece(unk_token="[UNK]", max_input_chars_per_word=6), N.BertNormalizer(lowercase=False), P.BertPreTokenizer(), T.WordPieceTrainer(vocab_size=300, special_tokens=special))',
  plainBpe:
    'made(M.BPE(unk_token="[UNK]"), N.Sequence([N.NFD(), N.Lowercase(), N.StripAccents()]), P.Whitespace(), T.BpeTrainer(vocab_size=300, limit_alphabet=60, special_tokens=special))',
  markedBpe:
    'made(M.BPE(unk_token="[UNK]", continuing_subword_prefix="##"), N.NFKC(), P.WhitespaceSplit(), T.BpeTrainer(vocab_size=300, limit_alphabet=60, continuing_subword_prefix="##", special_tokens=special))',
  wordLevel:
    'made(M.WordLevel(unk_token="[UNK]"), N.Sequence([N.NFC(), N.Lowercase()]), P.Sequence([P.Whitespace()]), T.WordLevelTrainer(vocab_size=200, special_tokens=special))',
};

interface Answers {
  readonly own: { readonly [name: string]: readonly (readonly number[])[] };
  readonly trained: {
    readonly [name: string]: { readonly file: unknown; readonly tokens: readonly (readonly string[])[] };
  };
}
let answers: Answers;

const script = (trained: string) => `
import json, sys
from tokenizers import Tokenizer, models as M, normalizers as N, pre_tokenizers as P, trainers as T
texts = json.load(open(sys.argv[1] + "/texts.json", encoding="utf-8"))
special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
def made(model, normalizer, pre_tokenizer, trainer):
    tokenizer = Tokenizer(model)
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, pre_tokenizer
    trainer.show_progress = False
    tokenizer.train_from_iterator(texts, trainer)
    return {"file": json.loads(tokenizer.to_str()), "tokens": [tokenizer.encode(t, add_special_tokens=False).tokens for t in texts]}
own = {}
for name, file in json.load(open(sys.argv[1] + "/own.json", encoding="utf-8")).items():
    tokenizer = Tokenizer.from_str(json.dumps(file))
    own[name] = [tokenizer.encode(t).ids for t in texts]
json.dump({"own": own, "trained": {${trained}}}, open(sys.argv[1] + "/answers.json", "w", encoding="utf-8"))
`;

function run(file: string, source: string): void {
  writeFileSync(join(folder, file), source);
  execFileSync(python, ['-X', 'utf8', join(folder, file), folder], { stdio: 'pipe', maxBuffer: 2 ** 26 });
}

const inputOf = (name: string): FittedText => {
  const read = readTokenizer(answers.trained[name]!.file);
  if (!read.ok) throw new Error(read.problem.message);
  return { modality: 'text', length: 200, padding: 'after', ...read.value };
};

/** What the exported Python says of all texts, by tokenizer. */
let mirror: { readonly [name: string]: readonly (readonly number[])[] };

function askExported(): void {
  cpSync(
    resolve(import.meta.dirname, '../../shared/export/project/preprocessing.py'),
    join(folder, 'preprocessing.py'),
  );
  const inputs = Object.keys(theirs).map((name) => ({ ...inputOf(name), layer: name, source: 'text' }));
  writeFileSync(join(folder, 'preprocessing.json'), JSON.stringify({ inputs, outputs: [] }));
  run(
    'mirror.py',
    'import json, sys\nfrom preprocessing import INPUTS, encode\ntexts = json.load(open(sys.argv[1] + "/texts.json", encoding="utf-8"))\njson.dump({i["layer"]: [encode(i, t).tolist() for t in texts] for i in INPUTS}, open(sys.argv[1] + "/mirror.json", "w"))\n',
  );
  mirror = JSON.parse(readFileSync(join(folder, 'mirror.json'), 'utf8')) as typeof mirror;
}

describe.skipIf(python === '')('tokenizer.json', () => {
  beforeAll(() => {
    writeFileSync(join(folder, 'texts.json'), JSON.stringify(texts));
    const files = Object.entries(ours).map(([name, input]) => [name, tokenizerJson(input)]);
    writeFileSync(join(folder, 'own.json'), JSON.stringify(Object.fromEntries(files)));
    run(
      'ask.py',
      script(
        Object.entries(theirs)
          .map(([name, source]) => `"${name}": ${source}`)
          .join(', '),
      ),
    );
    answers = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8')) as Answers;
    askExported();
  });

  it.each(Object.keys(ours) as (keyof typeof ours)[])('ours, %s: the package gives the same numbers', (name) => {
    const expected = texts.map((text) => Array.from(encodeText(ours[name], text)));
    expect(answers.own[name]).toEqual(expected);
  });

  it.each(['words', 'case', 'characters', 'pieces'] as const)('ours, %s: read again it is the same', (name) => {
    const read = readTokenizer(JSON.parse(JSON.stringify(tokenizerJson(ours[name]))));
    if (!read.ok) throw new Error(read.problem.message);
    expect(read.value.rules).toBeUndefined();
    const again: FittedText = { modality: 'text', length, padding: ours[name].padding, ...read.value };
    for (const text of texts) expect(encodeText(again, text)).toEqual(encodeText(ours[name], text));
  });

  it.each(Object.keys(theirs))('theirs, %s: the same tokens here and in the exported Python', (name) => {
    const { tokens } = answers.trained[name]!;
    const input = inputOf(name);
    const encoder = textEncoder(input);
    const marked = input.rules!.pieces !== 'plainPairs' && input.level === 'subword';
    const known = (token: string) => (marked ? (token.startsWith('▁') ? token.slice(1) : `##${token}`) : token);
    texts.forEach((text, place) => {
      const own = encoder.tokens(text).map(({ text: token, id }) => (id === 1 ? '[UNK]' : known(token)));
      expect(own).toEqual(tokens[place]);
    });
    expect(mirror[name]).toEqual(texts.map((text) => Array.from(encodeText(input, text))));
  });
});
