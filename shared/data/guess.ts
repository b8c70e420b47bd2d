// First guesses about a table's columns: type, role, encoding and missing rule, each with a reason a person can check.
// Pure: from what was counted while the file was read.
import { areYesAndNo } from './cells';
import { findSeparator } from './labels';
import type {
  ColumnConfig,
  ColumnFacts,
  ColumnRole,
  ColumnType,
  Encoding,
  MissingRule,
  SampleColumn,
  SplitConfig,
} from './config';
import { lookedUpColumns } from './ratings';
import type { Task } from './spec';
import { partOfFolder } from './split';
import { namesPictures } from './tablePictures';

/** What was counted in a column, beyond its facts. All counts are of cells that hold a value. */
export interface ColumnCounts {
  readonly rows: number;
  readonly present: number;
  readonly numbers: number;
  /** Numbers without a fraction. */
  readonly whole: number;
  readonly leadingZeros: number;
  readonly dates: number;
  /** Numbers in groups of three, such as 1,234. */
  readonly grouped: number;
  /** Cells of more than three words. */
  readonly sentences: number;
  /** True while each number is one more than that of the row before. */
  readonly consecutive: boolean;
}

export interface ColumnSummary {
  readonly name: string;
  readonly counts: ColumnCounts;
  /** Facts as far as they hold for every type: numbers' figures as well where there are numbers, `missing` without the unreadable. */
  readonly facts: ColumnFacts;
  /** Cells of each of `facts.categories`, in their order. */
  readonly categoryCounts?: readonly number[];
  /** What was done about the name, in a sentence. */
  readonly renamed?: string;
}

/** What a bundled or generated set says of itself; wins over every guess. */
export interface DataHints {
  readonly target?: string;
  readonly ignore?: readonly string[];
  readonly task?: Task;
  /** The table is a file, so that its cells may name files beside it. */
  readonly files?: boolean;
}

/** Share of numbers from which a column counts as numbers with a few unreadable cells. */
const mostly = 0.95;
const fewCategories = 100;

interface TypeGuess {
  readonly type: ColumnType;
  readonly reason: string;
  /** False: nothing a network could use. */
  readonly useful: boolean;
}

const number = (n: number) => n.toLocaleString('en-US');

function categoryOrText(summary: ColumnSummary, why: string): TypeGuess {
  const { facts, counts } = summary;
  const values = facts.categories ?? [];
  if (facts.unique === 1)
    return { type: 'category', useful: false, reason: `${why}The same value in every row, so it tells nothing.` };
  if (areYesAndNo(values))
    return { type: 'category', useful: true, reason: `${why}Two answers: ${values.join(' and ')}.` };
  if (facts.unique === 2 && counts.present > 2)
    return { type: 'category', useful: true, reason: `${why}Two different values.` };
  if (facts.unique > 0.9 * counts.present) {
    return {
      type: 'text',
      useful: false,
      reason: `${why}Different in nearly every row, like a name or an identifier.`,
    };
  }
  if (counts.sentences > 0.5 * counts.present)
    return { type: 'text', useful: false, reason: `${why}Free text of several words.` };
  if (facts.unique <= fewCategories && facts.unique <= 0.5 * counts.present) {
    return { type: 'category', useful: true, reason: `${why}${number(facts.unique)} different values.` };
  }
  return {
    type: 'text',
    useful: false,
    reason: `${why}${number(facts.unique)} different values are too many for categories.`,
  };
}

