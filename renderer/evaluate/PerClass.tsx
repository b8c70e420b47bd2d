// Precision, recall and F1 of every class, in the order in which a person asks: the weakest first on request.
import { Table } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluatedOutput } from '../../shared/run/engine';
import { formatPercent } from '../screens/format';
import { formatCount } from '../ui/numbers';
import styles from './EvaluateScreen.module.css';

type Column = 'name' | 'iou' | 'precision' | 'recall' | 'f1' | 'support';

export function PerClass(props: {
  readonly classes: readonly string[];
  readonly rows: NonNullable<EvaluatedOutput['perClass']>;
  /** Of masks: the overlap of each class; samples are pixels then. */
  readonly iou?: readonly (number | null)[] | undefined;
}) {
  const { t } = useTranslation();
  const [sort, setSort] = useState<{ readonly by: Column; readonly up: boolean }>({ by: 'name', up: true });
  const { iou } = props;
  const columns: readonly Column[] = [
    'name',
    ...(iou ? (['iou'] as const) : []),
    'precision',
    'recall',
    'f1',
    'support',
  ];
  const textOf = (kind: 'columns' | 'help', column: Column) =>
    iou && column !== 'name'
      ? t(`evaluate.pixel${kind === 'help' ? 'Help' : 'Columns'}.${column}`)
      : t(`evaluate.${kind}.${column}`);
  const entries = props.rows.map((row, place) => ({
    ...row,
    place,
    name: props.classes[place] ?? String(place),
    iou: iou?.[place] ?? 0,
  }));
  entries.sort((a, b) => {
    const order = sort.by === 'name' ? a.place - b.place : a[sort.by] - b[sort.by];
    return sort.up ? order : -order;
  });
  return (
    <div className={styles.tableScroll}>
      <Table stickyHeader className={styles.table ?? ''}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th
                key={column}
                className={column === 'name' ? '' : (styles.figure ?? '')}
                aria-sort={sort.by === column ? (sort.up ? 'ascending' : 'descending') : 'none'}
              >
                <button
                  type="button"
                  className={styles.sort}
                  title={textOf('help', column)}
                  onClick={() => setSort({ by: column, up: sort.by === column ? !sort.up : column !== 'support' })}
                >
                  {textOf('columns', column)}
                  {sort.by === column ? (sort.up ? ' ↑' : ' ↓') : ''}
                </button>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((row) => (
            <Table.Tr key={row.place}>
              <Table.Td>{row.name}</Table.Td>
              {iou && (
                <Table.Td className={styles.figure ?? ''}>
                  {iou[row.place] === null ? '–' : formatPercent(row.iou)}
                </Table.Td>
              )}
              <Table.Td className={styles.figure ?? ''}>{formatPercent(row.precision)}</Table.Td>
              <Table.Td className={styles.figure ?? ''}>{formatPercent(row.recall)}</Table.Td>
              <Table.Td className={styles.figure ?? ''}>{formatPercent(row.f1)}</Table.Td>
              <Table.Td className={styles.figure ?? ''}>{formatCount(row.support)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
