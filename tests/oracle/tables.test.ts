// The same rows from every format of tables against numpy: what training is given of a CSV, a TSV, a workbook, a Parquet
// file and lines of JSON (tests/engine/data/tables/make.py) equals what Python makes of the rows by itself, whether a
// category becomes a number per class or, as users and items of a recommender, a code to look up.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Papa from 'papaparse';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../electron/engine/data';
import type { ColumnConfig, DataConfig } from '../../shared/data/config';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-tables-oracle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tables = resolve(import.meta.dirname, '../engine/data/tables');
const { names, rows } = JSON.parse(readFileSync(join(tables, 'expected.json'), 'utf8')) as {
  readonly names: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
};

function written(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
const separated = (delimiter: string) =>
  Papa.unparse({ fields: [...names], data: rows.map((row) => [...row]) }, { delimiter });
const objects = rows.map(([size, kind, count, code, member, joined]) => ({
  size: size === null || size === undefined ? null : Number(size),
  kind,
  count: Number(count),
  code,
  member: member === 'true',
  joined,
}));

/** The rows as make.py made them, and numpy's numbers of them. */
const program = `
import json, sys
import numpy as np
train, coded = np.array(json.loads(sys.argv[1])), sys.argv[2] == "code"
n = np.arange(60)
size = np.where(n % 11 == 3, np.nan, np.round(n * 0.1 - 1.25, 2))
kind = [None if i % 13 == 5 else ["small", "größer", 'with "quotes", and a comma'][i % 3] for i in n]
count = n * 1000.0
mean, std = np.nanmean(size[train]), np.nanstd(size[train])
scaled = (np.where(np.isnan(size), mean, size) - mean) / std
low, high = count[train].min(), count[train].max()
kinds = sorted({k for k in kind if k is not None})
seen = [kind[i] for i in train]
most = max(kinds, key=seen.count)
index = np.array([kinds.index(k or most) for k in kind])
numbers = np.column_stack([scaled, (count - low) / (high - low)])
features = numbers if coded else np.column_stack([scaled, np.eye(len(kinds))[index], numbers[:, 1]])
print(json.dumps(dict(features=features.ravel().tolist(), kind=(index + 1).tolist(), member=[("true" if i % 2 == 0 else "false") for i in n])))
`;

interface Numbers {
  readonly features: readonly number[];
  readonly kind: readonly number[];
  readonly member: readonly string[];
}
/** The same for every format, whose rows and split are the same. */
const answers = new Map<string, Numbers>();
function numpy(train: readonly number[], encoding: string): Numbers {
  const args = ['-c', program, JSON.stringify(train), encoding];
  const answer = answers.get(args.join()) ?? (JSON.parse(execFileSync(python, args, { encoding: 'utf8' })) as Numbers);
  answers.set(args.join(), answer);
  return answer;
}

const chosen: { readonly [name: string]: Partial<ColumnConfig> } = {
  size: { role: 'feature', encoding: 'standardize', missing: 'mean' },
  kind: { role: 'feature', missing: 'mostFrequent' },
  count: { role: 'feature', encoding: 'minmax' },
  member: { role: 'target' },
};

function withColumns(config: DataConfig, encoding: 'onehot' | 'code'): DataConfig {
  const columns = config.table!.columns.map((column): ColumnConfig => {
    const kind = column.name === 'kind' ? { encoding, input: encoding === 'code' ? 'kind' : 'features' } : {};
    return { ...column, role: 'ignore', ...chosen[column.name], ...kind };
  });
  return { ...config, table: { ...config.table!, columns } };
}

describe.skipIf(python === '').each(['onehot', 'code'] as const)('categories as %s', (encoding) => {
  it.each([
    ['CSV', () => written('rows.csv', separated(','))],
    ['TSV', () => written('rows.tsv', separated('\t'))],
    ['Excel', () => join(tables, 'openpyxl.xlsx')],
    ['Parquet', () => join(tables, 'snappy.parquet')],
    ['JSON lines', () => written('rows.jsonl', objects.map((row) => JSON.stringify(row)).join('\n'))],
  ])('%s', async (_, make) => {
    const found = await inspectData({ type: 'file', path: make(), name: 'rows' }, {});
    if (!found.ok) throw new Error(found.problem.message);
    const opened = await openData(withColumns(found.value, encoding));
    if (!opened.ok) throw new Error(opened.problem.message);
    const data = opened.value;
    const theirs = numpy([...data.parts.train], encoding);
    const { inputs, targets } = await data.batch(Uint32Array.from({ length: 60 }, (_, i) => i));
    data.close();
    const ours = inputs['features']!.values;
    expect(ours.length).toBe(theirs.features.length);
    expect(Math.max(...theirs.features.map((value, i) => Math.abs(value - ours[i]!)))).toBeLessThan(1e-5);
    if (encoding === 'code') expect([...inputs['kind']!.values]).toEqual(theirs.kind);
    const { classes } = data.spec.targets['member']!;
    expect(Array.from(targets['member']!, (index) => classes![index])).toEqual(theirs.member);
  });
});
