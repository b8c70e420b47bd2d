// Changes to the document's data, each a named step of undo.
import type { ColumnConfig, ColumnRole, ColumnType, DataConfig, SplitConfig } from '../../shared/data/config';
import { describeData } from '../../shared/data/describe';
import { asOther, asTarget, changeType, withSeparator } from '../../shared/data/guess';
import { withLabels } from '../../shared/data/tableLabels';
import { findLayer } from '../../shared/layers';
import type { ProjectDocument } from '../../shared/network/document';
import { isUntouched, suggestTraining } from '../../shared/run/suggestTraining';
import { t } from '../i18n';
import { edit } from '../stores/documentStore';

export function editData(
  label: string,
  change: (data: DataConfig, document: ProjectDocument) => DataConfig,
  merge?: string,
): void {
  edit(
    label,
    (document) => {
      if (document.data === null) return document;
      const data = change(document.data, document);
      return data === document.data ? document : { ...document, data };
    },
    merge,
  );
}

/** Other data; training settings nobody touched follow it. */
export function withData(document: ProjectDocument, data: DataConfig): ProjectDocument {
  const before = document.data === null ? null : describeData(document.data);
  const untouched = isUntouched(document.training, before);
  return { ...document, data, training: untouched ? suggestTraining(describeData(data)) : document.training };
}

function mapColumns(data: DataConfig, change: (column: ColumnConfig) => ColumnConfig): DataConfig {
  return data.table === undefined
    ? data
    : { ...data, table: { ...data.table, columns: data.table.columns.map(change) } };
}

/** An undefined `keep` takes it away. */
export function changeColumn(
  name: string,
  values: Partial<Pick<ColumnConfig, 'encoding' | 'missing' | 'input' | 'constant' | 'steps'>> & {
    readonly keep?: number | undefined;
  },
): void {
  const { keep, ...others } = values;
  editData(
    t('edits.change', { name }),
    (data) =>
      mapColumns(data, (column) => {
        if (column.name !== name) return column;
        const { keep: before, ...rest } = { ...column, ...others };
        const kept = 'keep' in values ? keep : before;
        return kept === undefined ? rest : { ...rest, keep: kept };
      }),
    'constant' in values || 'steps' in values || 'keep' in values ? `data:column:${name}` : undefined,
  );
}

export function changeColumnType(name: string, type: ColumnType): void {
  editData(t('edits.columnType', { name }), (data) =>
    mapColumns(data, (column) => (column.name === name ? changeType(column, type, data.table!.rowCount) : column)),
  );
}

/**
 * A new target takes the old one's place, which becomes a feature, unless the network has several outputs: then each
 * may have a target of its own.
 */
export function withRole(data: DataConfig, name: string, role: ColumnRole, outputs: number): DataConfig {
  return mapColumns(data, (column) => {
    if (column.name === name)
      return role === 'target' ? asTarget(column, data.table?.rowCount ?? 0) : asOther(column, role);
    return role === 'target' && outputs <= 1 && column.role === 'target' ? asOther(column, 'feature') : column;
  });
}

export function changeRole(name: string, role: ColumnRole): void {
  editData(t(role === 'target' ? 'edits.columnTarget' : 'edits.columnRole', { name }), (data, document) =>
    withRole(data, name, role, document.network.nodes.filter((node) => findLayer(node.kind)?.role === 'output').length),
  );
}

/** How the target's cells are read: cut at the separator into labels, or a class each (null). */
export function changeSeparator(name: string, separator: string | null): void {
  editData(t(separator === null ? 'edits.columnClass' : 'edits.columnLabels', { name }), (data) =>
    mapColumns(data, (column) =>
      column.name === name ? withSeparator(column, separator, data.table!.rowCount) : column,
    ),
  );
}

/** The columns of yes and no that are the labels of one answer; a single one is a target of its own. */
export function changeLabels(names: readonly string[]): void {
  editData(t('edits.labels'), (data) =>
    data.table === undefined || names.length === 0 ? data : { ...data, table: withLabels(data.table, names) },
  );
}

/** The column whose groups are compared; undefined: none. */
export function changeGroups(column: string | undefined): void {
  editData(column === undefined ? t('edits.noGroups') : t('edits.groups', { name: column }), (data) => {
    const { groupBy, ...rest } = data;
    if (groupBy === column) return data;
    return column === undefined ? rest : { ...rest, groupBy: column };
  });
}

/** Undefined takes a setting away. */
export function changeSplit(values: { readonly [K in keyof SplitConfig]?: SplitConfig[K] | undefined }): void {
  editData(
    t('edits.split'),
    (data) => {
      const merged = Object.entries({ ...data.split, ...values }).filter(([, value]) => value !== undefined);
      return { ...data, split: Object.fromEntries(merged) as unknown as SplitConfig };
    },
    'data:split',
  );
}

/**
 * The split after one share was set to a whole percentage: the others keep their proportion, validation and test first
 * giving way to training, and all add up to 100.
 */
export function splitWith(split: SplitConfig, part: 'train' | 'validation' | 'test', percent: number): SplitConfig {
  const shares = { train: split.train * 100, validation: split.validation * 100, test: split.test * 100 };
  const value = Math.min(100, Math.max(0, percent));
  const others = (['train', 'validation', 'test'] as const).filter((name) => name !== part);
  const rest = 100 - value;
  let first: number;
  if (part === 'train') {
    const sum = shares.validation + shares.test;
    first = sum > 0 ? Math.round((rest * shares.validation) / sum) : Math.round(rest / 2);
  } else {
    // Validation or test takes from the training part as long as that has enough.
    const other = part === 'validation' ? shares.test : shares.validation;
    first = Math.max(0, rest - Math.round(other));
  }
  const next = { ...shares, [part]: value, [others[0]!]: first, [others[1]!]: rest - first };
  return { ...split, train: next.train / 100, validation: next.validation / 100, test: next.test / 100 };
}
