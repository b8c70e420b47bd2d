// Where texts and their classes come from: a column of a table, files in a folder per class, or a file per class with a
// text on each line. All look the same from here on: numbered texts with a class each.
import { createHash } from 'node:crypto';
import { createReadStream, promises as files } from 'node:fs';
import { basename, join } from 'node:path';
import { readCell, sortCategories } from '../../../shared/data/cells';
import type { DataSource, TableDialect, TextConfig } from '../../../shared/data/config';
import { maxCategories } from '../../../shared/data/kinds/table';
import { text as textKind, textTarget } from '../../../shared/data/kinds/text';
import type { ParamValues } from '../../../shared/result';
import { listFolder, listZip } from './imageList';
import { checkedOptions } from './options';
import { type Watch, breathe, checkCancelled, stop, throttledProgress } from './problem';
import { cellRules } from './tableOptions';
import { openSourceFile } from './sourceFile';
import { type TableHead, tableHead } from './tableHead';
import { openTableSource, tableOptions } from './tableSource';
import { TextArchive, longestText, mostBytes } from './textArchive';

export interface TextOptions {
  readonly textColumn: string;
  readonly labelColumn: string;
  /** `file`: as the tokenizer.json beside the texts says. */
  readonly level: TextConfig['level'] | 'file';
  readonly lowercase: boolean;
  readonly length: number;
  readonly vocabulary: number;
  readonly padding: TextConfig['padding'];
}

export function textOptions(values: ParamValues): TextOptions {
  return checkedOptions(textKind.params, values);
}

export interface TextSource extends Pick<TextConfig, 'layout' | 'columns' | 'textColumn' | 'labelColumn' | 'dialect'> {
  readonly name: string;
  /** In index order. */
  readonly classes: readonly string[];
  /** Class of each text, as index into `classes`. */
  readonly labels: readonly number[];
  readonly fingerprint: string;
  readonly notes: readonly string[];
  text(index: number): string;
}

const number = (n: number) => n.toLocaleString('en-US');

/** Gathers texts with their classes, and counts what is left out and why. */
class Collector {
  readonly archive = new TextArchive();
  readonly labels: number[] = [];
  private readonly places = new Map<string, number>();
  private readonly source: string;
  private empty = 0;
  private unlabelled = 0;
  private shortened = 0;

  constructor(source: string) {
    this.source = source;
  }

  add(text: string, label: string | null): void {
    if (label === null) {
      this.unlabelled++;
      return;
    }
    if (text.trim() === '') {
      this.empty++;
      return;
    }
    let place = this.places.get(label);
    if (place === undefined) {
      if (this.places.size >= maxCategories) {
        stop(
          'data.text.manyClasses',
          `The texts of "${this.source}" have more than ${number(maxCategories)} different classes (the last is "${label.slice(0, 50)}"). Choose another column of classes.`,
        );
      }
      place = this.places.size;
      this.places.set(label, place);
    }
    if (text.length > longestText) this.shortened++;
    this.archive.add(text.length > longestText ? text.slice(0, longestText) : text);
    this.labels.push(place);
    if (this.archive.bytes > mostBytes) {
      stop(
        'data.text.large',
        `"${this.source}" holds more than ${mostBytes / 2 ** 20} MB of text, which is more than is kept in memory. Take a part of it.`,
      );
    }
  }

  /** A text that was cut while it was read. */
  noteShortened(): void {
    this.shortened++;
  }

  done(known: readonly string[] = []): Pick<TextSource, 'classes' | 'labels' | 'text' | 'notes'> {
    const classes = sortCategories([...new Set([...this.places.keys(), ...known])]);
    const order = new Map(classes.map((name, place) => [name, place]));
    const moved = [...this.places.keys()].map((name) => order.get(name)!);
    const notes: string[] = [];
    const say = (n: number, one: string, many: string) => {
      if (n > 0) notes.push(n === 1 ? one : `${number(n)} ${many}`);
    };
    say(this.empty, 'One text is empty and left out.', 'texts are empty and left out.');
    say(this.unlabelled, 'One text has no class and is left out.', 'texts have no class and are left out.');
    say(
      this.shortened,
      `One text is longer than ${number(longestText)} characters; the rest of it is not read.`,
      `texts are longer than ${number(longestText)} characters; the rest of them is not read.`,
    );
    return { classes, labels: this.labels.map((label) => moved[label]!), text: (i) => this.archive.get(i), notes };
  }
}

