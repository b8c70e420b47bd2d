// Pairs of texts as training sees them, against numpy working from the same file and split; and the exported Python.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../electron/engine/data';
import { findGenerator } from '../../shared/data/generators';
import { nextTarget, soFarInput, sourceInput } from '../../shared/data/kinds/pairs';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-pairs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = `
import csv, json, re, sys
from collections import Counter
import numpy as np
given = json.load(open(sys.argv[1]))
rows = list(csv.DictReader(open(given["csv"], encoding="utf-8", newline="")))
def cut(text, level):
    text = text.lower()
    return list(text) if level == "character" else re.findall(r"[^\\W_]+(?:['\\u2019][^\\W_]+)*", text)
def codes(column, level):
    counts = Counter(token for i in given["train"] for token in cut(rows[i][column], level))
    order = sorted(counts, key=lambda token: (-counts[token], token))
    return {token: place for place, token in enumerate(order)}
def padded(numbers, length):
    out = np.zeros(length, dtype="int64"); numbers = numbers[:length]; out[: len(numbers)] = numbers; return out.tolist()
out = {"source": [], "so_far": [], "next": []}
s, t = given["source"], given["target"]
sc, tc = codes(s["column"], s["level"]), codes(t["column"], t["level"])
for i in given["wanted"]:
    source = [sc[x] + 2 if x in sc else 1 for x in cut(rows[i][s["column"]], s["level"])]
    target = [tc[x] + 4 if x in tc else 1 for x in cut(rows[i][t["column"]], t["level"])]
    shown = ([2] + target)[: t["length"]]
    out["source"].append(padded(source, s["length"]))
    out["so_far"].append(padded(shown, t["length"]))
    out["next"].append(padded(shown[1:] + [3], t["length"]))
sys.path.insert(0, given["folder"])
from preprocessing import encode_text
out["exported"] = [[encode_text(f, rows[i][c]).tolist() for i in given["wanted"]] for f, c in given["fitted"]]
print(json.dumps(out))
`;

const cases = [
  ['dates, character by character', 'dates', {}],
  ['reports, word by word', 'reports', {}],
  ['cut short', 'dates', { sourceLength: 8, targetLength: 6 }],
] as const;

describe.skipIf(python === '')('pairs of texts', () => {
  it.each(cases)('%s: the same numbers as numpy', async (_title, id, options) => {
    const generator = findGenerator(id)!;
    const { columns } = generator.generate({ count: 300, seed: 4 });
    const quoted = (text: unknown) => `"${String(text).replace(/"/g, '""')}"`;
    const lines = Array.from({ length: 300 }, (_, i) =>
      generator.columns.map((name) => quoted(columns[name]![i])).join(),
    );
    const csv = join(folder, `${id}.csv`);
    writeFileSync(csv, [generator.columns.join(), ...lines].join('\n'));
    const found = await inspectData({ type: 'file', path: csv, name: `${id}.csv` }, { readAs: 'pairs', ...options });
    if (!found.ok) throw new Error(found.problem.message);
    const { pairs } = found.value;
    const opened = await openData(found.value);
    if (!opened.ok) throw new Error(opened.problem.message);
    const { parts, fitted, batch } = opened.value;
    const wanted = Uint32Array.from([...parts.train.slice(0, 40), ...parts.test.slice(0, 20)]);
    const own = await batch(wanted);

    cpSync(resolve('shared/export/project/preprocessing.py'), join(folder, 'preprocessing.py'));
    writeFileSync(join(folder, 'preprocessing.json'), JSON.stringify({ inputs: [], outputs: [] }));
    writeFileSync(
      join(folder, 'given.json'),
      JSON.stringify({
        csv,
        folder,
        source: pairs!.source,
        target: pairs!.target,
        train: [...parts.train],
        wanted: [...wanted],
        fitted: [
          [fitted.inputs[sourceInput], pairs!.source.column],
          [fitted.inputs[soFarInput], pairs!.target.column],
        ],
      }),
    );
    writeFileSync(join(folder, 'run.py'), script);
    const output = execFileSync(python, ['-B', '-X', 'utf8', join(folder, 'run.py'), join(folder, 'given.json')], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    const theirs = JSON.parse(output) as { readonly [name: string]: readonly (readonly number[])[] } & {
      readonly exported: readonly (readonly (readonly number[])[])[];
    };
    const flat = (rows: readonly (readonly number[])[]) => rows.flat();
    expect([...own.inputs[sourceInput]!.values]).toEqual(flat(theirs['source']!));
    expect([...own.inputs[soFarInput]!.values]).toEqual(flat(theirs['so_far']!));
    expect([...own.targets[nextTarget]!]).toEqual(flat(theirs['next']!));
    expect(theirs.exported.map(flat)).toEqual([theirs['source'], theirs['so_far']].map((rows) => flat(rows!)));
  });
});
