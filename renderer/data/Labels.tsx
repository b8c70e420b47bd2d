// Several labels of one answer: how many samples have each, and which columns of yes and no belong together.
import { MultiSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DataConfig, TableConfig } from '../../shared/data/config';
import { describeData } from '../../shared/data/describe';
import { isYesOrNo } from '../../shared/data/labels';
import { Bars } from '../screens/Bars';
import { Panel } from '../screens/Page';
import { formatCount } from '../ui/numbers';
import { BalanceControl } from './ClassCounts';
import { changeLabels } from './dataEdits';
import classes from './DataScreen.module.css';
import type { SplitFacts } from './useSplitFacts';

const mostShown = 20;
/** Samples cannot come again for one label alone. */
const labelWays = ['off', 'weigh'] as const;

export function Labels(props: {
  readonly data: DataConfig;
  readonly table: TableConfig;
  readonly counts: SplitFacts | null;
}) {
  const { t } = useTranslation();
  const [target] = Object.values(describeData(props.data).targets);
  const labels = target?.task === 'labels' ? (target.classes ?? []) : [];
  const counts = labels.map((_, place) =>
    Object.values(props.counts?.parts ?? {}).reduce((sum, { perClass }) => sum + (perClass[place] ?? 0), 0),
  );
  const columns = props.table.columns.filter(isYesOrNo);
  const aims = props.table.columns.filter(({ role }) => role === 'target');
  // Whoever predicts one yes or no may want to predict others with it.
  const joins = columns.length > 1 && aims.length > 0 && aims.every(isYesOrNo);
  if (labels.length === 0 && !joins) return null;
  return (
    <Panel title={t('data.labels.title')}>
      {props.counts !== null && labels.length > 0 && (
        <Bars
          label={t('data.labels.title')}
          bars={labels.slice(0, mostShown).map((name, place) => ({
            key: name,
            name,
            value: counts[place]!,
            words: formatCount(counts[place]!),
          }))}
        />
      )}
      {labels.length > mostShown && (
        <p className={classes.about}>{t('data.moreClasses', { n: formatCount(labels.length - mostShown) })}</p>
      )}
      {labels.length > 0 && <BalanceControl labels ways={labelWays} />}
      {joins && (
        <MultiSelect
          label={t('data.labels.joined')}
          description={t('data.labels.joinedHelp')}
          data={columns.map(({ name }) => name)}
          value={aims.map(({ name }) => name)}
          onChange={changeLabels}
        />
      )}
    </Panel>
  );
}