const textNames =
  /text|sentence|review|message|comment|tweet|body|content|title|question|headline|description|abstract/i;
const labelNames =
  /^(?:label|labels|class|classes|category|categories|sentiment|target|topic|spam|intent|language|lang|emotion|rating|score|stars|type|tag|author|genre|y)$/i;

/** Which columns hold texts and classes, from the first rows. Null where there is no such pair. */
function chooseTextColumns(
  columns: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  asked: { readonly textColumn: string; readonly labelColumn: string },
): { readonly text: string; readonly label: string; readonly sentences: boolean } | null {
  const facts = columns.map((name, place) => {
    const cells = rows.flatMap((row) => row[place] ?? []);
    const distinct = new Set(cells).size;
    const mean = (of: (cell: string) => number) => cells.reduce((sum, cell) => sum + of(cell), 0) / (cells.length || 1);
    return {
      name,
      distinct,
      share: distinct / (cells.length || 1),
      length: mean((cell) => Math.min(cell.length, 10_000)),
      words: mean((cell) => cell.split(/\s+/, 200).length),
      numbers: cells.filter((cell) => /^[+-]?[\d.,]+$/.test(cell)).length / (cells.length || 1),
    };
  });
  const byName = (name: string) => facts.find((column) => column.name === name);
  const wordy = facts.filter((column) => column.numbers < 0.5 && column.length > 0);
  const longest = [...wordy].sort(
    (a, b) => b.length * (textNames.test(b.name) ? 2 : 1) - a.length * (textNames.test(a.name) ? 2 : 1),
  )[0];
  const text = asked.textColumn === '' ? longest : byName(asked.textColumn);
  if (text === undefined) return null;
  const classes = facts.filter((column) => column !== text && column.distinct >= 2 && column.distinct <= maxCategories);
  const label =
    asked.labelColumn === ''
      ? (classes.find((column) => labelNames.test(column.name.trim())) ??
        [...classes].filter((column) => column.share <= 0.5).sort((a, b) => a.distinct - b.distinct)[0] ??
        [...classes].sort((a, b) => a.distinct - b.distinct)[0])
      : byName(asked.labelColumn);
  if (label === undefined) return null;
  return { text: text.name, label: label.name, sentences: text.words >= 3 && text.share > 0.5 && label.share <= 0.34 };
}

/** Whether a table looks like sentences with a class each, and nothing else: then it is offered as text. */
export function looksLikeTexts({ columns, rows }: TableHead): boolean {
  if (columns.length < 2 || columns.length > 3) return false;
  return chooseTextColumns(columns, rows, { textColumn: '', labelColumn: '' })?.sentences ?? false;
}

async function tableTexts(
  source: DataSource,
  values: ParamValues,
  watch: Watch,
  known: TextConfig | undefined,
): Promise<TextSource> {
  const asked = textOptions(values);
  const opened = await openTableSource(source, values);
  let { textColumn, labelColumn } = known ?? {};
  let columns: readonly string[] = known?.columns ?? [];
  if (textColumn === undefined || labelColumn === undefined) {
    const head = await tableHead(source, values, watch);
    ({ columns } = head);
    const chosen = chooseTextColumns(head.columns, head.rows, asked);
    if (chosen === null) {
      stop(
        'data.text.columns',
        head.columns.length < 2
          ? `"${opened.name}" has one column only. Texts need a second column that says which class each belongs to.`
          : `"${opened.name}" has no column of texts together with a column of classes. Its columns are ${head.columns.slice(0, 8).join(', ')}${head.columns.length > 8 ? ', …' : ''}. Read it as a table, or choose the columns.`,
      );
    }
    textColumn = chosen.text;
    labelColumn = chosen.label;
  }
  const [text, label] = [textColumn, labelColumn];
  const options = tableOptions(values);
  let collector = new Collector(opened.name);
  let places = [-1, -1];
  let rules = cellRules(options, { delimiter: ',', decimal: '.', header: true, encoding: 'utf-8' });
  const scan = await opened.scan(
    () => ({
      onColumns: (names, dialect: TableDialect) => {
        const listed = names.map(({ name }) => name);
        places = [text, label].map((name) => listed.indexOf(name));
        const gone = [text, label].find((_, i) => places[i]! < 0);
        if (gone !== undefined) {
          stop(
            'data.columns.gone',
            `"${opened.name}" has no column "${gone}". It has ${listed.slice(0, 8).join(', ')}${listed.length > 8 ? ', …' : ''}. Choose the data again in the data step.`,
          );
        }
        rules = cellRules(options, dialect);
        collector = new Collector(opened.name);
      },
      onRows: (rows) => {
        for (const row of rows) {
          collector.add(readCell(row[places[0]!] ?? '', rules) ?? '', readCell(row[places[1]!] ?? '', rules));
        }
      },
    }),
    watch,
    known?.dialect,
  );
  const { notes, ...done } = collector.done(known?.classes);
  return {
    layout: 'table',
    name: opened.name,
    columns,
    textColumn: text,
    labelColumn: label,
    dialect: scan.dialect,
    fingerprint: scan.fingerprint,
    ...done,
    notes: [...scan.notes, ...notes],
  };
}