function guessType(summary: ColumnSummary, hints: DataHints): TypeGuess {
  const { counts, facts } = summary;
  if (hints.files === true && namesPictures(facts.categories ?? []))
    return { type: 'picture', useful: true, reason: 'Names of picture files, which are looked for beside the table.' };
  if (counts.present === 0) return { type: 'category', useful: false, reason: 'Every cell is empty.' };
  if (counts.dates >= 0.9 * counts.present) {
    return {
      type: 'text',
      useful: false,
      reason: 'Dates or times; they are kept as text and not turned into numbers.',
    };
  }
  if (counts.leadingZeros > 0 && counts.numbers >= mostly * counts.present) {
    return categoryOrText(
      summary,
      'Digits with leading zeros, which name something (a postcode, an identifier) rather than count it. ',
    );
  }
  if (counts.numbers >= mostly * counts.present) {
    const unreadable = counts.present - counts.numbers;
    const rest = unreadable > 0 ? `, except ${number(unreadable)} that could not be read` : '';
    if (facts.unique === 1 && counts.present === counts.rows) {
      return { type: 'number', useful: false, reason: 'The same number in every row, so it tells nothing.' };
    }
    return {
      type: 'number',
      useful: true,
      reason: `${counts.whole === counts.numbers ? 'Whole numbers' : 'Numbers'}${rest}.`,
    };
  }
  const grouped =
    counts.grouped >= 0.5 * counts.present ? 'Numbers with grouped digits such as 1,234 are not read as numbers. ' : '';
  return categoryOrText(summary, grouped);
}

/**
 * A column that is no part of what is learned, from what was counted. Its different values are kept where they come again:
 * others tell no groups apart.
 */
export function guessSampleColumn(summary: ColumnSummary): SampleColumn {
  const { name, facts, counts } = summary;
  const { type, reason } = guessType(summary, {});
  const { missing, unique, categories, mean } = facts;
  return {
    name,
    type,
    reason,
    facts: {
      missing,
      unique,
      ...(categories !== undefined && unique <= counts.present / 2 ? { categories } : {}),
      ...(mean === undefined ? {} : { mean }),
    },
  };
}

const idName =
  /(?:^|[\s_.-])(?:id|ids|uid|uuid|guid|key|index|idx|nr|no|row|rownames|serial|record)$|[a-z](?:Id|ID)$|^(?:ID|Id|Unnamed: ?\d+)$/;

/** Whole numbers that only count the rows, or that carry an identifier's name and never repeat. */
function isIdentifier(summary: ColumnSummary): boolean {
  const { counts, facts } = summary;
  if (counts.rows < 3 || counts.whole < counts.present || counts.present < counts.rows) return false;
  // In long tables distinct values are estimated, within a few percent.
  return counts.consecutive || (facts.unique >= 0.9 * counts.rows && idName.test(summary.name));
}

const targetNames = [
  'target',
  'label',
  'labels',
  'tags',
  'genres',
  'class',
  'classes',
  'y',
  'survived',
  'species',
  'diagnosis',
  'outcome',
  'result',
  'output',
  'response',
  'churn',
  'churned',
  'default',
  'exited',
  'approved',
  'purchased',
  'spam',
  'sentiment',
  'fraud',
  'category',
  'saleprice',
  'price',
  'medv',
  'mpg',
  'quality',
  'rating',
  'score',
  'charges',
  'salary',
  'income',
  'cnt',
  'count',
  'value',
];
const classNames = [
  'target',
  'label',
  'labels',
  'class',
  'classes',
  'species',
  'category',
  'type',
  'digit',
  'diagnosis',
  'outcome',
  'cluster',
  'group',
];
const plainName = (name: string) => name.toLowerCase().replace(/[\s_.-]/g, '');

function chooseTarget(
  columns: readonly { readonly summary: ColumnSummary; readonly guess: TypeGuess; readonly usable: boolean }[],
  hints: DataHints,
): { readonly name: string; readonly reason: string } | null {
  if (hints.target !== undefined && columns.some((column) => column.summary.name === hints.target)) {
    return { name: hints.target, reason: 'The data set names it as its target.' };
  }
  if (columns.filter((column) => column.usable).length < 2) return null;
  const usable = columns.filter((column) => column.usable && column.guess.type !== 'picture');
  if (usable.length === 0) return null;
  const named = new Map<string, string>();
  for (const { summary } of usable) {
    const plain = plainName(summary.name);
    if (!named.has(plain)) named.set(plain, summary.name);
  }
  for (const name of targetNames) {
    const found = named.get(name);
    if (found !== undefined) return { name: found, reason: `Chosen as the target because of its name.` };
  }
  const last = usable[usable.length - 1]!;
  return { name: last.summary.name, reason: 'Chosen as the target because it is the last column.' };
}

