// Targets of several labels in a table: one column whose cells name them, or a column of yes and no for each.
import type { Problem } from '../result';
import type { ColumnConfig, TableConfig } from './config';
import { asOther, asTarget } from './guess';
import { isYesOrNo, labelsOf, mostLabels } from './labels';
import type { TargetSpec } from './spec';
import { count, dataProblem } from './kinds/kind';

/** Name of the target that several columns of yes and no make. */
export const joinedTarget = 'labels';

/**
 * The columns that are the labels of one answer; none where each target is an answer of its own. Any two values will do, as
 * documents were saved with such; new ones are offered columns of yes and no alone.
 */
export function joinedColumns({ columns, joined }: Pick<TableConfig, 'columns' | 'joined'>): readonly ColumnConfig[] {
  if (joined !== true) return [];
  const found = columns.filter((column) => column.role === 'target' && isEitherOr(column));
  return found.length > 1 ? found : [];
}

function isEitherOr(column: ColumnConfig): boolean {
  return isYesOrNo(column) || (column.type === 'category' && column.facts.unique === 2);
}

/** The columns with these as the labels of one answer, and no other target; all of them must say yes or no. */
export function withLabels(table: TableConfig, names: readonly string[]): TableConfig {
  const { joined: _before, ...rest } = table;
  const columns = table.columns.map((column) =>
    names.includes(column.name)
      ? asTarget(column, table.rowCount)
      : column.role === 'target'
        ? asOther(column, 'feature')
        : column,
  );
  return { ...rest, columns, ...(names.length > 1 ? { joined: true as const } : {}) };
}

const labelName = /^(labels?|tags?|targets?)[\s_.:-]+\S/i;

/** A table with columns such as label_red and label_round, all of yes and no, as one answer of several labels. */
export function joinByName(table: TableConfig): TableConfig {
  const prefixOf = ({ name }: ColumnConfig) => labelName.exec(name)?.[1]?.toLowerCase();
  const named = table.columns.filter((column) => prefixOf(column) !== undefined && isYesOrNo(column));
  const alike = named.filter((column) => prefixOf(column) === prefixOf(named[0]!));
  return alike.length < 2
    ? table
    : withLabels(
        table,
        alike.map(({ name }) => name),
      );
}

/** The labels that a column's cells name, in index order. */
export function labelsOfColumn({ facts, separator = ';' }: ColumnConfig): readonly string[] {
  return labelsOf(facts.categories ?? [], separator);
}

export function labelTarget(title: string, labels: readonly string[]): TargetSpec {
  return { title, task: 'labels', classes: labels, shape: [labels.length] };
}

/** Objections to a column whose cells name several labels. */
export function checkLabels(column: ColumnConfig): readonly Problem[] {
  const { name, separator = ';' } = column;
  const labels = labelsOfColumn(column);
  if (labels.length >= 2 && labels.length <= mostLabels) return [];
  return [
    dataProblem(
      'error',
      'data.target.labels',
      labels.length > mostLabels
        ? `The cells of "${name}", cut at each "${separator}", name ${count(labels.length, 'different label')}; at most ${mostLabels.toLocaleString('en-US')} can be told apart. Choose another target, or read it as one class per row.`
        : `The cells of "${name}", cut at each "${separator}", name ${count(labels.length, 'label')}, and there is nothing to tell apart. Read it as one class per row, or choose another target.`,
      name,
    ),
  ];
}
