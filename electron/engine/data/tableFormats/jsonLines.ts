// JSON lines: one object per line, streamed. And JSON: one array of objects, read as a whole within a bound.
import { createHash } from 'node:crypto';
import { createReadStream, promises as files } from 'node:fs';
import { isRecord } from '../../../../shared/json';
import { type Watch, stop } from '../problem';
import type { RowReceiver, TableScan } from '../tables/rowReceiver';
import type { TableOptions } from '../tables/tableOptions';
import type { SourceFile } from '../sourceFile';
import { type TableFormat, plainDialect } from './format';
import { RowSink, longestCell } from './rowSink';

/** Objects that are looked at for the names of the columns. */
const sampled = 1000;
/** Objects in objects become columns such as "size.width" down to here; below, they are text. */
const deepest = 4;
const largestJson = 256 * 1024 * 1024;

type Flat = Map<string, string>;

/** A value as the text of a cell. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    // Nested too deeply to be written.
    return '…';
  }
}

function flatten(object: object, into: Flat, prefix = '', depth = 0): Flat {
  for (const [key, value] of Object.entries(object)) {
    const name = `${prefix}${key}`;
    if (isRecord(value) && depth < deepest) flatten(value, into, `${name}.`, depth + 1);
    else into.set(name, cellText(value));
  }
  return into;
}

/** An object as a row of the columns, and how many of its fields had none. */
class Rows {
  /** Fields that no column stands for, and the first of them. */
  beyond = 0;
  firstBeyond = '';
  private places = new Map<string, number>();
  private names: readonly string[] = [];

  /** Columns are the fields of the first objects, in the order in which they appear. */
  decide(first: readonly Flat[]): readonly string[] {
    this.places = new Map();
    for (const flat of first)
      for (const name of flat.keys()) if (!this.places.has(name)) this.places.set(name, this.places.size);
    this.names = [...this.places.keys()];
    return this.names;
  }

  row(flat: Flat): string[] {
    const row = this.names.map(() => '');
    for (const [name, cell] of flat) {
      const place = this.places.get(name);
      if (place !== undefined) row[place] = cell;
      else if (this.beyond++ === 0) this.firstBeyond = name;
    }
    return row;
  }

  notes(): readonly string[] {
    if (this.beyond === 0) return [];
    const shown = this.firstBeyond.slice(0, 60);
    return [
      `${this.beyond.toLocaleString('en-US')} values of fields that do not occur in the first ${sampled.toLocaleString('en-US')} objects were left out, the first of them "${shown}".`,
    ];
  }
}

function refuse(name: string, line: number, text: string): never {
  const shown = text.trim().replace(/\p{Cc}+/gu, ' ');
  return stop(
    'data.json.line',
    `Line ${line.toLocaleString('en-US')} of "${name}" is no JSON object: ${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}. Each line should hold one object such as {"size": 1.5, "kind": "a"}.`,
  );
}

function noFields(name: string): never {
  return stop('data.empty', `The objects of "${name}" have no fields. Each should name its values.`);
}

