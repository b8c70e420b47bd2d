// Where texts and their classes come from: a column of a table, files in a folder per class, a file per class with a text
// on each line, or plain text without classes. All look the same from here on: numbered texts, with a class each or none.
import { createHash } from 'node:crypto';
import { promises as files } from 'node:fs';
import { basename, join } from 'node:path';
import { readCell } from '../../../../shared/data/cells';
import type { DataSource, TableDialect, TextConfig, TextUnit } from '../../../../shared/data/config';
import { text as textKind, textTarget } from '../../../../shared/data/kinds/text';
import type { ParamValues } from '../../../../shared/result';
import { listOf, placesOf } from '../tables/columnPlaces';
import { type ImageEntry, listFolder, listZip, placedEntries } from '../pictures/imageList';
import { checkedOptions } from '../options';
import { guessUnit, plainTexts, readsAsProse } from './plainText';
import { type Watch, breathe, checkCancelled, stop, throttledProgress } from '../problem';
import { tellOfFiles } from '../fileColumns';
import type { ColumnListener } from '../sampleColumns';
import { cellRules } from '../tables/tableOptions';
import { type SourceFile, openSourceFile } from '../sourceFile';
import { tableHead } from '../tables/tableHead';
import { openTableSource, tableOptions } from '../tables/tableSource';
import { longestText } from './textArchive';
import { type CollectedTexts, TextCollector } from './textCollector';
import { chooseTextColumns } from './textColumns';
import { decodeText, isTextName, longestFile, readLines, readStart } from './textFiles';

export interface TextOptions {
  readonly textColumn: string;
  readonly labelColumn: string;
  /** `file`: as the tokenizer.json beside the texts says. */
  readonly level: TextConfig['level'] | 'file';
  readonly lowercase: boolean;
  readonly length: number;
  readonly vocabulary: number;
  readonly padding: TextConfig['padding'];
  readonly classesFrom: 'auto' | 'files' | 'none';
  readonly unit: 'auto' | TextUnit;
  readonly pieceLength: number;
}

export function textOptions(values: ParamValues): TextOptions {
  return checkedOptions(textKind.params, values);
}

type Found = 'layout' | 'columns' | 'textColumn' | 'labelColumn' | 'dialect' | 'unit' | 'unitReason';

export interface TextSource extends Pick<TextConfig, Found>, CollectedTexts {
  readonly name: string;
  readonly fingerprint: string;
  readonly partFolders?: readonly string[];
  /** The file of a text that has one to itself. */
  path?(index: number): string;
}

const number = (n: number) => n.toLocaleString('en-US');

