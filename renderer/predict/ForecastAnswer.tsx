// A forecast of several steps in numbers, beside what happened where that is known.
import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PredictedOutput } from '../../shared/run/prediction';
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
  const off = (truth ?? []).reduce((sum, value, at) => sum + Math.abs(value - values[at]!), 0) / values.length;
  return (
    <>
      <p className={classes.small}>
        {t('predict.nextRows', { name: target, n: formatCount(values.length), count: values.length })}
      </p>
      {truth !== undefined && (
        <p className={classes.truth}>{t('predict.offOnAverage', { by: formatNumber(off, 3) })}</p>
      )}
      <div className={own.scroll} tabIndex={0} role="region" aria-label={t('predict.forecast')}>
        <Table stickyHeader className={own.table ?? ''} data-testid="answer">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('predict.rowsAhead')}</Table.Th>
              <Table.Th>{t('predict.forecast')}</Table.Th>
              {truth !== undefined && <Table.Th>{t('predict.happened')}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {values.map((value, step) => (
              <Table.Tr key={step}>
                <Table.Td>{formatCount(ahead + step)}</Table.Td>
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