async function scanLines(
  file: SourceFile,
  options: TableOptions,
  makeReceiver: () => RowReceiver,
  watch: Watch,
): Promise<TableScan> {
  const sink = new RowSink(file.name, makeReceiver(), options.raggedRows, watch, file.size, 'bytes');
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const rows = new Rows();
  let first: { readonly flat: Flat; readonly line: number }[] | null = [];
  let begun: string[] = [];
  let begunLength = 0;
  let line = 0;
  let read = 0;

  const start = () => {
    const waiting = first ?? [];
    first = null;
    if (waiting.length === 0) return;
    const names = rows.decide(waiting.map(({ flat }) => flat));
    if (names.length === 0) noFields(file.name);
    sink.columns(names, names.length, plainDialect);
    for (const { flat, line: at } of waiting) sink.add(rows.row(flat), at, true);
  };
  const take = (piece: string) => {
    line++;
    if (piece.trim() === '') return;
    let value: unknown;
    try {
      value = JSON.parse(piece);
    } catch {
      refuse(file.name, line, piece);
    }
    if (!isRecord(value)) refuse(file.name, line, piece);
    const flat = flatten(value as object, new Map());
    if (first === null) sink.add(rows.row(flat), line, true);
    else if (first.push({ flat, line }) >= sampled) start();
  };

  for await (const chunk of createReadStream(file.path, { highWaterMark: 256 * 1024, end: file.size - 1 })) {
    hash.update(chunk as Buffer);
    read += (chunk as Buffer).length;
    let piece = '';
    try {
      piece = decoder.decode(chunk as Buffer, { stream: true });
    } catch {
      stop(
        'data.json.encoding',
        `"${file.name}" is not UTF-8 after line ${line.toLocaleString('en-US')}, which JSON has to be. Save it as UTF-8 and choose it again.`,
      );
    }
    let from = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      take(begun.join('') + piece.slice(from, end));
      begun = [];
      begunLength = 0;
      from = end + 1;
    }
    // The beginning of a line waits in pieces, each looked at once: linear work even for an endless line.
    begun.push(piece.slice(from));
    begunLength += piece.length - from;
    if (begunLength > longestCell)
      stop(
        'data.json.longLine',
        `Line ${(line + 1).toLocaleString('en-US')} of "${file.name}" has more than 16 million characters. Each line should hold one object only.`,
      );
    if (sink.done) break;
    await sink.pause(read);
  }
  const rest = begun.join('');
  if (!sink.done && rest.trim() !== '') take(rest);
  if (first !== null) start();
  const notes = [...sink.end(), ...rows.notes()];
  return { dialect: plainDialect, fingerprint: hash.digest('hex'), rowCount: sink.rows, notes };
}

async function scanArray(
  file: SourceFile,
  options: TableOptions,
  makeReceiver: () => RowReceiver,
  watch: Watch,
): Promise<TableScan> {
  if (file.size > largestJson) {
    stop(
      'data.json.large',
      `"${file.name}" is larger than ${largestJson / 2 ** 20} MB, too large to be read as one piece. Save it as JSON lines, one object per line (.jsonl), which is read bit by bit.`,
    );
  }
  const bytes = await files.readFile(file.path);
  let list: unknown;
  try {
    list = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    stop(
      'data.json',
      `"${file.name}" begins like JSON but is not valid JSON. Export it again, as JSON lines or as CSV.`,
    );
  }
  if (!Array.isArray(list) || list.length === 0 || !list.every(isRecord)) {
    stop(
      'data.json',
      `"${file.name}" is JSON, but not a list of objects. It should look like [{"size": 1.5, "kind": "a"}, …].`,
    );
  }
  const objects = list as readonly object[];
  const sink = new RowSink(file.name, makeReceiver(), options.raggedRows, watch, objects.length, 'things');
  const rows = new Rows();
  const names = rows.decide(objects.slice(0, sampled).map((object) => flatten(object, new Map())));
  if (names.length === 0) noFields(file.name);
  sink.columns(names, names.length, plainDialect);
  for (let i = 0; i < objects.length && !sink.done; i++) {
    sink.add(rows.row(flatten(objects[i]!, new Map())), i + 1, true);
    if (i % 2000 === 0) await sink.pause(i);
  }
  const notes = [...sink.end(), ...rows.notes()];
  return {
    dialect: plainDialect,
    fingerprint: createHash('sha256').update(bytes).digest('hex'),
    rowCount: sink.rows,
    notes,
  };
}

/** The text the file begins with, for a look at its first mark. */
function opening(file: SourceFile): string {
  return file.type.is === 'unknown'
    ? file.head
        .toString('utf8')
        .replace(/^\ufeff/, '')
        .trimStart()
    : '';
}

export const jsonLines: TableFormat = {
  id: 'jsonLines',
  accepts(file) {
    const text = opening(file);
    return text.startsWith('{') && (/\.(?:jsonl|ndjson|json)$/i.test(file.name) || /^\{\s*"[^"\n]*"\s*:/.test(text));
  },
  open: async (file, options) => ({
    size: file.size,
    scan: (makeReceiver, watch = {}) => scanLines(file, options, makeReceiver, watch),
  }),
};

export const json: TableFormat = {
  id: 'json',
  accepts: (file) => /^\[\s*(?:\{|\]|$)/.test(opening(file)),
  open: async (file, options) => ({
    size: file.size,
    scan: (makeReceiver, watch = {}) => scanArray(file, options, makeReceiver, watch),
  }),
};
