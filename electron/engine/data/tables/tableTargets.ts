// What a table's rows are to teach: the stored columns of each target as a writer of its numbers.
import type { ColumnConfig, TableConfig } from '../../../../shared/data/config';
import { fitTarget } from '../../../../shared/data/fit';
import type { FittedLabel, FittedTarget } from '../../../../shared/data/fitted';
import { joinedColumns } from '../../../../shared/data/tableLabels';
import { categoriesOf } from '../../../../shared/data/kinds/table';
import { splitLabels } from '../../../../shared/data/labels';
import { toLearn } from '../../../../shared/data/preprocess';
import type { TargetSpec } from '../../../../shared/data/spec';
import type { CategoryStore, ColumnStore, TableStore } from './tableStore';
import { dataProblem } from '../../../../shared/data/kinds/kind';
import type { Problem } from '../../../../shared/result';

export interface TargetWriter {
  readonly name: string;
  /** Numbers of one sample. */
  readonly width: number;
  write(row: number, out: Float32Array, offset: number): void;
  /** Of a target with a class for each row, that class's index; -1 for all others. */
  classOf(row: number): number;
}

function yesOf(column: ColumnConfig): FittedLabel {
  return { name: column.name, yes: column.type === 'number' ? '1' : (categoriesOf(column)[1] ?? '') };
}

/** A target fitted on these rows; labels as the table has them. */
export function fitTableTarget(
  name: string,
  spec: TargetSpec,
  table: TableConfig,
  store: TableStore,
  train: Uint32Array,
): FittedTarget {
  const stored = store.columns.get(name);
  const column = table.columns.find((one) => one.name === name);
  const values = stored?.type === 'number' ? stored.values : new Float64Array(0);
  const fitted = fitTarget(name, spec, values, train, column);
  if (fitted.task !== 'labels') return fitted;
  const joined = joinedColumns(table).map(yesOf);
  if (joined.length > 0) return { ...fitted, columns: joined };
  return { ...fitted, separator: column?.separator ?? ';' };
}

/** Whether each label is in a row, from one column's cells: looked up by the cell's code. */
function fromCells(stored: CategoryStore, classes: readonly string[], separator: string) {
  const places = new Map(classes.map((label, place) => [label, place]));
  const found = stored.categories.map((cell) =>
    splitLabels(cell, separator).flatMap((label) => places.get(label) ?? []),
  );
  return (row: number, out: Float32Array, offset: number) => {
    for (const place of found[stored.codes[row]!] ?? []) out[offset + place] = 1;
  };
}

function fromColumns(stored: readonly (ColumnStore | undefined)[], labels: readonly FittedLabel[]) {
  const said = stored.map((column, at) =>
    column?.type === 'category' ? column.categories.indexOf(labels[at]!.yes) : 1,
  );
  return (row: number, out: Float32Array, offset: number) => {
    stored.forEach((column, at) => {
      const value = column?.type === 'category' ? column.codes[row] : column?.values[row];
      out[offset + at] = value === said[at] ? 1 : 0;
    });
  };
}

/** Null where the table no longer has what the target was fitted on. */
export function targetWriter(name: string, target: FittedTarget, store: TableStore): TargetWriter | null {
  const none = { name, width: 1, classOf: () => -1 };
  if (target.task === 'labels') {
    const { classes, columns, separator = ';' } = target;
    const common = { ...none, width: classes.length };
    if (columns !== undefined) {
      const stored = columns.map((column) => store.columns.get(column.name));
      return stored.includes(undefined) ? null : { ...common, write: fromColumns(stored, columns) };
    }
    const stored = store.columns.get(target.column);
    return stored?.type === 'category' ? { ...common, write: fromCells(stored, classes, separator) } : null;
  }
  const stored = store.columns.get(target.column);
  if (stored === undefined || (stored.type === 'number') !== (target.task === 'regression')) return null;
  if (target.task === 'regression') {
    const { values } = stored as Extract<ColumnStore, { readonly type: 'number' }>;
    return { ...none, write: (row, out, at) => (out[at] = toLearn(target, values[row]!)) };
  }
  const { categories, codes } = stored as CategoryStore;
  const places = categories.map((category) => target.classes.indexOf(category));
  const classOf = (row: number) => places[codes[row]!] ?? -1;
  return { ...none, classOf, write: (row, out, at) => (out[at] = classOf(row)) };
}

/** A warning where cells name labels that were not found at the first look; they are nobody's. */
export function strayLabels(name: string, target: FittedTarget, store: TableStore): readonly Problem[] {
  const stored = store.columns.get(name);
  if (target.task !== 'labels' || target.separator === undefined || stored?.type !== 'category') return [];
  const known = new Set(target.classes);
  const { separator } = target;
  const stray = new Set(
    stored.categories.flatMap((cell) => splitLabels(cell, separator)).filter((one) => !known.has(one)),
  );
  if (stray.size === 0) return [];
  const names = [...stray].slice(0, 3).map((one) => `"${one.slice(0, 40)}"`);
  return [
    dataProblem(
      'warning',
      'data.target.strayLabels',
      `"${name}" names ${stray.size === 1 ? 'a label' : `${stray.size} labels`} that ${stray.size === 1 ? 'was' : 'were'} not there when the file was first read (${names.join(', ')}${stray.size > 3 ? ', …' : ''}) and will not be learned. Read the file again in the data step.`,
      name,
    ),
  ];
}
