// Tables as people have them: what is read, what is guessed and why, and what is said when they cannot be read.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectData } from '../../../electron/engine/data/inspect';
import { openData } from '../../../electron/engine/data/openData';
import { previewData, closePreview } from '../../../electron/engine/data/preview';
import type { DataConfig, TableDialect } from '../../../shared/data/config';
import type { ParamValues, Problem } from '../../../shared/result';
import { inspectedWell } from './inspectedWell';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'layerloom-tables-'));
});
afterAll(() => {
  closePreview();
  rmSync(folder, { recursive: true });
});

let files = 0;
function write(content: string | Buffer, extension = 'csv'): string {
  const path = join(folder, `table${files++}.${extension}`);
  writeFileSync(path, content);
  return path;
}

async function inspect(content: string | Buffer, options: ParamValues = {}, extension?: string): Promise<DataConfig> {
  const path = write(content, extension);
  const result = await inspectedWell({ type: 'file', path, name: path }, options);
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

async function problem(content: string | Buffer, options: ParamValues = {}, extension?: string): Promise<Problem> {
  const path = write(content, extension);
  const result = await inspectedWell({ type: 'file', path, name: path }, options);
  if (result.ok) throw new Error(`It was read: ${JSON.stringify(result.value.table)}`);
  return result.problem;
}

const utf16le = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
const utf16be = (text: string) => Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()]);
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const people = ['name;size;kind', 'Zoë;1,75;a', 'Jürgen;1,8;b', 'Ana;1,62;a', 'François;1,7;b', 'Søren;1,9;a'].join(
  '\n',
);

