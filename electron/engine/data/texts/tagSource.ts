// Where sentences with tags come from: a file of a token per line, a table of a token per row, or one of a sentence per row.
// All look the same from here on: numbered sentences, each with its tokens and their tags.
import type { DataSource, TableDialect, TagsConfig } from '../../../../shared/data/config';
import { tags as tagsKind, wholeRows } from '../../../../shared/data/kinds/tags';
import { type LineForm, fieldNames } from '../../../../shared/data/tags';
import type { ParamValues } from '../../../../shared/result';
import { listOf, placesOf } from '../tables/columnPlaces';
import { checkedOptions } from '../options';
import { type Watch, stop } from '../problem';
import { openSourceFile } from '../sourceFile';
import { type ColumnListener, plainRules } from '../sampleColumns';
import { type TableHead, tableHead } from '../tables/tableHead';
import { openTableSource } from '../tables/tableSource';
import { lineFormOfFile, readTaggedLines } from './taggedLines';
import { TextArchive, longestText, checkRoom } from './textArchive';

export interface TagOptions {
  readonly tokenColumn: string;
  readonly tagColumn: string;
  readonly sentenceColumn: string;
  readonly lowercase: boolean;
  readonly length: number;
  readonly vocabulary: number;
}

export function tagOptions(values: ParamValues): TagOptions {
  return checkedOptions(tagsKind.params, values);
}

/** Columns and how they are read. */
type TagColumns = Pick<TagsConfig, 'layout' | 'columns' | 'tokenColumn' | 'tagColumn' | 'sentenceColumn'>;

export interface TagSource extends TagColumns {
  readonly name: string;
  readonly dialect?: TableDialect;
  readonly count: number;
  readonly fingerprint: string;
  readonly notes: readonly string[];
  tokens(index: number): readonly string[];
  /** As many as there are tokens; empty where nobody tagged one. */
  tags(index: number): readonly string[];
}

const tokenNames = /^(?:tokens?|words?|forms?|text|sentence|utterance|query)$/i;
const tagNames =
  /^(?:tags?|labels?|ner|ner[_ ]tags?|pos|upos|pos[_ ]tags?|iob|bio|slots?|entit(?:y|ies)|class|classes)$/i;
