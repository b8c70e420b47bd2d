// Tables that are no text: Excel, Parquet, JSON. The same rows from files made by the programs people use
// (tables/make.py), and what is said about files that are damaged or made to do harm.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { inspectData } from '../../../electron/engine/data/inspect';
import { closePreview, previewData } from '../../../electron/engine/data/preview';
import { readTableRows } from '../../../electron/engine/data/tables/readRows';
import { columnPlace, serialDate } from '../../../electron/engine/data/tableFormats/excel';
import type { DataConfig } from '../../../shared/data/config';
import type { ParamValues, Problem, Result } from '../../../shared/result';
import { promptly } from '../../promptly';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'layerloom-formats-'));
});
afterAll(() => {
  closePreview();
  rmSync(folder, { recursive: true });
});

const tables = join(__dirname, 'tables');
const expected = JSON.parse(readFileSync(join(tables, 'expected.json'), 'utf8')) as {
  readonly names: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
};

const read = (path: string, options: ParamValues = {}): Promise<Result<DataConfig>> =>
  inspectData({ type: 'file', path, name: path.replace(/^.*\//, '') }, options);

let files = 0;
function write(content: string | Buffer, extension: string): string {
  const path = join(folder, `table${files++}.${extension}`);
  writeFileSync(path, content);
  return path;
}

async function good(path: string, options: ParamValues = {}): Promise<DataConfig> {
  const result = await read(path, options);
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

async function bad(path: string, options: ParamValues = {}): Promise<Problem> {
  const from = Date.now();
  const result = await read(path, options);
  expect(Date.now() - from, 'milliseconds to an answer').toBeLessThan(promptly(2000));
  if (result.ok) throw new Error(`It was read: ${JSON.stringify(result.value.table)}`);
  expect(result.problem.message).not.toContain(folder);
  expect(result.problem.message).not.toMatch(/\bat \w+ \(|undefined|NaN|\[object/);
  return result.problem;
}

/** Parts of a workbook around one sheet; any of them may be given otherwise. */
function workbook(sheet: string, parts: { readonly [path: string]: string | Buffer | null } = {}): Promise<Buffer> {
  const zip = new ZipFile();
  const all: { readonly [path: string]: string | Buffer | null } = {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': '<workbook><sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': sheet,
    ...parts,
  };
  for (const [path, content] of Object.entries(all)) {
    if (content !== null) zip.addBuffer(Buffer.from(content), path, { mtime: new Date(2024, 0, 1) });
  }
  zip.end();
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    zip.outputStream.on('data', (piece: Buffer) => pieces.push(piece));
    zip.outputStream.on('end', () => resolve(Buffer.concat(pieces)));
    zip.outputStream.on('error', reject);
  });
}

const cell = (value: string | number) =>
  typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="str"><v>${value}</v></c>`;
const sheetOf = (rows: readonly (readonly (string | number)[])[]) =>
  `<worksheet><sheetData>${rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('')}</sheetData></worksheet>`;

describe('the same rows from every format', () => {
  const jsonRows = expected.rows.map((row) => {
    const [size, kind, count, code, member, joined] = row;
    return {
      size: size === null ? null : Number(size),
      kind,
      count: Number(count),
      code,
      member: member === 'true',
      joined,
    };
  });
  const made = [
    ['openpyxl.xlsx', 'excel'],
    ['xlsxwriter.xlsx', 'excel'],
    ['snappy.parquet', 'parquet'],
    ['gzip.parquet', 'parquet'],
    ['zstd.parquet', 'parquet'],
    ['brotli.parquet', 'parquet'],
    ['lz4.parquet', 'parquet'],
    ['none.parquet', 'parquet'],
    ['rows.jsonl', 'jsonLines'],
    ['rows.json', 'json'],
  ] as const;
  it.each(made)('%s', async (name, format) => {
    const path = name.startsWith('rows.')
      ? write(
          name.endsWith('l') ? jsonRows.map((row) => `${JSON.stringify(row)}\r\n`).join('') : JSON.stringify(jsonRows),
          name.slice(5),
        )
      : join(tables, name);
    const config = await good(path);
    expect(config.table).toMatchObject({ rowCount: 60, format, duplicates: 0 });
    expect(config.table!.columns.map((column) => column.name)).toEqual(expected.names);
    // Numbers are numbers, answers and kinds are categories, leading zeros and dates stay as they are.
    expect(config.table!.columns.map((column) => column.type)).toEqual([
      'number',
      'category',
      'number',
      'text',
      'category',
      'text',
    ]);
    const preview = await previewData(config, 'all', 0, 60);
    if (!preview.ok) throw new Error(preview.problem.message);
    const cells = preview.value.rows.map((row) => row.cells!.map((text, i) => (i === 0 && text ? Number(text) : text)));
    expect(cells).toEqual(expected.rows.map((row) => row.map((text, i) => (i === 0 && text ? Number(text) : text))));
    // And again, the same.
    expect(await good(path)).toEqual(config);
  });

  it('takes the first rows to predict for', async () => {
    const { columns, rows } = await readTableRows(join(tables, 'snappy.parquet'), 2);
    expect(columns).toEqual(expected.names);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatchObject({ kind: 'größer', count: '1000', member: 'false' });
  });

  it('reads lists, structures, decimals, times and large integers of Parquet', async () => {
    const { rows } = await readTableRows(join(tables, 'kinds.parquet'), 1);
    expect(rows[0]).toEqual({
      list: '["1","2"]',
      struct: '{"a":"1","b":"x"}',
      price: '1.5',
      at: '2024-03-01T14:30:00.000Z',
      big: '1152921504606846977',
      y: '0',
    });
  });
});

describe('Excel', () => {
  it('names the sheet that it read, and reads another one when asked', async () => {
    const path = join(tables, 'openpyxl.xlsx');
    expect((await good(path)).notes).toEqual(['The sheet "People" was read. The workbook also has "Other", "Empty".']);
    const other = await good(path, { sheet: 'other' });
    expect(other.table!.columns.map(({ name }) => name)).toEqual(['a', 'b']);
    const gone = await bad(path, { sheet: 'Summary' });
    expect(gone).toMatchObject({ code: 'data.excel.sheet', param: 'sheet' });
    expect(gone.message).toMatch(/"People", "Other", "Empty"/);
    expect(await bad(path, { sheet: 'Empty' })).toMatchObject({ code: 'data.empty', param: 'sheet' });
  });

  it('leaves out a title above the table and an empty column beside it', async () => {
    expect((await good(join(tables, 'xlsxwriter.xlsx'))).notes).toEqual(['A title row above the table was left out.']);
  });

  it('counts errors as missing and takes formulas by their saved value, never computing one', async () => {
    const xml =
      '<worksheet><sheetData><row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t><rPh><t>hidden</t></rPh></is></c></row>' +
      '<row><c><f>1+1</f><v>7</v></c><c t="e"><v>#DIV/0!</v></c></row>' +
      '<row><c><f>WEBSERVICE("http://127.0.0.1")</f></c><c><v>1.5E-3</v></c></row></sheetData></worksheet>';
    const path = write(await workbook(xml), 'xlsx');
    const { rows } = await readTableRows(path, 5);
    expect(rows).toEqual([
      { a: '7', b: null },
      { a: null, b: '1.5E-3' },
    ]);
    expect((await good(path)).notes).toEqual(['1 cell shows an error (such as #DIV/0!) and counts as missing.']);
  });

  it('keeps text that looks like a formula as text', async () => {
    const path = write(
      await workbook(
        sheetOf([
          ['a', 'b'],
          ['=1+1', 1],
          ['@SUM(A1)', 2],
          ['+cmd|x', 3],
        ]),
      ),
      'xlsx',
    );
    expect((await readTableRows(path, 9)).rows.map((row) => row['a'])).toEqual(['=1+1', '@SUM(A1)', '+cmd|x']);
  });

  it('knows days by their numbers, in both calendars', () => {
    // As a spreadsheet shows them: 60 is the 29 February 1900 that never was.
    const rows: readonly (readonly [number, boolean, 'date' | 'time', string | null])[] = [
      [1, false, 'date', '1900-01-01'],
      [59, false, 'date', '1900-02-28'],
      [61, false, 'date', '1900-03-01'],
      [45352, false, 'date', '2024-03-01'],
      [45352.604166666664, false, 'date', '2024-03-01 14:30:00'],
      [45351.999999999, false, 'date', '2024-03-01'],
      [0.75, false, 'time', '18:00:00'],
      [43890, true, 'date', '2024-03-01'],
      [-1, false, 'date', null],
      [3_000_000, false, 'date', null],
      [NaN, false, 'date', null],
    ];
    for (const [serial, from1904, kind, text] of rows) expect(serialDate(serial, from1904, kind)).toBe(text);
  });

  it('knows columns by their letters', () => {
    expect(['A1', 'Z9', 'AA1', 'XFD1048576', '12', ''].map(columnPlace)).toEqual([0, 25, 26, 16383, -1, -1]);
  });
});

describe('JSON', () => {
  it('makes columns of objects in objects, and says which fields came too late', async () => {
    const lines = Array.from({ length: 1200 }, (_, i) =>
      JSON.stringify({ id: { nr: i, deep: { x: i / 2 } }, tags: ['a'], ...(i > 1100 ? { late: 1 } : {}) }),
    );
    const config = await good(write(lines.join('\n'), 'jsonl'));
    expect(config.table!.columns.map(({ name }) => name)).toEqual(['id.nr', 'id.deep.x', 'tags']);
    expect(config.notes).toEqual([
      '99 values of fields that do not occur in the first 1,000 objects were left out, the first of them "late".',
    ]);
  });

  it('gives names of JavaScript’s own another one', async () => {
    const text = '{"__proto__": 1, "constructor": 2, "y": 3}\n'.repeat(12);
    const config = await good(write(text, 'jsonl'));
    expect(config.table!.columns.map(({ name }) => name)).toEqual(['__proto__ (column)', 'constructor (column)', 'y']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

/** A stored or deflated zip of one entry whose header says what it likes. */
function forgedZip(name: string, packed: Buffer, claimed: number, flags = 0): Buffer {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(flags, 6);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(claimed, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(flags, 8);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(claimed, 24);
  central.writeUInt16LE(name.length, 28);
  const body = Buffer.concat([local, Buffer.from(name), packed]);
  const directory = Buffer.concat([central, Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(body.length, 16);
  return Buffer.concat([body, directory, end]);
}

describe('hostile and damaged files', () => {
  const ok = sheetOf([['a', 'b'], ...Array.from({ length: 20 }, (_, i) => [i, i % 3])]);
  const rows: readonly (readonly [
    what: string,
    extension: string,
    make: () => Promise<Buffer> | Buffer,
    code: RegExp,
  ])[] = [
    ['a workbook cut short', 'xlsx', async () => (await workbook(ok)).subarray(0, 400), /excel\.damaged/],
    ['a zip without a workbook', 'xlsx', () => workbook(ok, { 'xl/workbook.xml': null }), /excel\.damaged/],
    [
      'no sheet where the workbook says',
      'xlsx',
      () => workbook(ok, { 'xl/worksheets/sheet1.xml': null }),
      /excel\.damaged/,
    ],
    ['XML that ends', 'xlsx', () => workbook(ok.slice(0, 300)), /excel\.damaged/],
    [
      'entities that expand a billion times',
      'xlsx',
      () =>
        workbook(
          '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>',
        ),
      /excel\.damaged/,
    ],
    [
      'an external entity',
      'xlsx',
      () => workbook('<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet><sheetData/></worksheet>'),
      /excel\.damaged/,
    ],
    ['a thousand tags deep', 'xlsx', () => workbook('<a>'.repeat(1000)), /excel\.damaged/],
    [
      'a cell far beyond the last column',
      'xlsx',
      () => workbook('<worksheet><sheetData><row><c r="ZZZZ1"><v>1</v></c></row></sheetData></worksheet>'),
      /excel\.damaged/,
    ],
    [
      'two cells of text without end',
      'xlsx',
      () =>
        workbook(
          `<worksheet><sheetData><row><c t="str"><v>${'x'.repeat(2_000_000)}</v></c></row></sheetData></worksheet>`,
        ),
      /excel\.damaged/,
    ],
    [
      'a zip bomb',
      'xlsx',
      () => workbook(ok, { 'xl/sharedStrings.xml': Buffer.alloc(64 * 2 ** 20, ' ') }),
      /excel\.bomb/,
    ],
    [
      'a part that claims to be small',
      'xlsx',
      () => forgedZip('xl/workbook.xml', deflateRawSync(Buffer.alloc(2 ** 20, '<a/>')), 10),
      /excel\.damaged/,
    ],
    [
      'a part under a password',
      'xlsx',
      () => forgedZip('xl/workbook.xml', deflateRawSync(Buffer.from('<a/>')), 4, 1),
      /excel\.(?:damaged|encrypted)/,
    ],
    [
      'a name that leads out of the zip',
      'xlsx',
      () => forgedZip('../workbook.xml', deflateRawSync(Buffer.from('<a/>')), 4),
      /excel\.damaged/,
    ],
    ['an empty workbook', 'xlsx', () => workbook('<worksheet><sheetData/></worksheet>'), /data\.empty/],
    ['names only', 'xlsx', () => workbook(sheetOf([['a', 'b']])), /headerOnly/],
    [
      'a row longer than the others',
      'xlsx',
      () => workbook(sheetOf([['a', 'b'], ...Array.from({ length: 600 }, () => [1, 2]), [1, 2, 3]])),
      /ragged/,
    ],
    ['the first bytes of Parquet only', 'parquet', () => Buffer.from('PAR1'), /parquet\.damaged/],
    [
      'Parquet cut short',
      'parquet',
      () => readFileSync(join(tables, 'snappy.parquet')).subarray(0, 900),
      /parquet\.damaged/,
    ],
    [
      'an encrypted Parquet file',
      'parquet',
      () => Buffer.concat([Buffer.from('PARE'), Buffer.alloc(40), Buffer.from('PARE')]),
      /parquet\.encrypted/,
    ],
    [
      'a footer as long as the world',
      'parquet',
      () =>
        Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(40), Buffer.from([255, 255, 255, 127]), Buffer.from('PAR1')]),
      /parquet\.damaged/,
    ],
    ['a line that is no JSON', 'jsonl', () => Buffer.from('{"a": 1, "b": 2}\n{"a": 1, "b"\n'), /json\.line/],
    ['a line that is a list', 'jsonl', () => Buffer.from('{"a": 1}\n[1, 2]\n'), /json\.line/],
    [
      'bytes that are no text',
      'jsonl',
      () => Buffer.concat([Buffer.from('{"a": 1}\n{"a": "'), Buffer.from([0xff, 0xfe, 0x22, 0x7d])]),
      /json\.encoding/,
    ],
    [
      'a line without end',
      'jsonl',
      () => Buffer.concat([Buffer.from('{"a": "'), Buffer.alloc(20_000_000, 'x')]),
      /json\.longLine/,
    ],
    ['brackets a hundred thousand deep', 'json', () => Buffer.from(`[{"a": ${'['.repeat(100_000)}`), /data\.json/],
    ['a list of numbers', 'json', () => Buffer.from('[{"a": 1}, 2]'), /data\.json/],
    ['objects without fields', 'json', () => Buffer.from('[{}, {}]'), /data\.empty/],
  ];
  it.each(rows)('%s', async (_, extension, make, code) => {
    const path = write(await make(), extension);
    const first = await bad(path);
    expect(first.code).toMatch(code);
    expect(await bad(path)).toEqual(first);
  });

  it('is read for what it is, whatever it is called', async () => {
    expect((await good(write(await workbook(ok), 'csv'))).table!.format).toBe('excel');
    expect((await good(write(readFileSync(join(tables, 'snappy.parquet')), 'csv'))).table!.format).toBe('parquet');
    expect((await good(write(`a,b\n${'1,2\n'.repeat(12)}`, 'xlsx'))).table!.format).toBeUndefined();
    expect((await good(write(`{a},b\n${'1,2\n'.repeat(12)}`, 'csv'))).table!.format).toBeUndefined();
  });

  it('answers for every byte of a Parquet file that is another', { timeout: 60_000 }, async () => {
    const whole = readFileSync(join(tables, 'none.parquet'));
    for (let at = 0; at < whole.length; at += 7) {
      const bytes = Buffer.from(whole);
      bytes[at] = bytes[at]! ^ (1 << (at % 8));
      const result = await read(write(bytes, 'parquet'));
      if (!result.ok) expect(result.problem.message).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  it('answers for every cut of a workbook', { timeout: 60_000 }, async () => {
    const whole = await workbook(ok);
    for (let at = 30; at < whole.length; at += 29) {
      const result = await read(write(whole.subarray(0, at), 'xlsx'));
      expect(result.ok, `cut at ${at}`).toBe(false);
    }
  });
});
