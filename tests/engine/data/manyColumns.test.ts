// One of many columns keeps less than one of a few, and says the same wherever that is enough: the same column in a narrow
// table is the oracle.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData } from '../../../electron/engine/data';
import { HyperLogLog } from '../../../electron/engine/data/tables/hyperLogLog';
import type { ColumnConfig } from '../../../shared/data/config';
import { createRandom, hash32 } from '../../../shared/random';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-wide-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const columns: { readonly [name: string]: (row: number) => string } = {
  'numbers that all differ': (row) => (createRandom(row).uniform() * 100).toFixed(4),
  'five numbers': (row) => String(row % 5),
  'numbers with gaps': (row) => (row % 3 === 0 ? '' : String(row * 1.5)),
  'numbers that come again': (row) => String((row * 7) % 180),
  'one word among numbers': (row) => (row === 150 ? 'none' : String(row * 0.25)),
  'words from the middle on': (row) => (row < 90 ? String(row) : `word ${row % 40}`),
  'words that all differ': (row) => `name ${row}`,
  'quoted words': (row) => `"a ""b"" ${row % 4}"`,
};
const names = Object.keys(columns);
let written = 0;

/** Sums come together in another order: their last digits may differ. */
const rounded = (_key: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(9)) : value);
const plain = (value: unknown) => JSON.stringify(value, rounded);

/** The columns of interest, of a table that has `more` others. */
async function inspected(rows: number, more: number): Promise<readonly ColumnConfig[]> {
  const path = join(folder, `${written++}.csv`);
  const filler = ',7'.repeat(more);
  const header = [...names, ...Array.from({ length: more }, (_, i) => `c${i}`)].join(',');
  const lines = Array.from(
    { length: rows },
    (_, row) => `${Object.values(columns).map((cell) => cell(row)).join(',')}${filler}`, // prettier-ignore
  );
  writeFileSync(path, `${header}\n${lines.join('\n')}\n`);
  const found = await inspectData({ type: 'file', path, name: 'wide.csv' }, {});
  if (!found.ok) throw new Error(found.problem.message);
  return found.value.table!.columns.slice(0, names.length);
}

describe('one of 1,500 columns', () => {
  it('has the figures of one of eight, while the rows are few', async () => {
    const [narrow, wide] = [await inspected(200, 0), await inspected(200, 1492)];
    for (const [at, name] of names.entries()) {
      // What a column has to do with the target is another matter: the target is another column.
      const { relation: _ours, categories: kept, ...own } = wide[at]!.facts;
      const { relation: _theirs, categories, ...other } = narrow[at]!.facts;
      expect(plain(own), name).toBe(plain(other));
      // 200,000 values of number columns over 1,500 of them.
      const fewer = wide[at]!.type === 'number' && other.unique > 133;
      expect(kept, name).toEqual(fewer ? undefined : categories);
    }
  });

  it('estimates what is different, and keeps the rest, once they are many', async () => {
    const [narrow, wide] = [await inspected(3000, 0), await inspected(3000, 1492)];
    for (const [at, name] of names.entries()) {
      const [own, other] = [wide[at]!.facts, narrow[at]!.facts];
      expect(wide[at]!.type, name).toBe(narrow[at]!.type);
      for (const fact of ['missing', 'min', 'max', 'mean', 'unreadable'] as const)
        expect(plain(own[fact]), `${name}: ${fact}`).toBe(plain(other[fact]));
      expect(Math.abs(own.unique / other.unique - 1), `${name}: unique`).toBeLessThan(0.1);
    }
  });
});

// Standard errors as the paper states them, 1.04 / √registers; three of them here.
it.each([10, 12])('an estimate of %i bits is right from a few values to many', (bits) => {
  for (const count of [10, 100, 1000, 5000, 100_000]) {
    const estimate = new HyperLogLog(bits);
    for (let i = 0; i < count; i++) estimate.add(hash32(`value ${i}`));
    expect(Math.abs(estimate.size / count - 1), String(count)).toBeLessThan((3 * 1.04) / Math.sqrt(2 ** bits));
  }
});