/** Whether a target made of numbers names classes rather than amounts. */
function numbersAreClasses(summary: ColumnSummary, task: Task | undefined): boolean {
  if (task !== undefined) return task !== 'regression';
  const { counts, facts } = summary;
  if (counts.whole < counts.numbers || facts.unique < 2) return false;
  if (facts.unique === 2) return true;
  const named = classNames.includes(plainName(summary.name));
  return facts.unique <= (named ? 100 : 10) && named && facts.unique <= 0.2 * counts.present;
}

/** The encoding with which a column of this type starts. Flags of 0 and 1 stay as they are. */
function defaultEncoding(type: ColumnType, facts: ColumnFacts): Encoding {
  if (type !== 'number') return 'onehot';
  return facts.unique <= 2 && (facts.min ?? -1) >= 0 && (facts.max ?? 2) <= 1 ? 'none' : 'standardize';
}

/** The missing rule with which a column of this type starts. Where one category cell in twenty is empty, that says something of its own. */
function defaultMissing(type: ColumnType, facts: ColumnFacts, rows: number): MissingRule {
  if (type === 'number') return 'median';
  if (type === 'picture') return 'drop';
  return facts.missing >= 0.05 * rows && facts.missing > 0 ? 'own' : 'mostFrequent';
}

/** A column with another type, encoding and missing rule to match: what a change of type in the form does. */
export function changeType(column: ColumnConfig, type: ColumnType, rows: number): ColumnConfig {
  if (column.type === type) return column;
  const { separator: _labels, ...kept } = column;
  const { histogram: _bars, ...rest } = column.facts;
  const unreadable = rest.unreadable ?? 0;
  const missing = rest.missing + (type === 'number' ? unreadable : column.type === 'number' ? -unreadable : 0);
  const facts = { ...rest, missing };
  return {
    ...kept,
    type,
    facts,
    encoding: defaultEncoding(type, facts),
    missing: defaultMissing(type, facts, rows),
    reason: 'Type chosen by you.',
  };
}

/** Why the first guess took a column for the target: true only as long as it is. */
const targetReason = / (?:Chosen as the target because [^.]*|The data set names it as its target)\./;

function severalReason(separator: string): string {
  return `Several labels in a cell, with "${separator}" between them.`;
}

/** A column whose cells name several labels, cut at the separator; or, without one, a class each. */
export function withSeparator(column: ColumnConfig, separator: string | null, rows: number): ColumnConfig {
  const { separator: _before, ...rest } = changeType(column, 'category', rows);
  return separator === null ? rest : { ...rest, separator, reason: severalReason(separator) };
}

/**
 * A column as a target that a person chose. Two whole numbers, such as 0 and 1, stand for two classes; cells that name
 * several things for labels.
 */
export function asTarget(column: ColumnConfig, rows: number): ColumnConfig {
  const { type, facts } = column;
  const separator = type === 'number' || type === 'picture' ? null : findSeparator(facts.categories ?? []);
  if (separator !== null) return { ...withSeparator(column, separator, rows), role: 'target' };
  const classes =
    type === 'number' && facts.unique === 2 && facts.categories?.every((value) => /^[+-]?\d+$/.test(value)) === true;
  if (!classes) return { ...column, role: 'target' };
  const reason = `Two whole numbers, ${facts.categories.join(' and ')}, that stand for classes.`;
  return { ...changeType(column, 'category', rows), role: 'target', reason };
}