/** Bytes of a file that are looked at: enough for `longestText` characters of four bytes each. */
const longestFile = 4 * longestText;

/** UTF-8, or UTF-16 by its mark, or else Windows-1252, in which every byte is a letter. Null for bytes that are no text. */
export function decodeText(bytes: Buffer, whole: boolean): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

const isTextName = (path: string) => /\.(?:txt|text|md)$/i.test(path);

async function folderTexts(source: DataSource & { readonly path: string }, watch: Watch): Promise<TextSource> {
  const isZip = source.type === 'file';
  const list = await (isZip ? listZip(source.path, watch, 'text files') : listFolder(source.path, watch, 'text files'));
  try {
    const collector = new Collector(list.name);
    let unreadable = 0;
    const skipped = (): void => {
      unreadable++;
    };
    const report = throttledProgress(watch, list.entries.length, `Reading the texts of ${list.name}`);
    let done = 0;
    for (const entry of list.entries) {
      checkCancelled(watch);
      if (!isTextName(entry.path)) skipped();
      else {
        const bytes = isZip
          ? await list.read(entry.path).catch(() => null)
          : await readStart(join(source.path, entry.path)).catch(() => null);
        const text = bytes === null ? null : decodeText(bytes, bytes.length < longestFile);
        if (text === null) skipped();
        else collector.add(text, list.classes[entry.label]!);
      }
      report(++done);
      if (done % 100 === 0) await breathe();
    }
    const { notes, ...rest } = collector.done(list.classes);
    const lost =
      unreadable === 0
        ? []
        : [
            `${unreadable === 1 ? 'One file is' : `${number(unreadable)} files are`} not plain text (.txt) and left out.`,
          ];
    return {
      layout: 'folders',
      name: list.name,
      fingerprint: list.fingerprint,
      ...rest,
      notes: [...list.notes, ...lost, ...notes],
    };
  } finally {
    list.close();
  }
}

