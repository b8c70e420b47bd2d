// A table counted in ranges of bytes against the same table counted row after row: the same figures wherever the ranges'
// borders fall, in quoted cells with line breaks too.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanTable } from '../../../electron/engine/data/csv/scanTable';
import { type TableBytes, fileBytes } from '../../../electron/engine/data/csv/tableBytes';
import { type TableCount, tallyRanges } from '../../../electron/engine/data/csv/tallyRanges';
import type { DataError, Watch } from '../../../electron/engine/data/problem';
import { openSourceFile } from '../../../electron/engine/data/sourceFile';
import { cellRules } from '../../../electron/engine/data/tables/tableOptions';
import { tableOptions } from '../../../electron/engine/data/tables/tableSource';
import { TableTally } from '../../../electron/engine/data/tables/tableTally';
import { useWorkers, workers } from '../../../electron/engine/data/workers/pool';
import { bundle } from '../bundle';
import { promptly } from '../../promptly';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-ranges-'));
afterAll(() => {
  workers().close();
  rmSync(folder, { recursive: true });
});

const options = tableOptions({});
let written = 0;
async function fileOf(content: string | Buffer): Promise<TableBytes> {
  const path = join(folder, `${written++}.csv`);
  writeFileSync(path, content);
  return fileBytes(await openSourceFile(path));
}

const inRanges = (bytes: TableBytes, watch: Watch = {}) => tallyRanges(bytes, options, watch, 0);

async function inOneGo(bytes: TableBytes): Promise<TableCount> {
  let tally: TableTally | null = null;
  const scan = await scanTable(bytes, options, () => ({
    onColumns: (names, dialect) => {
      tally = new TableTally(names, cellRules(options, dialect), dialect.encoding, bytes.size);
    },
    onCells: (batch, first, decode) => tally!.addCells(batch, first, decode),
    onRows: (rows, first) => tally!.addRows(rows, first),
  }));
  return { tally: tally!, scan };
}

/** Sums come together in another order: their last digits may differ, and all of them where a mean is next to zero. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number((Math.abs(value) < 1e-9 ? 0 : value).toPrecision(9));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rounded(each)]));
}

async function expectSame(content: string | Buffer): Promise<void> {
  const bytes = await fileOf(content);
  const counted = await inRanges(bytes);
  const { tally, scan } = await inOneGo(bytes);
  expect(counted?.scan).toEqual(scan);
  expect(counted?.tally.repeatedRows).toBe(tally.repeatedRows);
  expect(rounded(counted?.tally.summaries())).toEqual(rounded(tally.summaries()));
}

const rowsOf = (count: number, row: (i: number) => string, header = 'id,text,value') =>
  `${header}\n${Array.from({ length: count }, (_, i) => row(i)).join('\n')}\n`;

const tables: readonly (readonly [string, string | Buffer])[] = [
  ['plain rows', rowsOf(3000, (i) => `${i},site ${i % 7},${(i * 7919) % 1000}.5`)],
  ['rows that repeat', rowsOf(3000, (i) => `${i % 50},x,${i % 50}`)],
  ['no line break at the end', rowsOf(500, (i) => `${i},a,1`).trimEnd()],
  ['old Windows line breaks', rowsOf(900, (i) => `${i},a,${i % 3}`).replace(/\n/g, '\r\n')],
  ['blank lines', rowsOf(900, (i) => `${i},a,${i % 3}\n\n`)],
  ['a mark at the beginning', `\ufeff${rowsOf(900, (i) => `${i},ä,${i}`)}`],
  ['gaps and missing marks', rowsOf(900, (i) => `${i % 4 === 0 ? '' : i},NA,${i % 5 === 0 ? '?' : i}`)],
  ['quoted cells with line breaks', rowsOf(900, (i) => `${i},"a, ""b""\n${i},c,d\n",${i % 9}`)],
  ['cells of text that look like rows', rowsOf(40, (i) => `${i},"${'1,2,3\n'.repeat(60)}",${i}`)],
  ['one row longer than many ranges', rowsOf(30, (i) => `${i},"${'word\n'.repeat(i === 3 ? 9000 : 1)}",${i}`)],
  ['more different values than are kept', rowsOf(30_000, (i) => `${i},t${i} u v w,${i * 1.25}`)],
];

describe('ranges and one go', () => {
  it.each(tables)('count the same: %s', async (_, content) => {
    await expectSame(content);
  });

  it('count the same wherever the borders fall', async () => {
    const cell = fc.oneof(
      fc.constantFrom('', '7', '-1.5', 'NA', '"x\ny"', '"a,b"', '"q ""r"" s"', '"\n\n"', 'süß', '2024-01-02'),
      fc.integer({ min: -99, max: 99 }).map(String),
    );
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 20, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(rows, async (cells) => {
        fc.pre(cells[0]!.join('') !== '' && !cells.some((row) => row.join('').trim() === ''));
        await expectSame(`a,b,c\n${cells.map((row) => row.join(',')).join('\n')}\n`);
      }),
      { numRuns: 25 },
    );
  });

  it('read another encoding that shows only far into the file', async () => {
    const text = rowsOf(40_000, (i) => `${i},${i > 35_000 ? 'caf\u00e9' : 'tea'},${i % 3}`);
    const counted = await inRanges(await fileOf(Buffer.from(text, 'latin1')));
    expect(counted?.scan).toMatchObject({ rowCount: 40_000, notes: [] });
    expect(counted?.tally.summaries()[1]?.facts.categories).toEqual(['tea', 'café']);
  });

  it.each([
    ['a row of another length', rowsOf(900, (i) => (i === 700 ? '1,2' : `${i},a,1`))],
    ['an open quotation mark', rowsOf(900, (i) => (i === 700 ? '1,"2,3' : `${i},a,1`))],
    ['a zero byte', rowsOf(32_000, (i) => (i === 30_000 ? '1,\0,3' : `${i},a,1`))],
  ])('leave what is odd to who can speak of it: %s', async (_, content) => {
    expect(await inRanges(await fileOf(content))).toBeNull();
  });
});

describe('ranges on threads', () => {
  beforeAll(async () => useWorkers(await bundle('electron/engine/data/workers/dataWorker.ts')));

  it('count the same', async () => {
    await expectSame(rowsOf(60_000, (i) => `${i},"site ${i % 7}\n",${(i * 7919) % 1000}.5`));
  });

  it('stop within 200 ms of being told to', async () => {
    const cancel = new AbortController();
    let told = 0;
    const onProgress = () => {
      told ||= performance.now();
      cancel.abort();
    };
    const bytes = await fileOf(rowsOf(400_000, (i) => `${i},site ${i % 7},${(i * 7919) % 1000}.5`));
    const stopped = await inRanges(bytes, { signal: cancel.signal, onProgress }).catch((error: unknown) => error);
    expect(performance.now() - told).toBeLessThan(promptly(200));
    expect((stopped as DataError).problem.code).toBe('cancelled');
  });
});
