// How well things are found, class by class: average precision, and of the boxes that are shown how many are right.
import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DetectionScore } from '../../shared/data/detectionScore';
import { formatPercent } from '../screens/format';
import { formatCount } from '../ui/numbers';
import styles from './EvaluateScreen.module.css';

const columns = ['name', 'averagePrecision', 'precision', 'recall', 'truths'] as const;

export function Detection({ classes, score }: { readonly classes: readonly string[]; readonly score: DetectionScore }) {
  const { t } = useTranslation();
  return (
    <div className={styles.tableScroll}>
      <Table stickyHeader className={styles.table ?? ''}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th
                key={column}
                className={column === 'name' ? '' : (styles.figure ?? '')}
                title={t(`evaluate.boxHelp.${column}`)}
              >
                {t(`evaluate.boxColumns.${column}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {score.perClass.map(({ averagePrecision, precision, recall, truths }, index) => (
            <Table.Tr key={index}>
              <Table.Td>{classes[index]}</Table.Td>
              <Table.Td className={styles.figure ?? ''}>
                {averagePrecision === null ? '–' : formatPercent(averagePrecision)}
              </Table.Td>
              <Table.Td className={styles.figure ?? ''}>{formatPercent(precision)}</Table.Td>
              <Table.Td className={styles.figure ?? ''}>{formatPercent(recall)}</Table.Td>
              <Table.Td className={styles.figure ?? ''}>{formatCount(truths)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