/** A file's beginning. Only real files: a pipe must not be waited for. */
async function readStart(path: string): Promise<Buffer> {
  const facts = await files.lstat(path);
  if (!facts.isFile()) throw new Error('It is not a file any more.');
  const handle = await files.open(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(longestFile, facts.size));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Lines of a text file, streamed; a line is cut at `longestText` characters, so that one without an end costs nothing. */
async function readLines(
  path: string,
  size: number,
  onBytes: (chunk: Buffer) => void,
  onLine: (line: string, shortened: boolean) => void,
): Promise<void> {
  const utf16 = await readStart(path).then((head) => (head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : null));
  let decoder = new TextDecoder(utf16 ?? 'utf-8', { fatal: utf16 === null });
  let line = '';
  let dropped = false;
  const take = (piece: string, ends: boolean) => {
    if (line.length < longestText) line += piece.slice(0, longestText + 1 - line.length);
    else dropped ||= piece.length > 0;
    if (!ends) return;
    onLine(line.endsWith('\r') ? line.slice(0, -1) : line, dropped);
    line = '';
    dropped = false;
  };
  for await (const chunk of createReadStream(path, {
    highWaterMark: 1024 * 1024,
    end: size - 1,
  }) as AsyncIterable<Buffer>) {
    onBytes(chunk);
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch {
      // Not UTF-8 after all: the rest is read as Windows-1252, in which every byte is a letter.
      decoder = new TextDecoder('windows-1252');
      text = decoder.decode(chunk, { stream: true });
    }
    const pieces = text.split('\n');
    for (let i = 0; i < pieces.length; i++) take(pieces[i]!, i < pieces.length - 1);
  }
  if (line !== '') take('', true);
}

/** "__label__" opens the class of a line, as fastText writes it. */
const lineLabel = /^__label__(\S+)\s+/;

async function lineTexts(name: string, paths: readonly string[], watch: Watch): Promise<TextSource> {
  const collector = new Collector(name);
  const hash = createHash('sha256');
  const sizes = await Promise.all(paths.map(async (path) => (await files.stat(path)).size));
  const report = throttledProgress(
    watch,
    sizes.reduce((a, b) => a + b, 0),
    `Reading ${name}`,
    'bytes',
  );
  const classes: string[] = [];
  let done = 0;
  for (const [place, path] of paths.entries()) {
    const ownName = basename(path).replace(/\.[^.]*$/, '');
    hash.update(`${basename(path)}\0`);
    let labelled = false;
    await readLines(
      path,
      sizes[place]!,
      (chunk) => {
        checkCancelled(watch);
        hash.update(chunk);
        report((done += chunk.length));
      },
      (line, shortened) => {
        if (line.includes('\0')) {
          stop('data.text.binary', `"${basename(path)}" holds zero bytes, so it is no text. Choose plain text files.`);
        }
        const found = lineLabel.exec(line);
        labelled ||= found !== null;
        if (paths.length === 1 && found === null && line.trim() !== '') collector.add(line, null);
        else collector.add(found === null ? line : line.slice(found[0].length), found?.[1] ?? ownName);
        if (shortened && line.length <= longestText) collector.noteShortened();
      },
    );
    if (!labelled && paths.length > 1) classes.push(ownName);
  }
  if (paths.length === 1 && collector.labels.length === 0) {
    stop(
      'data.text.noClasses',
      `The lines of "${name}" do not say which class they belong to. Open each line with __label__ and the class, put the lines of each class into a file of its own and choose the folder around them, or use a table with a column of classes.`,
    );
  }
  return { layout: 'lines', name, fingerprint: hash.digest('hex'), ...collector.done(classes) };
}

/** Text files that lie directly in a folder, sorted; null where there are folders in it as well. */
async function filesOfLines(folder: string): Promise<readonly string[] | null> {
  const entries = await files.readdir(folder, { withFileTypes: true });
  if (entries.some((entry) => entry.isDirectory() && !entry.name.startsWith('.'))) return null;
  const names = entries.filter((entry) => entry.isFile() && isTextName(entry.name)).map((entry) => entry.name);
  return names.length === 0 ? null : names.sort((a, b) => (a < b ? -1 : 1)).map((name) => join(folder, name));
}

/** Opens texts; throws a DataError where there are none. `known` is what was found before: its columns and classes stand. */
export async function openTextSource(
  source: DataSource,
  values: ParamValues,
  watch: Watch,
  known?: TextConfig,
): Promise<TextSource> {
  if (source.type === 'folder') {
    const lines = await filesOfLines(source.path);
    if (lines === null) return folderTexts(source, watch);
    if (lines.length === 1) return lineTexts(source.name, lines, watch);
    if (lines.length > maxCategories) {
      stop(
        'data.text.manyClasses',
        `"${source.name}" holds ${number(lines.length)} text files side by side, and each would be a class of its own. Put the files of each class into a folder named after the class.`,
      );
    }
    return lineTexts(source.name, lines, watch);
  }
  if (source.type === 'file') {
    const file = await openSourceFile(source.path);
    if (file.type.is === 'zip' && !/\.xlsx$/i.test(file.name)) return folderTexts(source, watch);
    if (file.type.is === 'unknown' && file.head.subarray(0, 20).toString('latin1').trimStart().startsWith('__label__'))
      return lineTexts(file.name, [source.path], watch);
  }
  return tableTexts(source, values, watch, known);
}

/** The target's name for a source of texts. */
export function targetOf(source: Pick<TextSource, 'labelColumn'>): string {
  return source.labelColumn ?? textTarget;
}