describe('how a table is cut', () => {
  const rows: readonly {
    readonly what: string;
    readonly content: string | Buffer;
    readonly options?: ParamValues;
    readonly columns: readonly string[];
    readonly rowCount: number;
    readonly dialect?: Partial<TableDialect>;
  }[] = [
    {
      what: 'commas',
      content: 'a,b\n1,2\n3,4\n',
      columns: ['a', 'b'],
      rowCount: 2,
      dialect: { delimiter: ',', header: true },
    },
    { what: 'no last line break', content: 'a,b\n1,2\n3,4', columns: ['a', 'b'], rowCount: 2 },
    { what: 'Windows line breaks', content: 'a,b\r\n1,2\r\n3,4\r\n', columns: ['a', 'b'], rowCount: 2 },
    { what: 'old Macintosh line breaks', content: 'a,b\r1,2\r3,4\r', columns: ['a', 'b'], rowCount: 2 },
    { what: 'mixed line breaks', content: 'a,b\r\n1,2\n3,4\r5,6', columns: ['a', 'b'], rowCount: 3 },
    {
      what: 'blank lines and a blank spreadsheet row',
      content: '\n\na,b\n1,2\n\n,\n3,4\n\n',
      columns: ['a', 'b'],
      rowCount: 2,
    },
    {
      what: 'semicolons and decimal commas',
      content: 'a;b\n1,5;2,5\n3,5;4,5\n',
      columns: ['a', 'b'],
      rowCount: 2,
      dialect: { delimiter: ';', decimal: ',' },
    },
    {
      what: 'tabs',
      content: 'a\tb\n1.5\tx y\n2.5\tz, w\n',
      columns: ['a', 'b'],
      rowCount: 2,
      dialect: { delimiter: '\t', decimal: '.' },
    },
    {
      what: 'vertical bars',
      content: 'a|b|c\n1|2|3\n',
      columns: ['a', 'b', 'c'],
      rowCount: 1,
      dialect: { delimiter: '|' },
    },
    {
      what: 'commas and quoted decimal commas',
      content: 'a,b\n"1,5",x\n"2,25",y\n',
      columns: ['a', 'b'],
      rowCount: 2,
      dialect: { delimiter: ',', decimal: ',' },
    },
    {
      what: 'quoted delimiters, quotes and line breaks',
      content: 'a,b\n"x, ""y""\nz",1\nw,2\n',
      columns: ['a', 'b'],
      rowCount: 2,
    },
    {
      what: 'semicolons in the text of a comma file',
      content: 'a,b\n1,x; y\n2,z\n3,u; v\n',
      columns: ['a', 'b'],
      rowCount: 3,
      dialect: { delimiter: ',' },
    },
    {
      what: 'no header',
      content: '1,2,x\n3,4,y\n',
      columns: ['Column 1', 'Column 2', 'Column 3'],
      rowCount: 2,
      dialect: { header: false },
    },
    {
      what: 'a header of words above words',
      content: 'colour,taste\nred,sweet\nred,sour\ngreen,sour\n',
      columns: ['colour', 'taste'],
      rowCount: 3,
    },
    {
      what: 'words without a header',
      content: 'red,sweet\nred,sour\ngreen,sour\nred,sweet\n',
      columns: ['Column 1', 'Column 2'],
      rowCount: 4,
      dialect: { header: false },
    },
    {
      what: 'a header by request',
      content: '2019,2020\n1,2\n',
      options: { header: 'yes' },
      columns: ['2019', '2020'],
      rowCount: 1,
    },
    {
      what: 'a delimiter by request',
      content: 'a;b,c\n1;2,3\n',
      options: { delimiter: 'comma' },
      columns: ['a;b', 'c'],
      rowCount: 1,
    },
    { what: 'one column', content: 'a\n1\n2\n', columns: ['a'], rowCount: 2 },
    { what: 'one row', content: 'a,b\n1,2\n', columns: ['a', 'b'], rowCount: 1 },
    { what: 'spaces around', content: 'a , b\n 1 , x \n 2 , y \n', columns: ['a', 'b'], rowCount: 2 },
    { what: 'trailing empty cells', content: 'a,b\n1,2,\n3,4,,\n', columns: ['a', 'b'], rowCount: 2 },
    {
      what: 'UTF-8 with a byte order mark',
      content: '\ufeffa,b\n1,ü\n',
      columns: ['a', 'b'],
      rowCount: 1,
      dialect: { encoding: 'utf-8' },
    },
    {
      what: 'UTF-16LE with a byte order mark',
      content: utf16le('a\tb\n1\tü\n'),
      columns: ['a', 'b'],
      rowCount: 1,
      dialect: { encoding: 'utf-16le', delimiter: '\t' },
    },
    {
      what: 'UTF-16LE without one',
      content: Buffer.from('a\tb\n1\tx\n22\ty\n', 'utf16le'),
      columns: ['a', 'b'],
      rowCount: 2,
      dialect: { encoding: 'utf-16le' },
    },
    {
      what: 'UTF-16BE',
      content: utf16be('a,b\n1,ü\n'),
      columns: ['a', 'b'],
      rowCount: 1,
      dialect: { encoding: 'utf-16be' },
    },
    {
      what: 'Windows-1252',
      content: latin1(people),
      columns: ['name', 'size', 'kind'],
      rowCount: 5,
      dialect: { encoding: 'windows-1252', decimal: ',' },
    },
    {
      what: 'rows of another length left out',
      content: 'a,b\n1,2\n3\n4,5,6\n7,8\n',
      options: { raggedRows: 'skip' },
      columns: ['a', 'b'],
      rowCount: 2,
    },
    {
      what: 'rows of another length filled',
      content: 'a,b\n1,2\n3\n4,5,6\n7,8\n',
      options: { raggedRows: 'fill' },
      columns: ['a', 'b'],
      rowCount: 4,
    },
  ];
  it.each(rows)('$what', async ({ content, options, columns, rowCount, dialect = {} }) => {
    const { table } = await inspect(content, options);
    expect(table!.columns.map(({ name }) => name)).toEqual(columns);
    expect(table!.rowCount).toBe(rowCount);
    expect(table!.dialect).toMatchObject(dialect);
  });

  it('reads accents that first come after the first 256 KiB', async () => {
    const plain = Array.from({ length: 60_000 }, (_, i) => `${i % 7},word${i % 3}`);
    const config = await inspect(latin1(['n,w', ...plain, '1,Zoë', '2,Zoë'].join('\n')));
    expect(config.table!.dialect!.encoding).toBe('windows-1252');
    expect(config.table!.columns[1]!.facts.categories).toEqual(['word0', 'word1', 'word2', 'Zoë']);
    expect(config.table!.rowCount).toBe(60_002);
  });

  it('counts characters that do not fit a requested encoding', async () => {
    const config = await inspect(latin1(people), { encoding: 'utf-8' });
    expect(config.notes).toEqual(['4 characters could not be read as utf-8. Try another text encoding.']);
  });

  it('tells what it did to rows and names', async () => {
    const skipped = await inspect('a,b\n1,2\n3\n7,8\n', { raggedRows: 'skip' });
    expect(skipped.notes).toEqual(['1 row was left out because of another number of cells.']);
    const renamed = await inspect(`a,a,,__proto__,constructor,${'x'.repeat(10_000)}\n1,2,3,4,5,6\n`);
    const names = renamed.table!.columns.map(({ name }) => name);
    expect(names.slice(0, 5)).toEqual(['a', 'a (2)', 'Column 3', '__proto__ (column)', 'constructor (column)']);
    expect(names[5]!.length).toBe(100);
    expect(renamed.notes!.length).toBe(5);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('has the same fingerprint for the same bytes, and the SHA-256 of the file', async () => {
    // printf 'a,b\n1,2\n' | sha256sum
    const config = await inspect('a,b\n1,2\n');
    expect(config.fingerprint).toBe('492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470');
    expect((await inspect('a,b\n1,2\n')).fingerprint).toBe(config.fingerprint);
    expect((await inspect('a,b\n1,3\n')).fingerprint).not.toBe(config.fingerprint);
  });
});

describe('what is guessed', () => {
  const lines = (header: string, row: (i: number) => string, n = 40) =>
    [header, ...Array.from({ length: n }, (_, i) => row(i))].join('\n');
  const rows: readonly {
    readonly what: string;
    readonly content: string;
    readonly column: string;
    readonly type: string;
    readonly role: string;
    readonly reason: RegExp;
  }[] = [
    {
      what: 'numbers',
      content: lines('a,y', (i) => `${i * 1.5},${i % 2}`),
      column: 'a',
      type: 'number',
      role: 'feature',
      reason: /Numbers/,
    },
    {
      what: 'a 0/1 target',
      content: lines('a,y', (i) => `${i * 1.5},${i % 2}`),
      column: 'y',
      type: 'category',
      role: 'target',
      reason: /classes.*name/,
    },
    {
      what: 'few whole numbers that are no target',
      content: lines('a,doors,y', (i) => `${i * 1.5},${(i % 3) + 2},${i % 2}`),
      column: 'doors',
      type: 'number',
      role: 'feature',
      reason: /Whole numbers/,
    },
    {
      what: 'a target of many numbers',
      content: lines('a,price', (i) => `${i % 5}.5,${i * 7}`),
      column: 'price',
      type: 'number',
      role: 'target',
      reason: /name/,
    },
    {
      what: 'the last column as target',
      content: lines('a,b', (i) => `${i * 1.5},${i * 2.5}`),
      column: 'b',
      type: 'number',
      role: 'target',
      reason: /last column/,
    },
    {
      what: 'yes and no',
      content: lines('a,smoker,y', (i) => `${i}.5,${i % 2 ? 'yes' : 'no'},${i}.25`),
      column: 'smoker',
      type: 'category',
      role: 'feature',
      reason: /Two answers: no and yes/,
    },
    {
      what: 'words',
      content: lines('a,colour,y', (i) => `${i}.5,${['red', 'green', 'blue'][i % 3]},${i}.25`),
      column: 'colour',
      type: 'category',
      role: 'feature',
      reason: /3 different values/,
    },
    {
      what: 'leading zeros',
      content: lines('zip,y', (i) => `0${1000 + i},${i}.25`),
      column: 'zip',
      type: 'text',
      role: 'ignore',
      reason: /leading zeros.*nearly every row/,
    },
    {
      what: 'few leading zeros',
      content: lines('area,y', (i) => `0${i % 3},${i}.25`),
      column: 'area',
      type: 'category',
      role: 'feature',
      reason: /leading zeros/,
    },
    {
      what: 'row numbers',
      content: lines('PassengerId,a,y', (i) => `${i + 1},${i % 4}.5,${i % 2}`),
      column: 'PassengerId',
      type: 'number',
      role: 'ignore',
      reason: /only numbers the rows/,
    },
    {
      what: 'names',
      content: lines('who,y', (i) => `Person ${i},${i}.25`),
      column: 'who',
      type: 'text',
      role: 'ignore',
      reason: /nearly every row/,
    },
    {
      what: 'free text',
      content: lines('review,y', (i) => `a text of words ${i % 30},${i}.25`),
      column: 'review',
      type: 'text',
      role: 'ignore',
      reason: /several words/,
    },
    {
      what: 'dates',
      content: lines('day,y', (i) => `2024-01-${(i % 28) + 1},${i}.25`),
      column: 'day',
      type: 'text',
      role: 'ignore',
      reason: /Dates/,
    },
    {
      what: 'German dates',
      content: lines('day,y', (i) => `${(i % 28) + 1}.1.2024,${i}.25`),
      column: 'day',
      type: 'text',
      role: 'ignore',
      reason: /Dates/,
    },
    {
      what: 'nothing',
      content: lines('hole,a,y', (i) => `,${i}.5,${i % 2}`),
      column: 'hole',
      type: 'category',
      role: 'ignore',
      reason: /empty/,
    },
    {
      what: 'always the same',
      content: lines('unit,a,y', (i) => `cm,${i}.5,${i % 2}`),
      column: 'unit',
      type: 'category',
      role: 'ignore',
      reason: /same value/,
    },
    {
      what: 'grouped digits',
      content: lines('pay;y', (i) => `${(i % 3) + 1},${500 + (i % 2)},000;${i}.25`),
      column: 'pay',
      type: 'category',
      role: 'feature',
      reason: /grouped digits/,
    },
    {
      what: 'formulas stay text',
      content: lines('f,y', (i) => `=1+${i % 3},${i}.25`),
      column: 'f',
      type: 'category',
      role: 'feature',
      reason: /3 different/,
    },
    {
      what: 'other digits stay text',
      content: lines('f,y', (i) => `${['٣', '٤'][i % 2]},${i}.25`),
      column: 'f',
      type: 'category',
      role: 'feature',
      reason: /Two/,
    },
  ];
  it.each(rows)('$what', async ({ content, column, type, role, reason }) => {
    const { table } = await inspect(content);
    const found = table!.columns.find(({ name }) => name === column)!;
    expect({ type: found.type, role: found.role }).toEqual({ type, role });
    expect(found.reason).toMatch(reason);
  });

  it('counts what is missing and what cannot be read', async () => {
    const marks = ['NA', '?', '', '-', 'n/a'];
    const odd = ['1e400'];
    const cells = [...Array.from({ length: 30 }, (_, i) => String(i)), ...odd, ...marks];
    const { table } = await inspect(['v,y', ...cells.map((cell, i) => `${cell},${i % 2}`)].join('\n'));
    // numpy: mean(range(30)) = 14.5, std(range(30)) = 8.65544144839919
    expect(table!.columns[0]!.facts).toMatchObject({ missing: 6, unreadable: 1, min: 0, max: 29, mean: 14.5 });
    expect(table!.columns[0]!.facts.std).toBeCloseTo(8.65544144839919, 12);
    expect(table!.columns[0]!.facts.histogram!.reduce((a, b) => a + b)).toBe(30);
  });

  it.each(['NaN', 'inf', '-', 'N/A', '1e400', '0x10', '1,234', '٣', '1_000', '1.2.3', '--1', 'Infinity'])(
    'does not read %s as a number',
    async (cell) => {
      const { table } = await inspect(
        ['v;y', ...Array.from({ length: 40 }, (_, i) => `${i}.5;${i % 2}`), `${cell};1`].join('\n'),
      );
      expect(table!.columns[0]!).toMatchObject({ type: 'number', facts: { missing: 1 } });
    },
  );

  it('counts repeated rows', async () => {
    const { table } = await inspect('a,b\n1,x\n2,y\n1,x\n1,x\n');
    expect(table!.duplicates).toBe(2);
  });
});

describe('a table of many columns', () => {
  it('finds the same of a column as a table of few', async () => {
    const line = (i: number) => `${(i * 37) % 11},${['oak', 'pine', ''][i % 3]},"a, ${i % 2}"`;
    const lines = (more: string) =>
      Array.from({ length: 90 }, (_, i) => `${line(i)}${more},${((i * 37) % 11) + (i % 5)}`);
    const wide = Array.from({ length: 600 }, (_, i) => `c${i}`);
    const few = await inspect(`a,b,c,y\n${lines('').join('\n')}\n`);
    const many = await inspect(`a,b,c,${wide.join(',')},y\n${lines(wide.map(() => ',7').join('')).join('\n')}\n`);
    const found = (config: DataConfig) =>
      ['a', 'b', 'c', 'y'].map((name) => config.table!.columns.find((column) => column.name === name));
    expect(found(many)).toEqual(found(few));
    expect(found(many).map((column) => column?.facts.relation?.target)).toEqual(['y', 'y', 'y', undefined]);
  });
});

describe('what is refused, and how', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const rows: readonly {
    readonly what: string;
    readonly content: string | Buffer;
    readonly code: string;
    readonly says: RegExp;
    readonly extension?: string;
    readonly options?: ParamValues;
  }[] = [
    { what: 'an empty file', content: '', code: 'data.empty', says: /empty file/ },
    { what: 'blank lines', content: '\n\n \n', code: 'data.empty', says: /blank lines/ },
    { what: 'names only', content: 'a,b,c\n', code: 'data.table.headerOnly', says: /no rows of values/ },
    {
      what: 'a short row',
      content: 'a,b,c,d\n1,2,3,4\n1,2,3\n',
      code: 'data.table.ragged',
      says: /Row 3 .* 3 cells where 4 were expected/,
    },
    {
      what: 'a long row',
      content: `a,b,c,d\n${'1,2,3,4\n'.repeat(5)}1,2,3,4,5\n`,
      code: 'data.table.ragged',
      says: /Row 7 .* 5 cells where 4/,
    },
    {
      what: 'an open quotation mark',
      content: `a,b\n1,2\n3,"oops\n${'4,5\n'.repeat(1000)}`,
      code: 'data.table.openQuote',
      says: /opens in row 3/,
    },
    { what: 'a PNG', content: png, code: 'data.format', says: /picture \(PNG\)/ },
    {
      what: 'what is left of a workbook',
      content: Buffer.from('PK\x03\x04xxxxxxxx', 'latin1'),
      extension: 'xlsx',
      code: 'data.excel.damaged',
      says: /Excel workbook/,
    },
    {
      what: 'a zip called csv',
      content: Buffer.from('PK\x03\x04xxxxxxxx', 'latin1'),
      code: 'data.format',
      says: /zip file/,
    },
    { what: 'a PDF', content: '%PDF-1.7\n', code: 'data.format', says: /PDF/ },
    { what: 'a web page', content: '<!DOCTYPE html><html></html>', code: 'data.format', says: /web page/ },
    { what: 'a program', content: Buffer.from('7f454c4602010100', 'hex'), code: 'data.format', says: /program/ },
    {
      what: 'zero bytes at the start',
      content: Buffer.from([97, 44, 98, 10, 49, 44, 0, 10]),
      code: 'data.table.binary',
      says: /zero bytes/,
    },
    {
      what: 'zero bytes far in',
      content: Buffer.concat([Buffer.from(`a,b\n${'1,2\n'.repeat(100_000)}`), Buffer.from([0])]),
      code: 'data.table.binary',
      says: /zero byte after row/,
    },
    { what: 'only zero bytes', content: Buffer.alloc(5000), code: 'data.table.binary', says: /zero bytes/ },
    {
      what: 'too many columns',
      content: `${Array.from({ length: 20_001 }, (_, i) => `c${i}`).join(',')}\n`,
      code: 'data.table.wide',
      says: /20,001 columns/,
    },
    {
      what: 'an unknown option',
      content: 'a,b\n1,2\n',
      options: { delimiter: 'dot' },
      code: 'data.options',
      says: /must be one of/,
    },
  ];
  it.each(rows)('$what', async ({ content, code, says, extension, options }) => {
    const found = await problem(content, options, extension);
    expect(found.code).toBe(code);
    expect(found.message).toMatch(says);
  });

  it('a file that is not there, a folder, a path with a zero byte', async () => {
    const read = (path: string) => inspectData({ type: 'file', path, name: 'x.csv' }, {});
    expect(await read(join(folder, 'none.csv'))).toMatchObject({ ok: false, problem: { code: 'data.unreadable' } });
    expect(await read(folder)).toMatchObject({ ok: false, problem: { code: 'data.folder' } });
    expect(await read(`${folder}/a\0b`)).toMatchObject({ ok: false, problem: { code: 'data.path' } });
  });

  it.skipIf(process.platform === 'win32')('a device and a pipe, without waiting', async () => {
    const { execFileSync } = await import('node:child_process');
    const pipe = join(folder, 'pipe.csv');
    execFileSync('mkfifo', [pipe]);
    for (const path of ['/dev/zero', pipe]) {
      expect(await inspectData({ type: 'file', path, name: 'x.csv' }, {})).toMatchObject({
        ok: false,
        problem: { code: 'data.device' },
      });
    }
  });

  it('an endless quoted cell, in linear time', async () => {
    const found = await problem(Buffer.from(`a,b\n1,"${'x,\n'.repeat(8_000_000)}`));
    expect(found.code).toBe('data.table.openQuote');
    expect(found.message).toMatch(/row 2 .* is not closed within 16 million characters/);
  });

  it.each<readonly [string, () => Buffer, string | null]>([
    ['an endless cell without quotation marks', () => Buffer.alloc(100_000_000, 'x'), 'data.table.longRow'],
    ['a number of ten million digits', () => Buffer.from(`a,b\n${'1'.repeat(10_000_000)}x,2\n3,4\n`), null],
    [
      '20,000 columns',
      () =>
        Buffer.from(
          `${Array.from({ length: 20_000 }, (_, i) => `c${i}`).join(',')}\n${Array.from({ length: 30 }, (_, row) => `${`${row}.5,`.repeat(19_999)}7\n`).join('')}`,
        ),
      null,
    ],
    ['20 million blank lines', () => Buffer.from(`a,b\n1,2\n${'\n'.repeat(20_000_000)}3,4\n`), null],
    [
      'quotation marks everywhere',
      () => Buffer.from(`a,b\n${`"x" y"z,"${'q"'.repeat(50)}\n`.repeat(20_000)}`),
      'data.table.ragged',
    ],
  ])('%s, without delay', { timeout: 60_000 }, async (_, make, code) => {
    if (code === null) expect((await inspect(make())).table!.rowCount).toBeGreaterThan(1);
    else expect((await problem(make())).code).toBe(code);
  });

  it('counts blank lines, so that a row is named as an editor numbers it', async () => {
    const found = await problem(Buffer.from(`a,b\n1,2\n${'\n'.repeat(1_000_000)}1,2,3\n`));
    expect(found.message).toMatch(/Row 1,000,003 /);
  });

  it('takes blank lines of a single column for missing values, however many', async () => {
    const config = await inspect(Buffer.from(`a\n1\n${'\n'.repeat(600_000)}2\n`));
    expect(config.table!.rowCount).toBe(600_002);
  });

  it('reading that was cancelled', async () => {
    const path = write(`a,b\n${'1,2\n'.repeat(200_000)}`);
    const cancel = new AbortController();
    const result = inspectData(
      { type: 'file', path, name: 'x.csv' },
      {},
      { signal: cancel.signal, onProgress: () => cancel.abort() },
    );
    expect(await result).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
  });
});

describe('a table opened', () => {
  const content = [
    'size;colour;free;price',
    ...Array.from(
      { length: 60 },
      (_, i) =>
        `${i % 10 === 3 ? '' : `${i},5`};${['red', 'green', ''][i % 3]};note ${i};${i === 7 ? '' : `${i * 2},25`}`,
    ),
  ].join('\n');

  it('leaves out rows without a target and shows all rows as they are', async () => {
    const config = await inspect(content);
    const result = await openData(config);
    if (!result.ok) throw new Error(result.problem.message);
    const { parts, show, close, total } = result.value;
    expect(total).toBe(60);
    expect(parts.train.length + parts.validation.length + parts.test.length).toBe(59);
    const shown = await show(Uint32Array.of(7, 0));
    expect(shown[0]).toEqual({ index: 7, part: 'left out', cells: ['7,5', 'green', 'note 7', null] });
    expect(shown[1]).toMatchObject({ cells: ['0,5', 'red', 'note 0', '0,25'], label: '0,25' });
    close();
  });

  it('previews a part and all', async () => {
    const config = await inspect(content);
    const all = await previewData(config, 'all', 58, 10);
    expect(all).toMatchObject({
      ok: true,
      value: { total: 60, rows: [{ index: 58 }, { index: 59 }], parts: { train: { perClass: [] } } },
    });
    const test = await previewData(config, 'test', 0, 3);
    expect(test.ok && test.value.rows.map(({ part }) => part)).toEqual(['test', 'test', 'test']);
    expect(test.ok && test.value.total).toBe(test.ok ? test.value.parts.test.count : 0);
  });

  it('is not led astray by a document that claims too much', async () => {
    const config = await inspect(content);
    const claims = (more: object) => openData({ ...config, table: { ...config.table!, ...more } });
    expect(await claims({ rowCount: 80_000_000 })).toMatchObject({ ok: true });
    expect(await claims({ rowCount: 1e12 })).toMatchObject({ ok: false, problem: { code: 'data.table.large' } });
    const dialect = { ...config.table!.dialect!, encoding: 'klingon' };
    expect(await claims({ dialect })).toMatchObject({
      ok: false,
      problem: { code: 'data.options', message: expect.stringContaining('klingon') },
    });
    expect(await openData({ ...config, options: { missing: 5 } })).toMatchObject({
      ok: false,
      problem: { code: 'data.options' },
    });
    expect(await openData({ ...config, source: { type: 'bundled', id: '../../etc' } })).toMatchObject({
      ok: false,
      problem: { code: 'data.bundled.unknown' },
    });
    expect(await openData({ ...config, source: { type: 'generated', id: 'constructor', params: {} } })).toMatchObject({
      ok: false,
      problem: { code: 'data.generator' },
    });
  });

  it('warns when the file changed, and stops when a column is gone', async () => {
    const path = write('a,b,y\n1,2,0\n3,4,1\n5,6,0\n7,8,1\n');
    const source = { type: 'file', path, name: 'four.csv' } as const;
    const inspected = await inspectData(source, {});
    if (!inspected.ok) throw new Error(inspected.problem.message);
    writeFileSync(path, 'b,a,y\n2,1,0\n4,3,1\n6,5,0\n8,7,1\n0,0,1\n');
    const changed = await openData(inspected.value);
    if (!changed.ok) throw new Error(changed.problem.message);
    expect(changed.value.warnings).toMatchObject([{ code: 'data.changed', severity: 'warning' }]);
    // Columns are found by name: `a` is still 1 in the first row.
    expect((await changed.value.show(Uint32Array.of(0)))[0]!.cells).toEqual(['1', '2', '0']);
    writeFileSync(path, 'b,y\n2,0\n4,1\n');
    expect(await openData(inspected.value)).toMatchObject({
      ok: false,
      problem: { code: 'data.columns.gone', message: expect.stringContaining('"a"') },
    });
  });
});