const sentenceNames = /^(?:sentences?|sents?)(?:[ _]*(?:#|no|nr|id|number|index))?$/i;

const number = (n: number) => n.toLocaleString('en-US');
const wordsOf = (cell: string): readonly string[] => cell.split(/\s+/u).filter((word) => word !== '');

/** Sentences and their tags in memory; counts what is left out. */
class Collector {
  private readonly tokens = new TextArchive();
  private readonly tags = new TextArchive();
  private readonly name: string;
  private uneven = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Tokens and tags hold no line ends. Whether the sentence is kept. */
  add(tokens: readonly string[], tags: readonly string[]): boolean {
    if (tokens.length === 0) return false;
    if (tokens.length !== tags.length) {
      this.uneven++;
      return false;
    }
    const [text, said] = [tokens.join('\n'), tags.join('\n')];
    if (text.length > longestText || said.length > longestText)
      stop(
        'data.tags.long',
        `A sentence of "${this.name}" has ${number(tokens.length)} tokens: nothing says where sentences end. Choose the column that says so, or put blank lines between them.`,
      );
    this.tokens.add(text);
    this.tags.add(said);
    checkRoom(this.name, this.tokens, this.tags);
    return true;
  }

  done(notes: readonly string[]): Pick<TagSource, 'name' | 'count' | 'notes' | 'tokens' | 'tags'> {
    const left =
      this.uneven === 0
        ? []
        : [
            `${this.uneven === 1 ? 'One row has' : `${number(this.uneven)} rows have`} another number of tags than of words and ${this.uneven === 1 ? 'is' : 'are'} left out.`,
          ];
    return {
      name: this.name,
      count: this.tokens.count,
      notes: [...notes, ...left],
      tokens: (index) => this.tokens.get(index).split('\n'),
      tags: (index) => this.tags.get(index).split('\n'),
    };
  }
}

/** Sentences from the rows of a table: one in each, or one in several that follow each other. */
class SentenceRows {
  private readonly collected: Collector;
  private sentence: {
    readonly tokens: string[];
    readonly tags: string[];
    readonly name: string;
    /** The first row: what its other columns say is said of the sentence. */
    readonly row: readonly string[];
  } | null = null;

  /** `places`: of the columns of tokens, of tags and, where rows hold a token each, of sentences. */
  constructor(
    name: string,
    private readonly layout: TagsConfig['layout'],
    private readonly places: readonly number[],
    private readonly listener: ColumnListener | undefined,
  ) {
    this.collected = new Collector(name);
  }

  take(row: readonly string[]): void {
    // Cells as they stand: "NA" and "-" are tokens like any other.
    const cell = (at: number) => (row[this.places[at]!] ?? '').replace(/\s+/gu, ' ').trim();
    const [token, tag] = [cell(0), cell(1)];
    if (this.layout === 'sentences') this.keep(wordsOf(token), wordsOf(tag), row);
    else this.takeToken(token, tag, cell(2), row);
  }

  private keep(tokens: readonly string[], tags: readonly string[], row: readonly string[]): void {
    if (this.collected.add(tokens, tags)) this.listener?.take(row);
  }

  /** Some name a sentence in its first row alone. */
  private takeToken(token: string, tag: string, name: string, row: readonly string[]): void {
    // One without an end is refused before it fills the memory.
    const isEndless = (this.sentence?.tokens.length ?? 0) > longestText;
    if (isEndless || (name !== '' && name !== this.sentence?.name)) this.end();
    this.sentence ??= { tokens: [], tags: [], name, row };
    if (token === '') return;
    this.sentence.tokens.push(token);
    this.sentence.tags.push(tag);
  }

  private end(): void {
    if (this.sentence !== null) this.keep(this.sentence.tokens, this.sentence.tags, this.sentence.row);
    this.sentence = null;
  }

  done(notes: readonly string[]): ReturnType<Collector['done']> {
    this.end();
    return this.collected.done(notes);
  }
}

/** Which columns hold what, from the first rows: by what was asked for, by their names, by what is in them. */
function chooseTagColumns({ columns, rows }: TableHead, asked: TagOptions): TagColumns | null {
  const find = (wanted: string, names: RegExp, but: readonly (string | undefined)[]) =>
    wanted !== ''
      ? columns.find((name) => name === wanted)
      : columns.find((name) => names.test(name) && !but.includes(name));
  const sentence =
    asked.sentenceColumn === wholeRows
      ? undefined
      : find(asked.sentenceColumn, sentenceNames, [asked.tokenColumn, asked.tagColumn]);
  const tag = find(asked.tagColumn, tagNames, [sentence, asked.tokenColumn]);
  const token = find(asked.tokenColumn, tokenNames, [sentence, tag]);
  const cells = (name: string | undefined) =>
    name === undefined ? [] : rows.map((row) => row[columns.indexOf(name)] ?? '');
  const even = (words: string, said: string) => {
    const [left, right] = [cells(words), cells(said)];
    const same = left.filter((cell, row) => wordsOf(cell).length === wordsOf(right[row]!).length);
    return same.length >= 0.9 * left.length && left.filter((cell) => wordsOf(cell).length > 1).length > left.length / 2;
  };
  // A column called "sentence" may as well hold the sentences themselves.
  const whole = token ?? sentence;
  if (tag !== undefined && whole !== undefined && even(whole, tag))
    return { layout: 'sentences', columns, tokenColumn: whole, tagColumn: tag };
  if (tag === undefined || token === undefined || sentence === undefined) return null;
  const single = cells(token).filter((cell) => wordsOf(cell).length <= 1).length;
  if (asked.tokenColumn === '' && single < 0.9 * rows.length) return null;
  return { layout: 'rows', columns, tokenColumn: token, tagColumn: tag, sentenceColumn: sentence };
}

const nothingAsked: TagOptions = {
  tokenColumn: '',
  tagColumn: '',
  sentenceColumn: '',
  lowercase: false,
  length: 0,
  vocabulary: 10,
};

/** Whether a table holds tokens with tags: sentences with as many tags as words out of a few, or a token per row. */
export function looksLikeTags(head: TableHead): boolean {
  const found = chooseTagColumns(head, nothingAsked);
  if (found === null || head.rows.length < 2) return false;
  const all = head.rows.flatMap((row) => wordsOf(row[head.columns.indexOf(found.tagColumn)] ?? ''));
  return new Set(all).size <= Math.max(4, 0.2 * all.length);
}

/**
 * Throws a DataError where there are no tokens with tags. `known` is what was found at the first look; `listener` hears the
 * columns beside tokens and tags.
 */
export async function openTagSource(
  source: DataSource,
  values: ParamValues,
  watch: Watch,
  known?: TagsConfig,
  listener?: ColumnListener,
): Promise<TagSource> {
  const options = tagOptions(values);
  if (source.type === 'file') {
    const file = await openSourceFile(source.path);
    const form = lineFormOfFile(file);
    if (form !== null) return openLines(file, form, options, watch);
  }
  return openTable(source, values, options, watch, known, listener);
}

async function openLines(
  file: Awaited<ReturnType<typeof openSourceFile>>,
  form: LineForm,
  asked: TagOptions,
  watch: Watch,
): Promise<TagSource> {
  const { names, token, tag } = fieldNames(form);
  const place = (wanted: string, usual: string) => Math.max(0, names.indexOf(names.includes(wanted) ? wanted : usual));
  const [tokenPlace, tagPlace] = [place(asked.tokenColumn, token), place(asked.tagColumn, tag)];
  const collected = new Collector(file.name);
  const { fingerprint, odd } = await readTaggedLines(
    file,
    form,
    (sentence) =>
      collected.add(
        sentence.map((fields) => fields[tokenPlace]!),
        sentence.map((fields) => fields[tagPlace]!),
      ),
    watch,
  );
  const notes =
    odd === 0
      ? []
      : [
          `${odd === 1 ? 'One line has' : `${number(odd)} lines have`} another number of fields than ${form.width} and ${odd === 1 ? 'is' : 'are'} left out.`,
        ];
  return {
    ...collected.done(notes),
    layout: 'lines',
    columns: names,
    tokenColumn: names[tokenPlace]!,
    tagColumn: names[tagPlace]!,
    fingerprint,
  };
}

async function openTable(
  source: DataSource,
  values: ParamValues,
  asked: TagOptions,
  watch: Watch,
  known: TagsConfig | undefined,
  listener: ColumnListener | undefined,
): Promise<TagSource> {
  const opened = await openTableSource(source, values);
  const head = known === undefined ? await tableHead(source, values, watch) : undefined;
  const chosen = known ?? chooseTagColumns(head!, asked);
  if (chosen === null)
    return stop(
      'data.tags.columns',
      `"${opened.name}" has no columns of tokens and tags that can be told. Its columns are ${listOf(head!.columns)}. Choose the columns of tokens, tags and sentences.`,
    );
  const { layout, columns, tokenColumn, tagColumn, sentenceColumn } = chosen;
  let sentences = new SentenceRows(opened.name, layout, [], listener);
  const scan = await opened.scan(
    () => ({
      onColumns: (names) => {
        const wanted = [tokenColumn, tagColumn, ...(sentenceColumn === undefined ? [] : [sentenceColumn])];
        const listed = names.map(({ name }) => name);
        sentences = new SentenceRows(opened.name, layout, placesOf(wanted, listed, opened.name), listener);
        listener?.begin(names, plainRules());
      },
      onRows: (rows) => rows.forEach((row) => sentences.take(row)),
    }),
    watch,
    known?.dialect,
  );
  return {
    ...sentences.done(scan.notes),
    layout,
    columns,
    tokenColumn,
    tagColumn,
    ...(sentenceColumn === undefined ? {} : { sentenceColumn }),
    dialect: scan.dialect,
    fingerprint: scan.fingerprint,
  };
}
