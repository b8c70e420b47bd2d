// Tables read as bytes against tables read as text: the same rows, the same counts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteTally } from '../../../electron/engine/data/bytes/byteTally';
import { ByteDictionary, CellKey } from '../../../electron/engine/data/bytes/byteDictionary';
import { parseByteNumber } from '../../../electron/engine/data/bytes/byteNumber';
import { rowTexts } from '../../../electron/engine/data/bytes/cellBatch';
import { CellReader } from '../../../electron/engine/data/bytes/cellReader';
import { ColumnTally } from '../../../electron/engine/data/tables/columnTally';
import { scanTable } from '../../../electron/engine/data/csv/scanTable';
import { memoryBytes } from '../../../electron/engine/data/csv/tableBytes';
import type { RowReceiver } from '../../../electron/engine/data/tables/rowReceiver';
import { cellRules } from '../../../electron/engine/data/tables/tableOptions';
import { tableOptions } from '../../../electron/engine/data/tables/tableSource';
import { parseNumber } from '../../../shared/data/cells';
import type { TableDialect } from '../../../shared/data/config';
import type { ColumnSummary } from '../../../shared/data/guess';

const options = tableOptions({});
const dialect: TableDialect = { delimiter: ',', decimal: '.', header: true, encoding: 'utf-8' };
/** An encoding that is only read as text; for ASCII it is the same. */
const asText: TableDialect = { ...dialect, encoding: 'shift_jis' };

interface Read {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly summaries: readonly ColumnSummary[];
  readonly asBytes: boolean;
}

async function read(text: string, known: TableDialect): Promise<Read> {
  let names: readonly string[] = [];
  let rows: (readonly string[])[] = [];
  let slow: ColumnTally[] = [];
  let fast: ByteTally[] = [];
  let reader: CellReader | null = null;
  const rules = cellRules(options, known);
  const receiver = (): RowReceiver => ({
    onColumns: (columns) => {
      names = columns.map(({ name }) => name);
      rows = [];
      slow = columns.map(() => new ColumnTally(rules, columns.length));
      fast = columns.map(() => new ByteTally(rules, columns.length));
      reader = null;
    },
    onCells: (batch, _, decode) => {
      reader ??= new CellReader(rules, decode, known.encoding);
      for (let row = 0; row < batch.rows; row++) rows.push(rowTexts(batch, row, decode));
      for (const [column, tally] of fast.entries()) tally.addBatch(batch, column, reader, null);
    },
    onRows: (read) => {
      rows.push(...read);
      for (const row of read) for (const [column, tally] of slow.entries()) tally.add(row[column]!);
    },
  });
  await scanTable(memoryBytes('t.csv', Buffer.from(text)), options, receiver, {}, known);
  const tallies = reader === null ? slow : fast;
  return { names, rows, summaries: tallies.map((tally, i) => tally.summary(names[i]!)), asBytes: reader !== null };
}

const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);

