// Figures of each class, label or kind of thing: sorted by any of them, the weakest first at one click.
import { Table } from '@mantine/core';
import { useState } from 'react';
import { formatCount } from '../ui/numbers';
import { formatPercent } from '../screens/format';
import styles from './EvaluateScreen.module.css';

export interface FigureColumn {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  /** A share where it is left out. */
  readonly show?: (value: number) => string;
  /** The first click shows the largest. */
  readonly mostFirst?: boolean;
}

/** How many there are of each. */
export const counted = { show: formatCount, mostFirst: true } as const;

export interface FigureRow {
  readonly name: string;
  /** By column; null where there is nothing to measure. */
  readonly figures: { readonly [column: string]: number | null };
}

interface Props {
  /** Of the first column, which holds the names. */
  readonly title: string;
  readonly help: string;
  readonly columns: readonly FigureColumn[];
  /** In the order of their names. */
  readonly rows: readonly FigureRow[];
}

/** Null: as the rows come. */
interface Sort {
  readonly by: string | null;
  readonly up: boolean;
}

export function FigureTable({ title, help, columns, rows }: Props) {
  const [sort, setSort] = useState<Sort>({ by: null, up: true });
  const names = { id: null, title, help, mostFirst: false };
  return (
    <div className={styles.tableScroll}>
      <Table stickyHeader className={styles.table ?? ''}>
        <Table.Thead>
          <Table.Tr>
            {[names, ...columns].map((column) => (
              <Table.Th
                key={column.id}
                className={column.id === null ? '' : (styles.figure ?? '')}
                aria-sort={sort.by === column.id ? (sort.up ? 'ascending' : 'descending') : 'none'}
              >
                <button
                  type="button"
                  className={styles.sort}
                  title={column.help}
                  onClick={() => setSort({ by: column.id, up: sort.by === column.id ? !sort.up : !column.mostFirst })}
                >
                  {column.title}
                  {sort.by === column.id ? (sort.up ? ' ↑' : ' ↓') : ''}
                </button>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted(rows, sort).map(({ name, figures }) => (
            <Table.Tr key={name}>
              <Table.Td>{name}</Table.Td>
              {columns.map(({ id, show = formatPercent }) => {
                const value = figures[id] ?? null;
                return (
                  <Table.Td key={id} className={styles.figure ?? ''}>
                    {value === null ? '–' : show(value)}
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function sorted(rows: readonly FigureRow[], { by, up }: Sort): readonly FigureRow[] {
  const ordered = [...rows];
  if (by !== null) ordered.sort((a, b) => (a.figures[by] ?? 0) - (b.figures[by] ?? 0));
  return up ? ordered : ordered.reverse();
}
