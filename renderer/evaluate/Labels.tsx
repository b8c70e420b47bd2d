// Several labels: how each does, at a threshold to be moved.
import { Slider } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { labelFigures, labelThresholds, usualThreshold } from '../../shared/data/labels';
import type { EvaluatedOutput } from '../../shared/run/evaluation';
import { formatNumber, formatPercent } from '../screens/format';
import { FigureTable, counted } from './FigureTable';
import styles from './EvaluateScreen.module.css';

const columns = ['accuracy', 'precision', 'recall', 'f1', 'auc', 'support'] as const;

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
      <FigureTable
        title={t('evaluate.labels.columns.name')}
        help={t('evaluate.labels.help.name')}
        rows={part.each.map(({ counts, auc, support }, place) => ({
          name: names[place] ?? String(place),
          figures: { ...labelFigures(counts[at]!, count), auc, support },
        }))}
        columns={columns.map((id) => ({
          id,
          title: t(`evaluate.labels.columns.${id}`),
          help: t(`evaluate.labels.help.${id}`),
          ...(id === 'support' ? counted : id === 'auc' ? { show: (value) => formatNumber(value, 4) } : {}),
        }))}
      />
    </>
  );
}