/** A column that is not the target, or no longer. */
export function asOther(column: ColumnConfig, role: Exclude<ColumnRole, 'target'>): ColumnConfig {
  const { separator: _labels, ...rest } = column;
  return { ...rest, role, reason: column.reason.replace(targetReason, '') };
}

/** Every column's configuration, from what was counted. At most one is the target. */
export function guessColumns(summaries: readonly ColumnSummary[], hints: DataHints = {}): readonly ColumnConfig[] {
  const guesses = summaries.map((summary) => {
    const guess = guessType(summary, hints);
    const identifier = guess.useful && isIdentifier(summary);
    const separator =
      guess.type === 'number' || guess.type === 'picture' ? null : findSeparator(summary.facts.categories ?? []);
    return { summary, guess, identifier, separator, usable: guess.useful && !identifier };
  });
  const target = chooseTarget(
    // What is free text as a feature may well be labels to learn.
    guesses.map((guess) => ({ ...guess, usable: guess.usable || guess.separator !== null })),
    hints,
  );
  const lookedUp = lookedUpColumns(summaries, target?.name);
  return guesses.map(({ summary, guess, identifier, separator, usable }) => {
    const { name, facts, counts } = summary;
    let { type, reason } = guess;
    let role: ColumnRole = usable ? 'feature' : 'ignore';
    const several = name === target?.name && separator !== null ? { separator } : {};
    if (name === target?.name) {
      role = 'target';
      if (separator !== null) {
        type = 'category';
        reason = severalReason(separator);
      } else if (type === 'number' && numbersAreClasses(summary, hints.task) && facts.categories !== undefined) {
        type = 'category';
        reason = `${number(facts.unique)} different whole numbers that stand for classes.`;
      }
      reason = `${reason} ${target.reason}`;
    } else if (hints.ignore?.includes(name)) {
      role = 'ignore';
      reason = `${reason} Left out, as the data set suggests.`;
    } else if (lookedUp.includes(name)) {
      role = 'feature';
      type = 'category';
      reason = `${number(facts.unique)} different values that come again: who chose, or what was chosen. Each is looked up by its code, as recommenders learn it.`;
    } else if (identifier) {
      reason = `${reason} Left out: it only numbers the rows.`;
    } else if (role === 'ignore') {
      reason = `${reason} Left out.`;
    }
    if (summary.renamed !== undefined) reason = `${reason} ${summary.renamed}`;
    const coded = role === 'feature' && lookedUp.includes(name);
    return {
      name,
      type,
      reason,
      role,
      input: coded ? name : 'features',
      encoding: coded ? 'code' : defaultEncoding(type, facts),
      missing: defaultMissing(type, facts, counts.rows),
      ...several,
      facts: factsFor(type, summary),
    };
  });
}

/** Facts as they hold for the type: a category's histogram counts its categories, and text in it is not unreadable. */
function factsFor(type: ColumnType, { facts, categoryCounts = [] }: ColumnSummary): ColumnFacts {
  if (type === 'number') return { ...facts, missing: facts.missing + (facts.unreadable ?? 0) };
  const { histogram: _bins, ...rest } = facts;
  return categoryCounts.length > 0 && categoryCounts.length <= 50 ? { ...rest, histogram: categoryCounts } : rest;
}

/** How samples of classes are split to begin with: as folders say of which one is named after training, else at random. */
export function splitOfClasses(partFolders: readonly string[] | undefined): {
  readonly split: SplitConfig;
  readonly partFolders?: readonly string[];
} {
  const split = defaultSplit(true);
  if (partFolders === undefined) return { split };
  const trains = partFolders.some((folder) => partOfFolder(folder) === 'train');
  return { split: trains ? { ...split, method: 'folders' } : split, partFolders };
}

/** The split with which a data set starts. */
export function defaultSplit(classification: boolean): SplitConfig {
  return { train: 0.7, validation: 0.15, test: 0.15, seed: 1, stratify: classification };
}