describe('bytes and text', () => {
  const cell = fc.oneof(
    fc.integer({ min: -50, max: 50 }).map(String),
    // Beyond, squares leave the range of doubles and a spread is a guess by either way.
    fc.double({ min: -1e150, max: 1e150, noNaN: true }).map(String),
    fc.constantFrom(
      '',
      ' ',
      'NA',
      '-',
      '?',
      '1.5',
      '007',
      ' 12 ',
      '1e3',
      '.5',
      '5.',
      '1,234',
      '2024-03-01',
      'x y z w',
      '"',
      'a"b',
      '\ta',
      '+7',
      '-0',
      '1e400',
      '12345678901234567890',
      'line\nbreak',
    ),
    fc.string({ unit: fc.constantFrom('a', 'b', '7', ' ', '-', '.', ',', '"'), maxLength: 12 }),
  );
  const tables = fc
    .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 40 }))
    .chain(([width, length]) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: length, maxLength: length }),
    );

  it('give the same rows and the same counts', async () => {
    let plain = 0;
    await fc.assert(
      fc.asyncProperty(tables, fc.constantFrom('\n', '\r\n'), fc.boolean(), async (cells, lineBreak, ends) => {
        const header = cells[0]!.map((_, i) => `c${i}`);
        const text =
          [header, ...cells].map((row) => row.map(quoted).join(',')).join(lineBreak) + (ends ? lineBreak : '');
        const blank = cells.every((row) => row.every((one) => one.trim() === ''));
        fc.pre(!blank);
        const fast = await read(text, dialect);
        const slow = await read(text, asText);
        expect(slow.asBytes).toBe(false);
        if (fast.asBytes) plain++;
        // Within quotation marks the reader of text knows one kind of line break only.
        const same = (rows: Read['rows']) => rows.map((row) => row.map((one) => one.replace(/\r\n/g, '\n')));
        expect(same(fast.rows)).toEqual(same(slow.rows));
        for (const [i, { facts, counts, categoryCounts }] of fast.summaries.entries()) {
          const expected = slow.summaries[i]!;
          expect(counts).toEqual(expected.counts);
          expect(categoryCounts).toEqual(expected.categoryCounts);
          const { mean, std, ...rest } = facts;
          const { mean: otherMean, std: otherStd, ...others } = expected.facts;
          expect(rest).toEqual(others);
          const size = Math.max(1, Math.abs(facts.max ?? 0), Math.abs(facts.min ?? 0));
          if (mean !== undefined) expect(Math.abs(mean - otherMean!)).toBeLessThanOrEqual(1e-9 * size);
          if (std !== undefined) expect(Math.abs(std - otherStd!)).toBeLessThanOrEqual(1e-6 * size);
        }
      }),
      { numRuns: 300 },
    );
    expect(plain).toBeGreaterThan(250);
  });

  it('cross the borders of pieces anywhere', async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, i) => `${i},"q ""${i}"", ${'x'.repeat(i % 13)}",${(i * 7) % 11 === 0 ? '' : i / 8}`,
    );
    const { rows: found, asBytes } = await read(`id,text,value\r\n${rows.join('\r\n')}`, dialect);
    expect(asBytes).toBe(true);
    expect(found).toHaveLength(60_000);
    for (const i of [0, 1, 12_345, 59_999])
      expect(found[i]).toEqual([String(i), `q "${i}", ${'x'.repeat(i % 13)}`, (i * 7) % 11 === 0 ? '' : String(i / 8)]);
  });

  it.each<readonly [string, string]>([
    ['a row of another length', 'a,b\n1,2\n3\n'],
    ['a quotation mark that is not doubled', 'a,b\n"x"y",2\n3,4\n'],
    ['old line breaks', 'a,b\r1,2\r3,4\r'],
  ])('%s is left to the reader of text', async (_, text) => {
    const skip = { ...options, raggedRows: 'skip' };
    let cells = 0;
    let rows = 0;
    const receiver = (): RowReceiver => ({
      onColumns: () => {
        cells = 0;
        rows = 0;
      },
      onCells: (batch) => void (cells += batch.rows),
      onRows: (read) => void (rows += read.length),
    });
    await scanTable(memoryBytes('t.csv', Buffer.from(text)), skip, receiver, {}, dialect);
    expect(cells).toBe(0);
    expect(rows).toBeGreaterThan(0);
  });
});

describe('numbers from bytes', () => {
  it('are those of the text, to the last bit', () => {
    const texts = fc.oneof(
      fc.double().map(String),
      fc.integer().map(String),
      fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.integer({ min: 0, max: 22 })).map(([digits, places]) => {
        const text = digits.toString().padStart(places + 1, '0');
        return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
      }),
      fc.string({ unit: fc.constantFrom('0', '1', '9', '.', ',', '-', '+', 'e', 'E', 'x'), maxLength: 10 }),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom('.', ','), (given, decimal) => {
        const text = decimal === ',' ? given.replace('.', ',') : given;
        const bytes = Buffer.from(text);
        expect(parseByteNumber(bytes, 0, bytes.length, decimal.charCodeAt(0))).toBe(parseNumber(text, decimal as '.'));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a dictionary of bytes', () => {
  it('counts as a map does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 20 }), { maxLength: 400 }),
        fc.integer({ min: 1, max: 50 }),
        (texts, limit) => {
          const dictionary = new ByteDictionary(limit);
          const key = new CellKey();
          const map = new Map<string, number>();
          for (const text of texts) {
            const bytes = Buffer.from(text);
            key.set(bytes, 0, bytes.length);
            const entry = dictionary.find(bytes, 0, bytes.length, key, true);
            const known = map.get(text);
            if (known === undefined && map.size >= limit) {
              expect(entry).toBe(-1);
              continue;
            }
            map.set(text, (known ?? 0) + 1);
            dictionary.count(entry);
          }
          expect(dictionary.size).toBe(map.size);
          expect(
            [...map].map(([text, times], entry) => [text, times, dictionary.textOf(entry), dictionary.countOf(entry)]),
          ).toEqual([...map].map(([text, times]) => [text, times, Buffer.from(text).toString(), times]));
        },
      ),
    );
  });
});
