// A forecast drawn over the truth, in the order of time; of several steps, the one that is chosen, and the error of each.
import { Slider } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluatedOutput, QuantityErrors } from '../../shared/run/evaluation';
import { Curves, Legend, type Curve } from '../screens/Curves';
import { formatNumber } from '../screens/format';
import { formatCount } from '../ui/numbers';
import styles from './EvaluateScreen.module.css';

type Errors = NonNullable<EvaluatedOutput['errors']>;

interface Props {
  readonly target: string;
  readonly errors: Errors;
  /** Samples evaluated; the points are at most a thousand of them, evenly spaced. */
  readonly count: number;
}

export function Forecast({ target, errors, count }: Props) {
  const { t } = useTranslation();
  const { mae, naive, steps } = errors;
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
      {steps === undefined ? (
        <OverTruth target={target} errors={errors} count={count} />
      ) : (
        <Steps target={target} steps={steps} count={count} />
      )}
    </>
  );
}

/** What was said and what happened, over the whole part. */
function OverTruth({ target, errors, count }: { target: string; errors: QuantityErrors; count: number }) {
  const { t } = useTranslation();
  const curves: readonly Curve[] = [
    { name: t('evaluate.truthOf', { name: target }), values: errors.points.map(([truth]) => truth), tone: 0 },
    { name: t('evaluate.forecast'), values: errors.points.map(([, predicted]) => predicted), tone: 1 },
  ];
  return (
    <>
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

/** The error of each step, and the forecast of the one that is chosen over the truth. */
function Steps({ target, steps, count }: { target: string; steps: NonNullable<Errors['steps']>; count: number }) {
  const { t } = useTranslation();
  const labelId = useId();
  const { ahead, each } = steps;
  const [at, setAt] = useState(0);
  const chosen = each[at]!;
  const rows = (place: number) =>
    ahead < 1
      ? t('evaluate.rowOf', { n: formatCount(place + 1) })
      : t('evaluate.rowsAhead', { count: ahead + place, n: formatCount(ahead + place) });
  const curves: readonly Curve[] = [
    { name: t('evaluate.stepError'), values: each.map(({ mae }) => mae), tone: 1 },
    ...(each.every(({ naive }) => naive !== undefined)
      ? [{ name: t('evaluate.stepNaive'), values: each.map(({ naive }) => naive!.mae), tone: 0 as const, dashed: true }]
      : []),
  ];
  return (
    <>
      <Legend curves={curves} />
      <Curves
        label={t('evaluate.stepLabel', { name: target })}
        height={140}
        curves={curves}
        ends={[rows(0), rows(each.length - 1)]}
      />
      <div className={styles.step}>
        <span id={labelId} className={styles.stepWords}>
          {t('evaluate.stepChosen', { rows: rows(at), mae: formatNumber(chosen.mae), r2: formatNumber(chosen.r2, 3) })}
        </span>
        <Slider
          thumbProps={{ 'aria-labelledby': labelId }}
          min={ahead}
          max={ahead + each.length - 1}
          value={ahead + at}
          label={(value) => rows(value - ahead)}
          onChange={(value) => setAt(value - ahead)}
        />
      </div>
      <OverTruth target={target} errors={chosen} count={count} />
    </>
  );
}
