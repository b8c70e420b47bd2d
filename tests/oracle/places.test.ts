// A class for every place as training sees it, against Python working from the same file and split: tagged text, and a series
// with a class in every row; and what an exported project reads of the same files.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../electron/engine/data';
import type { OpenedData } from '../../electron/engine/data/dataset';
import { findGenerator } from '../../shared/data/generators';
import { csvCell } from '../../shared/csv';
import { createRandom } from '../../shared/random';
import type { ParamValues } from '../../shared/result';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-places-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function opened(path: string, options: ParamValues): Promise<OpenedData> {
  const found = await inspectData({ type: 'file', path, name: 'data' }, options);
  if (!found.ok) throw new Error(found.problem.message);
  const data = await openData(found.value);
  if (!data.ok) throw new Error(data.problem.message);
  return data.value;
}

function run(
  script: string,
  given: object,
): { readonly inputs: readonly number[]; readonly targets: readonly number[] } {
  writeFileSync(join(folder, 'run.py'), script);
  writeFileSync(join(folder, 'given.json'), JSON.stringify(given));
  const output = execFileSync(python, ['-B', '-X', 'utf8', join(folder, 'run.py'), join(folder, 'given.json')], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(output) as ReturnType<typeof run>;
}

/** The generated sentences as a file of a token per line, with marks within tokens, and some without a tag. */
function conll(): string {
  const { columns } = findGenerator('tagged')!.generate({ count: 200, seed: 3, noise: 0.05 });
  const rows = (name: string) => columns[name] as readonly string[];
  return rows('sentence')
    .map((sentence, i) => {
      const tags = rows('tags')[i]!.split(' ');
      return sentence
        .split(' ')
        .map((word, at) => `${at === 1 ? `${word}'s-${i % 7}` : word}\t${tags[at]}\n`)
        .join('');
    })
    .join('\n');
}

/** The same as a table with a token in each row. */
function perRow(lines: string): string {
  const rows = lines.split('\n\n').flatMap((block, sentence) =>
    block
      .trim()
      .split('\n')
      .map((line) => [String(sentence), ...line.split('\t')].map(csvCell).join(',')),
  );
  return `sentence,token,tag\n${rows.join('\n')}\n`;
}

const ofTags = `
import json, re, sys
from collections import Counter
given = json.load(open(sys.argv[1], encoding="utf-8"))
low = (lambda x: x.lower()) if given["lowercase"] else (lambda x: x)
sentences = []
for block in open(given["path"], encoding="utf-8").read().split("\\n\\n"):
    places = []
    for line in block.strip().split("\\n"):
        token, tag = line.split("\\t")
        for at, piece in enumerate(re.findall(r"\\w+|[^\\w\\s]+", low(token))):
            places.append((piece, "I" + tag[1:] if at and tag[:2] == "B-" else tag))
    sentences.append(places)
counts = Counter(piece for i in given["train"] for piece, _ in sentences[i])
order = sorted(counts, key=lambda piece: (-counts[piece], piece))[: given["size"]]
ids = {piece: place + 2 for place, piece in enumerate(order)}
tags = sorted({tag for places in sentences for _, tag in places if tag != "_"})
inputs, targets = [], []
for i in given["wanted"]:
    places = sentences[i][: given["length"]]
    rest = given["length"] - len(places)
    inputs += [ids.get(piece, 1) for piece, _ in places] + [0] * rest
    targets += [tags.index(tag) if tag in tags else len(tags) for _, tag in places] + [len(tags)] * rest
sys.path.insert(0, given["folder"])
from network.preprocessing import encode_text
from network.tables import read_sentences
rows = list(read_sentences(given["read"]))
assert len(rows) == len(sentences), "the project reads other sentences"
exported = [n for i in given["wanted"] for n in encode_text(given["fitted"], rows[i]["text"]).tolist()]
assert exported == inputs, "the exported preparation differs"
said = [[tag if tag != "_" else None for _, tag in sentences[i]] for i in given["wanted"]]
assert [rows[i]["tags"] for i in given["wanted"]] == said, "the project reads other tags"
print(json.dumps({"inputs": inputs, "targets": targets}))
`;

const ofSeries = `
import csv, json, sys
import numpy as np
given = json.load(open(sys.argv[1], encoding="utf-8"))
rows = list(csv.DictReader(open(given["path"], encoding="utf-8", newline="")))
window = given["window"]
cut = [0, round(len(rows) * 0.7), round(len(rows) * 0.7) + round(len(rows) * 0.15), len(rows)]
values = np.array([[float(row["a"]), float(row["b"])] for row in rows])
train = values[: cut[1]]
values = ((values - train.mean(0)) / train.std(0)).astype(np.float32)
names = sorted({row["state"] for row in rows if row["state"]})
codes = np.array([names.index(row["state"]) if row["state"] else len(names) for row in rows])
inputs, targets = [], []
for low, high in zip(cut, cut[1:]):
    for start in range(low, high - window + 1):
        if (codes[start : start + window] == len(names)).all():
            continue
        inputs += values[start : start + window].ravel().tolist()
        targets += codes[start : start + window].tolist()
print(json.dumps({"inputs": inputs, "targets": targets}))
`;

describe.skipIf(python === '')('a class for every place', () => {
  it.each([
    ['a token per line', 'lines', { length: 0, lowercase: false }],
    ['cut short, in lower case, few known', 'lines', { length: 6, lowercase: true, vocabulary: 40 }],
    ['a token per row', 'rows', { length: 0, lowercase: false }],
  ] as const)('tags, %s', async (_title, layout, options) => {
    const path = join(folder, 'tags.txt');
    writeFileSync(path, conll());
    const read = layout === 'lines' ? path : join(folder, 'tags.csv');
    if (layout === 'rows') writeFileSync(read, perRow(conll()));
    const data = await opened(read, options);
    const wanted = Uint32Array.from([...data.parts.train.slice(0, 40), ...data.parts.test.slice(0, 10)]);
    const batch = await data.batch(wanted);
    const fitted = data.fitted.inputs['text'] as { readonly vocabulary: readonly string[]; readonly length: number };
    for (const name of ['preprocessing', 'splits', 'tables'])
      cpSync(resolve(`shared/export/project/${name}.py`), join(folder, 'network', `${name}.py`));
    const columns = layout === 'lines' ? ['Column 1', 'Column 2'] : ['sentence', 'token', 'tag'];
    const [token, tag] = columns.slice(-2);
    const form = { delimiter: ',', decimal: 'point', header: 'yes', encoding: 'utf-8', missing: [], ragged: 'stop' };
    const settings = {
      inputs: [fitted],
      outputs: [],
      tags: { layout, columns, token, tag, sentence: layout === 'lines' ? null : 'sentence' },
      table: { columns, numbers: [], ...form },
    };
    writeFileSync(join(folder, 'preprocessing.json'), JSON.stringify(settings));
    const theirs = run(ofTags, {
      path,
      folder,
      fitted,
      read,
      lowercase: options.lowercase,
      length: fitted.length,
      size: fitted.vocabulary.length,
      train: [...data.parts.train],
      wanted: [...wanted],
    });
    expect([...batch.inputs['text']!.values]).toEqual(theirs.inputs);
    expect([...batch.targets['tag']!]).toEqual(theirs.targets);
  });

  it('rows of a series, some of them without a class', async () => {
    const random = createRandom(8);
    const rows = Array.from({ length: 240 }, (_, i) => {
      const state = random.uniform() < 0.1 ? '' : ['idle', 'run', 'walk'][(i >> 4) % 3]!;
      return `${(10 * random.normal()).toFixed(3)},${random.uniform().toFixed(5)},${state}`;
    });
    const path = join(folder, 'states.csv');
    writeFileSync(path, `a,b,state\n${rows.join('\n')}\n`);
    const window = 9;
    const data = await opened(path, { readAs: 'series', window, time: '(none)' });
    const batch = await data.batch(Uint32Array.from({ length: data.total }, (_, i) => i));
    const theirs = run(ofSeries, { path, window });
    expect([...batch.targets['state']!]).toEqual(theirs.targets);
    const off = batch.inputs['series']!.values.map((value, i) => Math.abs(value - theirs.inputs[i]!));
    expect(off.length).toBe(theirs.inputs.length);
    expect(Math.max(...off)).toBeLessThan(1e-5);
  });
});
