// A forecast drawn over the truth, in the order of time.
import { useTranslation } from 'react-i18next';
import type { EvaluatedOutput } from '../../shared/run/engine';
import { Curves, Legend, type Curve } from '../screens/Curves';
import { formatNumber } from '../screens/format';
import { formatCount } from '../ui/numbers';
import styles from './EvaluateScreen.module.css';

interface Props {
  readonly target: string;
  readonly errors: NonNullable<EvaluatedOutput['errors']>;
  /** Samples evaluated; the points are at most a thousand of them, evenly spaced. */
  readonly count: number;
}

export function Forecast({ target, errors, count }: Props) {
  const { t } = useTranslation();
  const curves: readonly Curve[] = [
    { name: t('evaluate.truthOf', { name: target }), values: errors.points.map(([truth]) => truth), tone: 0 },
    { name: t('evaluate.forecast'), values: errors.points.map(([, predicted]) => predicted), tone: 1 },
  ];
  const { mae, naive } = errors;
  return (
    <>
      {naive !== undefined && (
        <p className={styles.naive}>
          {t(mae < naive.mae ? 'evaluate.naiveBetter' : 'evaluate.naiveWorse', {
            naive: formatNumber(naive.mae),
            mae: formatNumber(mae),
            percent: Math.round(100 * (1 - mae / naive.mae)),
          })}
        </p>
      )}
      <Legend curves={curves} />
      <Curves
        label={t('evaluate.forecastLabel', { name: target })}
        height={240}
        curves={curves}
        ends={[t('evaluate.earliest'), t('evaluate.latest', { n: formatCount(count) })]}
      />
    </>
  );
}
