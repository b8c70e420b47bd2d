// The columns by which samples can be split and compared in groups, whatever kind of data they belong to.
import type { Problem } from '../result';
import type { ColumnConfig, DataConfig, SampleColumn, SplitMethod } from './config';
import { count, dataProblem } from './kinds/kind';
import { beginningColumn, folderColumn } from './pathColumns';
import { type Parts, partOfCell, splitMethodOf } from './split';

/** Columns that are kept of samples that are no rows of a table. */
export const mostSampleColumns = 100;
/** Texts with more different values are no groups to be compared. */
const mostTexts = 50;
/** Fewer groups than this are rather a property of samples than whom they belong to. */
const fewestOwners = 5;
/** Parts that a split by groups fills. */
const fewestGroups = 3;

/** Of a table's column also what it is to the network. */
type KnownColumn = SampleColumn & Partial<Pick<ColumnConfig, 'role' | 'encoding'>>;

/** All columns that say something of samples; of projects made before they were looked for, a table's alone. */
export function sampleColumnsOf(data: DataConfig): readonly KnownColumn[] {
  return data.table?.columns ?? data.sampleColumns ?? [];
}

/** The column of this name, if there is one. */
export function sampleColumn(data: DataConfig, name: string | undefined): KnownColumn | undefined {
  return name === undefined ? undefined : sampleColumnsOf(data).find((column) => column.name === name);
}

/** Names of the columns whose groups can be compared, features or not. */
export function groupColumns(data: DataConfig): readonly string[] {
  return sampleColumnsOf(data)
    .filter(({ role, type, facts }) => role !== 'target' && (type !== 'text' || facts.unique <= mostTexts))
    .map(({ name }) => name);
}

/** The column that tells several series apart, where there are enough of them for every part. */
function seriesGroups({ series, sampleColumns = [] }: DataConfig): readonly SampleColumn[] {
  return sampleColumns.filter(({ name, facts }) => name === series?.group && facts.unique >= fewestGroups);
}

/** The columns that a split by this method may go by. */
export function splitColumns(data: DataConfig, method: SplitMethod): readonly SampleColumn[] {
  // The times of a series are found by its own settings, and no window is in two of its groups.
  if (data.series !== undefined) return method === 'group' || method === 'folds' ? seriesGroups(data) : [];
  return sampleColumnsOf(data).filter(({ role }) => role !== 'target' || method === 'order');
}

/** The column with which a method starts, if one fits it. `samples`: how many there are. */
export function columnForSplit(data: DataConfig, method: SplitMethod, samples: number): string | undefined {
  if (data.series !== undefined) return splitColumns(data, method)[0]?.name;
  const columns = sampleColumnsOf(data);
  switch (method) {
    case 'group': {
      const comesAgain = ({ role, facts }: KnownColumn) =>
        (role ?? 'ignore') === 'ignore' && facts.unique >= fewestGroups && facts.unique < samples;
      return (ownerOf(data, samples) ?? columns.find(comesAgain))?.name;
    }
    case 'order':
      return columns.find(({ reason }) => /dates or times/i.test(reason))?.name;
    case 'column':
      return columns.find(({ facts }) => facts.categories?.some((value) => partOfCell(value, {}) === 'train'))?.name;
    default:
      return undefined;
  }
}

const owners =
  'patient|subject|person|user|customer|client|member|account|household|family|student|driver|speaker|voice|author|writer|device|machine|sensor|camera|engine|unit|session|visit|store|shop|site|hospital|station|product|item|company';
/** Names of columns that say whom or what a sample belongs to. */
const ownerNames = new RegExp(
  `^(?:(?:${owners})s?(?:[\\s_.-]?(?:id|nr|no|number|code|name))?|group|groups|cluster)$`,
  'i',
);
/** Names of identifiers, whatever of. */
const identifierNames = /(?:^|[\s_.-])id$/i;
/** Values that say so themselves, such as patient07. */
const ownerValues = new RegExp(`^(?:${owners})[\\s_.-]*\\w*\\d`, 'i');

function areOwners(values: readonly string[] | undefined): boolean {
  return values !== undefined && values.length > 0 && values.every((value) => ownerValues.test(value));
}

/** Whether a column was made of the files' paths. */
function madeOfPaths(data: DataConfig, name: string): boolean {
  return data.table === undefined && (name === folderColumn || name === beginningColumn);
}