async function tableTexts(
  source: DataSource,
  values: ParamValues,
  watch: Watch,
  known: TextConfig | undefined,
  listener: ColumnListener | undefined,
): Promise<TextSource> {
  const asked = textOptions(values);
  const opened = await openTableSource(source, values);
  let { textColumn, labelColumn } = known ?? {};
  let columns: readonly string[] = known?.columns ?? [];
  if (textColumn === undefined) {
    const head = await tableHead(source, values, watch);
    ({ columns } = head);
    const chosen = chooseTextColumns(head.columns, head.rows, asked);
    if (chosen === null) {
      stop(
        'data.text.columns',
        `"${opened.name}" has no column of texts, or not the columns that were asked for. Its columns are ${listOf(head.columns)}. Read it as a table, or choose the columns.`,
      );
    }
    textColumn = chosen.text;
    labelColumn = chosen.label;
  }
  const [text, label] = [textColumn, labelColumn];
  const options = tableOptions(values);
  let collector = new TextCollector(opened.name);
  let places: readonly number[] = [-1, -1];
  let rules = cellRules(options, { delimiter: ',', decimal: '.', header: true, encoding: 'utf-8' });
  const scan = await opened.scan(
    () => ({
      onColumns: (names, dialect: TableDialect) => {
        const wanted = label === undefined ? [text] : [text, label];
        places = placesOf(
          wanted,
          names.map(({ name }) => name),
          opened.name,
        );
        rules = cellRules(options, dialect);
        collector = new TextCollector(opened.name);
        listener?.begin(names, rules);
      },
      onRows: (rows) => {
        for (const row of rows) {
          const cell = readCell(row[places[0]!] ?? '', rules) ?? '';
          const isKept =
            places.length < 2
              ? collector.addUnlabelled(cell)
              : collector.add(cell, readCell(row[places[1]!] ?? '', rules));
          if (isKept) listener?.take(row);
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
    ...(label === undefined ? {} : { labelColumn: label }),
    dialect: scan.dialect,
    fingerprint: scan.fingerprint,
    ...done,
    notes: [...scan.notes, ...notes],
  };
}

async function folderTexts(
  source: DataSource & { readonly path: string },
  watch: Watch,
  listener: ColumnListener | undefined,
): Promise<TextSource> {
  const isZip = source.type === 'file';
  const list = await (isZip ? listZip(source.path, watch, 'text files') : listFolder(source.path, watch, 'text files'));
  try {
    const collector = new TextCollector(list.name);
    const kept: ImageEntry[] = [];
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
        else if (entry.label < 0 ? collector.addUnlabelled(text) : collector.add(text, list.classes[entry.label]!))
          kept.push(entry);
      }
      report(++done);
      if (done % 100 === 0) await breathe();
    }
    const { notes, ...rest } = collector.done(list.classes);
    if (listener !== undefined) await tellOfFiles(listener, list, placedEntries(list, kept));
    const lost =
      unreadable === 0
        ? []
        : [
            `${unreadable === 1 ? 'One file is' : `${number(unreadable)} files are`} not plain text (.txt) and left out.`,
          ];
    return {
      layout: 'folders',
      name: list.name,
      ...(list.partFolders === undefined ? {} : { partFolders: list.partFolders }),
      path: (index) => kept[index]!.path,
      fingerprint: list.fingerprint,
      ...rest,
      notes: [...list.notes, ...lost, ...notes],
    };
  } finally {
    list.close();
  }
}

/** "__label__" opens the class of a line, as fastText writes it. */
const lineLabel = /^__label__(\S+)\s+/;

async function lineTexts(name: string, paths: readonly string[], watch: Watch): Promise<TextSource> {
  const collector = new TextCollector(name);
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

/** Whether a file's first line says its class. */
export function opensWithLabel({ type, head }: SourceFile): boolean {
  return type.is === 'unknown' && head.subarray(0, 20).toString('latin1').trimStart().startsWith('__label__');
}

/** Whether a file is prose by its name and by what is in it, and no table. */
export function isPlainText({ type, name, head, size }: SourceFile): boolean {
  return type.is === 'unknown' && isTextName(name) && readsAsProse(head, head.length === size);
}

/** So many files side by side may be classes of lines; more are texts of their own. */
const mostFileClasses = 50;

/** Whether the names of files differ in their numbers alone: they count the files, and say nothing of what is in them. */
function areCounted(paths: readonly string[]): boolean {
  const words = paths.map((path) => basename(path).replace(/[\d\s._()-]+/g, ' '));
  return paths.every((path) => /\d/.test(basename(path))) && new Set(words).size === 1;
}

/**
 * Whether files side by side are plain text: as asked, else one file, or too many to be classes, that name no class; fewer,
 * where their names count them and their lines are none that say one thing each.
 */
async function havePlainText(paths: readonly string[], { classesFrom }: TextOptions): Promise<boolean> {
  if (classesFrom !== 'auto') return classesFrom === 'none';
  const few = paths.length > 1 && paths.length <= mostFileClasses;
  if (few && !areCounted(paths)) return false;
  const head = await readStart(paths[0]!);
  if (/^__label__\S+\s/m.test(head.toString('latin1'))) return false;
  return !few || guessUnit(decodeText(head, head.length < longestFile) ?? '', []).unit !== 'lines';
}

async function readPlainly(
  name: string,
  paths: readonly string[],
  values: ParamValues,
  watch: Watch,
  known: TextConfig | undefined,
): Promise<TextSource> {
  const { unit, pieceLength } = textOptions(values);
  const wanted = known?.unit ?? (unit === 'auto' ? undefined : unit);
  return { layout: 'plain', name, ...(await plainTexts(name, paths, { unit: wanted, pieceLength }, watch)) };
}

/**
 * Opens texts; throws a DataError where there are none. `known` is what was found before: its columns and classes stand.
 * `listener` hears the columns beside texts and classes.
 */
export async function openTextSource(
  source: DataSource,
  values: ParamValues,
  watch: Watch,
  known?: TextConfig,
  listener?: ColumnListener,
): Promise<TextSource> {
  const plain = (name: string, paths: readonly string[]) => readPlainly(name, paths, values, watch, known);
  if (source.type === 'folder') {
    const lines = await filesOfLines(source.path);
    if (lines === null) return folderTexts(source, watch, listener);
    if (known === undefined ? await havePlainText(lines, textOptions(values)) : known.layout === 'plain')
      return plain(source.name, lines);
    return lineTexts(source.name, lines, watch);
  }
  if (source.type === 'file') {
    const file = await openSourceFile(source.path);
    if (file.type.is === 'zip' && !/\.xlsx$/i.test(file.name)) return folderTexts(source, watch, listener);
    if (opensWithLabel(file)) return lineTexts(file.name, [source.path], watch);
    if (known === undefined ? isPlainText(file) : known.layout === 'plain') return plain(file.name, [source.path]);
  }
  return tableTexts(source, values, watch, known, listener);
}

/** The target's name for a source of texts. */
export function targetOf(source: Pick<TextSource, 'labelColumn'>): string {
  return source.labelColumn ?? textTarget;
}
