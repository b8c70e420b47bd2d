// The columns of a table: what each was taken for and why, and everything about it a click away.
import { Badge, Select, Tooltip } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  ColumnConfig,
  ColumnRole,
  ColumnType,
  Encoding,
  MissingRule,
  TableConfig,
} from '../../shared/data/config';
import type { Relation } from '../../shared/data/relation';
import { visibleText } from '../../shared/visibleText';
import { formatNumber } from '../screens/format';
import { formatCount } from '../ui/numbers';
import { ColumnCard, relationWith } from './ColumnCard';
import { encodings, isPrepared, missingRules, roles, separatorsOf, typesOf } from './columnChoices';
import classes from './ColumnList.module.css';
import { changeColumn, changeColumnType, changeRole, changeSeparator } from './dataEdits';

const rowHeight = 64;
export function ColumnList({
  table,
  relations,
}: {
  readonly table: TableConfig;
  readonly relations: { readonly [column: string]: Relation } | undefined;
}) {
  const { t } = useTranslation();
  const target = table.columns.find(({ role }) => role === 'target')?.name;
  const scroll = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: table.columns.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  return (
    <div
      className={classes.box}
      role="table"
      aria-label={t('data.tabColumns', { n: table.columns.length })}
      aria-rowcount={table.columns.length + 1}
    >
      <div className={classes.head} role="row">
        {(['column', 'values', 'type', 'role', 'encoding', 'missing'] as const).map((name) => (
          <span key={name} role="columnheader">
            {t(`data.column.${name}`)}
          </span>
        ))}
      </div>
      <div ref={scroll} className={classes.scroll}>
        <div style={{ position: 'relative', height: rows.getTotalSize() }} role="rowgroup">
          {rows.getVirtualItems().map((item) => (
            <div
              key={item.key}
              className={classes.place}
              style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
            >
              <ColumnRow
                column={table.columns[item.index]!}
                rowCount={table.rowCount}
                target={target}
                relations={relations}
              />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

const ColumnRow = memo(function ColumnRow({
  column,
  rowCount,
  target,
  relations,
}: {
  readonly column: ColumnConfig;
  readonly rowCount: number;
  readonly target: string | undefined;
  readonly relations: { readonly [column: string]: Relation } | undefined;
}) {
  const { t } = useTranslation();
  const { name, type, role, facts } = column;
  const feature = role === 'feature';
  const relation = relationWith(column, target, relations);
  const numeric = type === 'number';
  const separators = separatorsOf(column);
  return (
    <div className={classes.row} role="row" data-role={role}>
      <div role="cell" className={classes.name}>
        <span className={classes.title} title={visibleText(name)} dir="auto">
          {visibleText(name)}
        </span>
        <Tooltip label={column.reason} multiline maw={320} disabled={column.reason === ''}>
          <span className={classes.reason}>{column.reason}</span>
        </Tooltip>
      </div>
      <div role="cell" className={classes.values}>
        <ColumnCard column={column} rowCount={rowCount} target={target} relation={relation} />
        <span className={classes.range}>
          {[
            numeric && facts.min !== undefined && facts.max !== undefined
              ? t('data.range', { min: formatNumber(facts.min), max: formatNumber(facts.max) })
              : t('data.distinct', { count: facts.unique, n: formatCount(facts.unique) }),
            relation === null
              ? ''
              : `${relation.measure === 'pearson' ? 'r' : relation.measure === 'cramersV' ? 'V' : 'η'} ${formatNumber(relation.value, 2)}`,
            numeric && (facts.outliers ?? 0) > 0
              ? t('data.outliers', { count: facts.outliers ?? 0, n: formatCount(facts.outliers ?? 0) })
              : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
      <div role="cell">
        <Select
          aria-label={t('data.typeOf', { name })}
          data={typesOf(column).map((value) => ({ value, label: t(`data.type.${value}`) }))}
          value={type}
          onChange={(value) => value !== null && changeColumnType(name, value as ColumnType)}
        />
      </div>
      <div role="cell">
        <Select
          aria-label={t('data.roleOf', { name })}
          data={roles.map((value) => ({ value, label: t(`data.role.${value}`) }))}
          value={role}
          classNames={{ input: role === 'target' ? (classes.target ?? '') : '' }}
          onChange={(value) => value !== null && changeRole(name, value as ColumnRole)}
        />
      </div>
      <div role="cell">
        {isPrepared(column) && (
          <Select
            aria-label={t('data.encodingOf', { name })}
            data={encodings[type].map((value) => ({ value, label: t(`data.encoding.${value}`) }))}
            value={column.encoding}
            onChange={(value) => value !== null && changeColumn(name, { encoding: value as Encoding })}
          />
        )}
        {separators.length > 0 && (
          <Select
            aria-label={t('data.labels.readOf', { name })}
            data={[
              { value: '', label: t('data.labels.each') },
              ...separators.map((value) => ({ value, label: t('data.labels.cut', { separator: value }) })),
            ]}
            value={column.separator ?? ''}
            onChange={(value) => value !== null && changeSeparator(name, value === '' ? null : value)}
          />
        )}
      </div>
      <div role="cell">
        {facts.missing > 0 ? (
          feature && missingRules[type].length > 0 ? (
            <div className={classes.missing}>
              <Select
                aria-label={t('data.missingOf', { name })}
                data={missingRules[type].map((value) => ({ value, label: t(`data.missing.${value}`) }))}
                value={column.missing}
                onChange={(value) => value !== null && changeColumn(name, { missing: value as MissingRule })}
              />
              <span className={classes.gap}>
                {t('data.missingCount', {
                  n: formatCount(facts.missing),
                  share: formatNumber(Math.max(0.1, (100 * facts.missing) / Math.max(1, rowCount)), 2),
                })}
              </span>
            </div>
          ) : (
            <Badge color="gray">{t('data.missingOnly', { n: formatCount(facts.missing) })}</Badge>
          )
        ) : (
          <span className={classes.none}>{t('data.noneMissing')}</span>
        )}
      </div>
    </div>
  );
});