/** A column of which several samples share each value: by its name or its values whom they belong to, or by their paths. */
function ownerOf(data: DataConfig, samples: number): (KnownColumn & { readonly sure: boolean }) | undefined {
  // Each series trains, watches and tests in turn: that the network knows it is what was asked for.
  if (data.series !== undefined) return undefined;
  const found = sampleColumnsOf(data).flatMap((column) => {
    const { name, role, encoding, facts } = column;
    const plain = name.trim().replace(/([a-z])(ID|Id|Nr|No)$/, '$1_$2');
    const sure = ownerNames.test(plain) || identifierNames.test(plain) || areOwners(facts.categories);
    const ofPaths = madeOfPaths(data, name);
    // What is looked up by its name is meant to be known again.
    const fits = role !== 'target' && encoding !== 'code' && (sure || ofPaths);
    const comesAgain =
      facts.unique >= (ofPaths ? fewestGroups : fewestOwners) && facts.unique <= 0.7 * (samples - facts.missing);
    return fits && comesAgain ? [{ ...column, sure }] : [];
  });
  return found.find(({ sure }) => sure) ?? found[0];
}

/** Whether the split draws every sample by lot, whoever it belongs to. */
function drawsSingly({ split }: DataConfig): boolean {
  const { id } = splitMethodOf(split);
  return id === 'random' || (id === 'folds' && split.column === undefined);
}

/** The way to a split that keeps these groups together; folds stay folds. */
function keepTogether({ split }: DataConfig, problem: Problem, column: string): Problem {
  const values = splitMethodOf(split).id === 'folds' ? { column } : { method: 'group', column };
  return {
    ...problem,
    fixes: [{ type: 'setSplit', title: 'Keep groups together', values }, ...(problem.fixes ?? [])],
  };
}

/** What ships with the app is known for what it is, and paths only suggest something: nobody is to be alarmed by either. */
function severityOf({ source }: DataConfig, sure: boolean): Problem['severity'] {
  return sure && source.type !== 'bundled' && source.type !== 'generated' ? 'warning' : 'hint';
}

/** A column by which samples belong together, while the split tears them apart. `samples`: how many there are. */
export function checkOwners(data: DataConfig, samples: number): readonly Problem[] {
  const owner = drawsSingly(data) ? ownerOf(data, samples) : undefined;
  if (owner === undefined) return [];
  const problem = dataProblem(
    severityOf(data, owner.sure),
    'data.split.groups',
    `"${owner.name}" has ${count(owner.facts.unique, 'different value')} in ${count(samples, 'sample')}, so several samples seem to belong to each. Split at random, the same one is in training and test alike, and the test looks better than it is.`,
    'split',
  );
  return [keepTogether(data, problem, owner.name)];
}

/** The column whose groups a split by something else may tear apart: only the parts tell. */
export function watchedColumn(data: DataConfig, samples: number): string | undefined {
  const { method, column } = data.split;
  const owner = drawsSingly(data) ? undefined : ownerOf(data, samples)?.name;
  return owner === column && (method === 'group' || method === 'folds') ? undefined : owner;
}

/** Groups of the watched column that are in training and in another part alike. `codes`: each sample's, negative for none. */
export function checkTorn(
  data: DataConfig,
  { column, codes }: { readonly column: string; readonly codes: ArrayLike<number> },
  parts: Parts,
): readonly Problem[] {
  const learned = new Set(Array.from(parts.train, (sample) => codes[sample]!));
  const judging = [...parts.validation, ...parts.test].map((sample) => codes[sample]!).filter((code) => code >= 0);
  const again = judging.filter((code) => learned.has(code));
  if (again.length === 0) return [];
  const { id, title } = splitMethodOf(data.split);
  const problem = dataProblem(
    // Who looks ahead in time meets whom the network knows.
    id === 'order' ? 'hint' : severityOf(data, !madeOfPaths(data, column)),
    'data.split.torn',
    `${new Set(again).size.toLocaleString('en-US')} of ${count(new Set(judging).size, 'value')} of "${column}" in validation and test are in training as well, with ${count(again.length, 'sample')} of ${judging.length.toLocaleString('en-US')}: the split "${title}" does not keep them apart. Figures may look better than they are for others.`,
    'split',
  );
  return [keepTogether(data, problem, column)];
}
