// Several labels: how each does, at a threshold to be moved.
import { Slider, Table } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { labelFigures, labelThresholds, usualThreshold } from '../../shared/data/labels';
import type { EvaluatedOutput } from '../../shared/run/engine';
import { formatNumber, formatPercent } from '../screens/format';
import { formatCount } from '../ui/numbers';
import styles from './EvaluateScreen.module.css';

const columns = ['name', 'accuracy', 'precision', 'recall', 'f1', 'auc', 'support'] as const;

export function Labels(props: {
  readonly names: readonly string[];
  readonly part: NonNullable<EvaluatedOutput['labels']>;
  /** Samples that were evaluated. */
  readonly count: number;
}) {
  const { t } = useTranslation();
  const { names, part, count } = props;
  const [at, setAt] = useState(labelThresholds.indexOf(usualThreshold));
  const labelId = useId();
  return (
    <>
      <div className={styles.threshold}>
        <span id={labelId} title={t('evaluate.labels.thresholdHelp')}>
          {t('evaluate.labels.threshold')} {formatPercent(labelThresholds[at]!)}
        </span>
        <Slider
          className={styles.thresholdSlider ?? ''}
          thumbProps={{ 'aria-labelledby': labelId }}
          min={0}
          max={labelThresholds.length - 1}
          value={at}
          label={(place) => formatPercent(labelThresholds[place] ?? 0)}
          onChange={setAt}
        />
        <span className={styles.thresholdWords}>
          {t('evaluate.labels.exact', { share: formatPercent((part.exact[at] ?? 0) / Math.max(1, count)) })}
        </span>
      </div>
      <div className={styles.tableScroll}>
        <Table stickyHeader className={styles.table ?? ''}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th
                  key={column}
                  className={column === 'name' ? '' : (styles.figure ?? '')}
                  title={t(`evaluate.labels.help.${column}`)}
                >
                  {t(`evaluate.labels.columns.${column}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {part.each.map(({ counts, auc, support }, place) => {
              const figures = labelFigures(counts[at]!, count);
              return (
                <Table.Tr key={names[place]}>
                  <Table.Td>{names[place]}</Table.Td>
                  {(['accuracy', 'precision', 'recall', 'f1'] as const).map((id) => (
                    <Table.Td key={id} className={styles.figure ?? ''}>
                      {formatPercent(figures[id])}
                    </Table.Td>
                  ))}
                  <Table.Td className={styles.figure ?? ''}>{auc === null ? '–' : formatNumber(auc, 3)}</Table.Td>
                  <Table.Td className={styles.figure ?? ''}>{formatCount(support)}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </div>
    </>
  );
}
