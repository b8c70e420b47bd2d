// Text against Python: words as Keras' TextVectorization numbers them, and every level as the exported preprocessing.py
// does, which is written without a line of ours.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findGenerator } from '../../shared/data/generators';
import { fitPieces } from '../../shared/data/pieces';
import { type FittedText, encodeText, orderTokens, splitText } from '../../shared/data/text';
import { createRandom } from '../../shared/random';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-text-oracle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const reviews = findGenerator('reviews')!.generate({ count: 400, seed: 5 }).columns['text'] as readonly string[];
const random = createRandom(9);
/** Letters, digits, marks, apostrophes, blanks and signs of several scripts, put together by chance. */
const alphabet = Array.from("aAbBzZ019'’ \n\t.,!?-_éßÇñİıΣσςжЖ漢字한글שלםعرب\u0301\u0308😺👩\u200d👧٣²½\u00a0\u200b");
const scrambled = Array.from({ length: 300 }, () =>
  Array.from({ length: 1 + random.integer(60) }, () => alphabet[random.integer(alphabet.length)]).join(''),
);

function countsOf(texts: readonly string[], level: 'word' | 'character', lowercase = true) {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const token of splitText(text, level, lowercase)) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}
const fitted = (level: FittedText['level'], more: Partial<FittedText> = {}): FittedText => {
  const lowercase = more.lowercase ?? true;
  const counts = countsOf(
    [...reviews, ...scrambled.slice(0, 150)],
    level === 'character' ? 'character' : 'word',
    lowercase,
  );
  const learned = level === 'subword' ? fitPieces(counts, 300) : { vocabulary: orderTokens(counts).slice(0, 400) };
  return { modality: 'text', level, lowercase, length: 24, padding: 'after', ...learned, ...more };
};
function run(source: string, ...args: string[]): string {
  const file = join(folder, 'script.py');
  writeFileSync(file, source);
  return execFileSync(python, ['-X', 'utf8', file, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' },
  });
}

describe.skipIf(python === '')('text', () => {
  it.each([
    ['words', fitted('word')],
    ['words with their case', fitted('word', { lowercase: false })],
    ['padding before', fitted('word', { padding: 'before' })],
    ['characters', fitted('character')],
    ['word pieces', fitted('subword')],
  ])('%s: the same numbers as the exported Python', (_name, input) => {
    const texts = [...reviews.slice(0, 100), ...scrambled];
    cpSync(
      resolve(import.meta.dirname, '../../shared/export/project/preprocessing.py'),
      join(folder, 'preprocessing.py'),
    );
    writeFileSync(
      join(folder, 'preprocessing.json'),
      JSON.stringify({ inputs: [{ ...input, layer: 'input', source: 'text' }], outputs: [] }),
    );
    writeFileSync(join(folder, 'texts.json'), JSON.stringify(texts));
    const output = run(
      'import json, sys\nfrom preprocessing import INPUTS, encode\ntexts = json.load(open(sys.argv[1], encoding="utf-8"))\nprint(json.dumps([encode(INPUTS[0], t).tolist() for t in texts]))\n',
      join(folder, 'texts.json'),
    );
    const theirs = JSON.parse(output) as readonly (readonly number[])[];
    expect(theirs).toEqual(texts.map((text) => Array.from(encodeText(input, text))));
  });

  it(
    'numbers words as Keras TextVectorization does, where a sentence has no signs within words',
    { timeout: 120_000 },
    () => {
      // Equally frequent words stand in an order of Keras' own: compared are texts of words that are not tied.
      const counts = countsOf(reviews, 'word');
      const input: FittedText = {
        modality: 'text',
        level: 'word',
        lowercase: true,
        length: 20,
        padding: 'after',
        vocabulary: orderTokens(counts),
      };
      writeFileSync(join(folder, 'texts.json'), JSON.stringify(reviews));
      const output = run(
        `
import json, sys, keras
texts = json.load(open(sys.argv[1], encoding="utf-8"))
layer = keras.layers.TextVectorization(output_sequence_length=20)
layer.adapt(texts)
print("@" + json.dumps({"vocabulary": layer.get_vocabulary(), "ids": layer(texts).numpy().tolist()}))
`,
        join(folder, 'texts.json'),
      );
      const theirs = JSON.parse(output.slice(output.indexOf('@') + 1)) as {
        readonly vocabulary: readonly string[];
        readonly ids: readonly (readonly number[])[];
      };
      expect([...theirs.vocabulary.slice(2)].sort()).toEqual([...input.vocabulary].sort());
      const occurs = (word: string) => counts.get(word);
      expect(theirs.vocabulary.slice(2).map(occurs)).toEqual(input.vocabulary.map(occurs));
      const ties = new Map<number, number>();
      for (const count of counts.values()) ties.set(count, (ties.get(count) ?? 0) + 1);
      const alone = (id: number) => id < 2 || ties.get(counts.get(input.vocabulary[id - 2]!)!) === 1;
      let compared = 0;
      for (const [i, text] of reviews.entries()) {
        for (const [place, id] of encodeText(input, text).entries()) {
          if (!alone(id)) continue;
          expect(theirs.ids[i]![place]).toBe(id);
          compared++;
        }
      }
      expect(compared).toBeGreaterThan(1000);
    },
  );

  it('joins the same pairs as the plain algorithm of Sennrich et al.', () => {
    const counts = countsOf(reviews.slice(0, 120), 'word');
    const { merges } = fitPieces(counts, 120);
    writeFileSync(join(folder, 'counts.json'), JSON.stringify([...counts]));
    const output = run(
      `
import json, sys
from collections import Counter
words = {tuple(["\\u2581" + w[0], *w[1:]]): c for w, c in json.load(open(sys.argv[1], encoding="utf-8"))}
merges = []
for _ in range(${merges.length}):
    pairs = Counter()
    for pieces, count in words.items():
        for pair in zip(pieces, pieces[1:]):
            pairs[pair] += count
    best = min(pairs, key=lambda pair: (-pairs[pair], " ".join(pair)))
    merges.append(best)
    joined = {}
    for pieces, count in words.items():
        out, i = [], 0
        while i < len(pieces):
            if pieces[i : i + 2] == best:
                out.append(pieces[i] + pieces[i + 1]); i += 2
            else:
                out.append(pieces[i]); i += 1
        joined[tuple(out)] = joined.get(tuple(out), 0) + count
    words = joined
print(json.dumps(merges))
`,
      join(folder, 'counts.json'),
    );
    expect(merges.length).toBeGreaterThan(50);
    expect(JSON.parse(output)).toEqual(merges);
  });
});
