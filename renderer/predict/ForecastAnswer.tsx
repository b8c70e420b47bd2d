// A forecast of several steps in numbers, beside what happened where that is known.
import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PredictedOutput } from '../../shared/run/prediction';
import { Curves } from '../screens/Curves';
import { formatNumber } from '../screens/format';
import { formatCount } from '../ui/numbers';
import classes from './AnswerPanel.module.css';
import own from './ForecastAnswer.module.css';

interface Props {
  readonly target: string;
  readonly forecast: NonNullable<PredictedOutput['forecast']>;
}

export function ForecastAnswer({ target, forecast }: Props) {
  const { t } = useTranslation();
  const { ahead, values, truth } = forecast;
  // Rows that the network sees are counted from the first of them.
  const everyRow = ahead < 1;
  const off = (truth ?? []).reduce((sum, value, at) => sum + Math.abs(value - values[at]!), 0) / values.length;
  return (
    <>
      <p className={classes.small}>
        {everyRow
          ? t('predict.everyRow', { name: target })
          : t('predict.nextRows', { name: target, n: formatCount(values.length), count: values.length })}
      </p>
      {everyRow && (
        <Curves
          label={t('predict.everyRow', { name: target })}
          height={120}
          curves={[
            { name: t('predict.forecast'), values, tone: 1 },
            ...(truth === undefined
              ? []
              : [{ name: t('predict.happened'), values: truth, tone: 2 as const, dashed: true }]),
          ]}
        />
      )}
      {truth !== undefined && (
        <p className={classes.truth}>{t('predict.offOnAverage', { by: formatNumber(off, 3) })}</p>
      )}
      <div className={own.scroll} tabIndex={0} role="region" aria-label={t('predict.forecast')}>
        <Table stickyHeader className={own.table ?? ''} data-testid="answer">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t(everyRow ? 'predict.row' : 'predict.rowsAhead')}</Table.Th>
              <Table.Th>{t('predict.forecast')}</Table.Th>
              {truth !== undefined && <Table.Th>{t('predict.happened')}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {values.map((value, step) => (
              <Table.Tr key={step}>
                <Table.Td>{formatCount(everyRow ? step + 1 : ahead + step)}</Table.Td>
                <Table.Td>{formatNumber(value)}</Table.Td>
                {truth !== undefined && <Table.Td>{formatNumber(truth[step]!)}</Table.Td>}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </>
  );
}
